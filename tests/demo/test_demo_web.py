"""The sample web is what it says: complete, varied, listed by its own feeds, and served with all that surrounds an article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import html

from araswatch.catalogue import Source, load_sources
from araswatch.discover import Discovery, parse_feed, parse_front_page, parse_sitemap, parse_wordpress
from araswatch.urls import canonicalize
from demo import DemoPage, DemoWeb, Outcome
from demo.dates import jalali, written_date

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb(now=NOW) as running:
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client() as running:
        yield running


def articles(web: DemoWeb) -> list[DemoPage]:
    return [page for page in web.pages if page.outcome is Outcome.ARTICLE]


def discovered(client: httpx.Client, source: Source) -> list[str]:
    """All that a source's ways lead to, page after page."""
    waiting = [*source.feeds, *source.sitemaps, *source.links, *([source.wordpress_url] if source.wordpress_url else [])]
    found: list[str] = []
    while waiting:
        answer = client.get(waiting.pop())
        discovery = read(answer, source)
        assert discovery.problems == ()
        found += [candidate.url for candidate in discovery.candidates]
        waiting += discovery.more
    return found


def read(answer: httpx.Response, source: Source) -> Discovery:
    url = str(answer.url)
    if source.sitemaps:
        return parse_sitemap(answer.content, url=url, source_id=source.id)
    if source.links:
        return parse_front_page(answer.content, url=url, source_id=source.id, content_type=answer.headers["content-type"])
    if source.wordpress_url:
        return parse_wordpress(answer.content, url=url, source_id=source.id, total_pages=int(answer.headers["x-wp-totalpages"]))
    return parse_feed(answer.content, url=url, source_id=source.id, content_type=answer.headers["content-type"])


def test_it_is_as_large_and_varied_as_a_demo_needs(web: DemoWeb) -> None:
    assert len(web.sites) >= 8
    assert len(articles(web)) >= 40
    assert {page.language for page in articles(web)} == {"en", "fa", "az", "ru", "tr", "hy", "ar", "he"}
    assert len({site.site.template for site in web.sites}) == 7
    assert len({site.site.listing for site in web.sites}) == 6
    assert Counter(page.story for page in articles(web))["border-exercise"] == 3
    assert {page.outcome for page in web.pages} == set(Outcome)


def test_its_catalogue_leads_to_every_listed_page(web: DemoWeb, client: httpx.Client, tmp_path: Path) -> None:
    sources = load_sources(web.write_config(tmp_path) / "sources")
    for source in sources:
        urls = {canonicalize(url) for url in discovered(client, source)}
        assert urls == {canonicalize(page.url) for page in web.pages if page.site_id == source.id}


def test_every_article_is_on_its_page_with_all_that_surrounds_it(web: DemoWeb, client: httpx.Client) -> None:
    for page in articles(web):
        shown = " ".join("".join(map(str, html.document_fromstring(client.get(page.url).content).itertext())).split())
        assert [paragraph for paragraph in page.paragraphs if " ".join(paragraph.split()) not in shown] == []
        assert page.title in shown
        assert len(page.furniture) >= 8


def test_dates_are_fresh_and_in_the_sites_own_zone(web: DemoWeb) -> None:
    for page in articles(web):
        assert page.published_at
        assert timedelta() < NOW - page.published_at < timedelta(days=6)
    tehran = next(page.published_at for page in articles(web) if page.site_id == "aras-news")
    assert tehran
    assert tehran.tzinfo == ZoneInfo("Asia/Tehran")


def test_robots_deny_one_page_and_one_is_gone(web: DemoWeb, client: httpx.Client) -> None:
    denied = next(page for page in web.pages if page.outcome is Outcome.ROBOTS_DENIED)
    robots = client.get(httpx.URL(denied.url).join("/robots.txt")).text
    assert f"Disallow: {httpx.URL(denied.url).path}" in robots
    gone = next(page for page in web.pages if page.outcome is Outcome.GONE)
    assert client.get(gone.url).status_code == 404


def test_the_same_moment_gives_the_same_web() -> None:
    with DemoWeb(now=NOW, port=0) as one, DemoWeb(now=NOW, port=0) as other:
        assert [httpx.URL(page.url).path for page in one.pages] == [httpx.URL(page.url).path for page in other.pages]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2021, 3, 21), (1400, 1, 1)),
        (date(2025, 3, 20), (1403, 12, 30)),
        (date(2025, 3, 21), (1404, 1, 1)),
        (date(2026, 9, 22), (1405, 6, 31)),
        (date(2026, 9, 23), (1405, 7, 1)),
        (date(2026, 11, 24), (1405, 9, 3)),
    ],
)
def test_iranian_dates(day: date, written: tuple[int, int, int]) -> None:
    assert jalali(day) == written


def test_a_date_is_written_as_its_language_does() -> None:
    months = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
    assert written_date(NOW, "fa", months) == "۳ آذر ۱۴۰۵ - ۱۵:۳۰"
    assert written_date(NOW, "az", ["", "", "", "", "", "", "", "", "", "", "noyabr", ""]) == "24 noyabr 2026, 15:30"
