"""Sitemaps in every shape: index, URL set, Google News, text, robots.txt, gzip, broken."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.discover import Discovery, feed_date, parse_sitemap, recent, sitemaps
from araswatch.records import Hints

HOME = "https://river.example/"
XMLNS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def parsed(body: str | bytes) -> Discovery:
    return parse_sitemap(body if isinstance(body, bytes) else body.encode(), url=HOME + "sitemap.xml", source_id="river")


def urlset(entries: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {XMLNS} {NEWS}>{entries}</urlset>'


def links(discovery: Discovery) -> list[str]:
    return [candidate.url for candidate in discovery.candidates]


def test_an_index_names_its_children_newest_first() -> None:
    children = [("old", "<lastmod>2020-01-01</lastmod>"), ("undated", ""), ("new", "<lastmod>2026-11-24T10:00:00Z</lastmod>")]
    entries = "".join(f"<sitemap><loc>/{name}.xml</loc>{date}</sitemap>" for name, date in children)
    found = parsed(f"<sitemapindex {XMLNS}>{entries}</sitemapindex>")
    assert found.more == (HOME + "new.xml", HOME + "old.xml", HOME + "undated.xml")
    assert found.candidates == ()
    assert found.problems == ()


def test_undated_children_are_ordered_by_what_their_names_say() -> None:
    names = ["2024-01", "2026-2", "pages", "news", "2026-11"]
    found = parsed("<sitemapindex>" + "".join(f"<sitemap><loc>/{name}.xml</loc></sitemap>" for name in names) + "</sitemapindex>")
    assert found.more == tuple(f"{HOME}{name}.xml" for name in ("news", "2026-11", "2026-2", "2024-01", "pages"))


def test_google_news_gives_date_title_and_language() -> None:
    news = """<news:news><news:publication><news:name>Çay</news:name><news:language>az</news:language></news:publication>
        <news:publication_date>2026-11-24T10:00:00+04:00</news:publication_date><news:title>Təlim &amp; körpü</news:title></news:news>"""
    found = parsed(urlset(f"<url><loc> https://river.example/a </loc>{news}<lastmod>2026-11-24</lastmod></url>"))
    (only,) = found.candidates
    assert only.url == HOME + "a"
    assert only.hints == Hints(title="Təlim & körpü", published="2026-11-24T10:00:00+04:00", modified="2026-11-24", language="az")


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset("<url><loc>/a</loc></url>").encode()),
        "<urlset><url><loc>/a</loc></url></urlset>",
        f"\n\ufeff<urlset {XMLNS}><url><loc>/a</loc></url><url><loc>/b",
        urlset("<url><loc>/a</loc></url><url><loc>/b</loc>&nope;<").removesuffix("</urlset>"),
        "https://river.example/a\n\nnot a link\n",
        gzip.compress(urlset("<url><loc>/a</loc></url>").encode() + b" " * 100_000)[:-60],
    ],
    ids=["gzip", "no-namespace", "cut-short", "malformed", "text", "gzip-cut-short"],
)
def test_every_shape_is_read(body: str | bytes) -> None:
    assert links(parsed(body))[:1] == [HOME + "a"]


def test_robots_txt_names_sitemaps() -> None:
    found = parsed("User-agent: *\nDisallow: /x\nSitemap: /one.xml\nSITEMAP : https://cdn.example/two.xml.gz\n")
    assert found.more == (HOME + "one.xml", "https://cdn.example/two.xml.gz")
    assert parsed("User-agent: *\nDisallow:\n").problems == ("no sitemap is named",)


def test_entries_of_no_use_are_counted() -> None:
    found = parsed(urlset("<url/><url><loc/></url><url><loc>javascript:x()</loc></url><url><loc>/a</loc></url><url><loc>/a</loc></url>"))
    assert links(found) == [HOME + "a"]
    assert found.problems == ("entry without a link (2 times)", "link that is no web address")


@pytest.mark.parametrize("body", [b"", b"<html><body>no</body></html>", b"\x1f\x8bbroken", b"hello", b"<rss><channel/></rss>"])
def test_what_is_no_sitemap_says_so(body: bytes) -> None:
    found = parsed(body)
    assert found.candidates == ()
    assert found.problems


def test_an_empty_sitemap_is_no_problem() -> None:
    assert parsed(urlset("")) == Discovery()


def test_a_gzip_bomb_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 1_000_000)
    found = parsed(gzip.compress(urlset("<url><loc>/a</loc></url>" + " " * 30_000_000).encode()))
    assert links(found) == [HOME + "a"]
    assert "sitemap cut at 1000000 bytes" in found.problems


def test_more_urls_than_the_protocol_allows_are_left_and_said() -> None:
    found = parsed(urlset("".join(f"<url><loc>/{n}</loc></url>" for n in range(50_010))))
    assert len(found.candidates) == 50_000
    assert found.problems == ("entry beyond the first 50000 (10 times)",)


def test_entity_bombs_stay_small() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    found = parsed(f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]><urlset {XMLNS}><url><loc>/&l11;</loc></url></urlset>')
    assert all(len(url) < 1000 for url in links(found))


def test_recent_drops_what_is_dated_before() -> None:
    dates = ["2026-11-24T10:00:00+04:00", "2026-11-23", "2026-11-01", "", "yesterday"]
    found = parsed(urlset("".join(f"<url><loc>/{n}</loc><lastmod>{date}</lastmod></url>" for n, date in enumerate(dates))))
    kept = recent(found, datetime(2026, 11, 23, 12, tzinfo=UTC))
    assert links(kept) == [HOME + str(n) for n in (0, 1, 3, 4)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-11-24T10:00:00+04:00", datetime(2026, 11, 24, 6, tzinfo=UTC)),
        ("2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("2026-11-24", datetime(2026, 11, 24, 23, 59, tzinfo=UTC)),
        ("Tue, 24 Nov 2026 10:00:00 +0330", datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
        ("24 Nov 2026 10:00 GMT", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("0001-01-01T00:00:00+04:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_of_feeds(text: str | None, date: datetime | None) -> None:
    assert feed_date(text) == date


@given(st.text(max_size=40))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    date = feed_date(text)
    assert date is None or date.tzinfo is UTC


@given(st.binary(max_size=200) | st.text(alphabet='<>/&;!?[]"=urlocsitemap ', max_size=200).map(str.encode))
def test_any_bytes_give_a_discovery(body: bytes) -> None:
    for wrapped in (body, b"<urlset><url><loc>/a</loc>" + body, b"\x1f\x8b\x08" + body, b"Sitemap: " + body):
        assert isinstance(parsed(wrapped), Discovery)
