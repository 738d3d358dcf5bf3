"""Lines in many languages and calendars, and places of the markup, each the only date of its page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from araswatch.extract import extract
from araswatch.extract.dateplaces import dating_elements
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
PROSE = (
    "<p>The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed in mid-river.</p>"
    * 5
)
LINES: dict[str, list[Any]] = yaml.safe_load((Path(__file__).parent / "datelines.yml").read_text(encoding="utf-8"))


def published(make_page: MakePage, line: str, head: str = "", lang: str = "en", tld: str = "org") -> str | None:
    body = f"<body><article><h1>The ferry</h1><div>{line}</div>{PROSE}</article></body>"
    page = make_page(f"<html lang={lang}><head><title>The ferry</title>{head}</head>{body}</html>", url=f"https://news.example.{tld}/x")
    outcome = extract(page)
    assert isinstance(outcome, Article)
    return outcome.published.isoformat() if outcome.published else None


@pytest.mark.parametrize(("lang", "tld", "line", "wanted"), [(lang, *case) for lang, cases in LINES.items() for case in cases])
def test_the_line_dates_the_article(make_page: MakePage, lang: str, tld: str, line: str, wanted: str) -> None:
    assert published(make_page, line, lang=lang, tld=tld) == wanted


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("it", "Ieri e oggi"),
        ("en", "Only yesterday"),
        ("pl", "Wczoraj i dziś na rzece"),
        ("ru", "Встреча 5 декабря в порту, начало в 18:00"),
        ("en", "The hall opens on March 5, 7:30 pm"),
    ],
)
def test_words_and_meetings_date_nothing(make_page: MakePage, lang: str, line: str) -> None:
    assert published(make_page, line, lang=lang) is None


def test_a_day_without_year_is_the_last_one(make_page: MakePage) -> None:
    assert published(make_page, "24 ноября, 14:35", lang="ru", tld="ru") == "2026-11-24T14:35:00+03:00"
    assert published(make_page, "25 декабря, 14:35", lang="ru", tld="ru") == "2025-12-25T14:35:00+03:00"
    assert published(make_page, "24 ноября", lang="ru", tld="ru") is None


def json_ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    ("head", "line", "wanted"),
    [
        (json_ld('{"@graph":[{"@type":"CreativeWork","datePublished":"2026-11-24T14:35+04:00"}]}'), "", "2026-11-24T14:35:00+04:00"),
        (json_ld('{"headline":"A "ferry"","datePublished":"2026-11-24T14:35:00+04:00"}'), "", "2026-11-24T14:35:00+04:00"),
        (json_ld('{"@type":"Article","datePublished":"Tue, 24 Nov 2026 14:35:00 +0400"}'), "", "2026-11-24T14:35:00+04:00"),
        (json_ld('{"@type":"Article","datePublished":1795530900000}'), "", "2026-11-24T14:35:00+00:00"),
        (json_ld('{"@type":["Article"],"datePublished":["2026-11-24"]}'), "", "2026-11-24"),
        (json_ld('{"@type":"Article","datePublished":"20261124T143500+0400"}'), "", "2026-11-24T14:35:00+04:00"),
        ('<script>dataLayer=[{"publishDate":"2026-11-24"}]</script>', "", "2026-11-24"),
        ("<script>page = {pubdate: '2026-11-24 14:35:00'}</script>", "", "2026-11-24T14:35:00+00:00"),
        ('<script>utag_data={"article_publish_date":"2026/11/24"}</script>', "", "2026-11-24"),
        ("", '<amp-timeago datetime="2026-11-24T14:35:00Z">Tuesday</amp-timeago>', "2026-11-24T14:35:00+00:00"),
        ("", '<div data-publish-date="2026-11-24">x</div>', "2026-11-24"),
        ("", '<ul><li itemprop="datePublished" content="2026-11-24">Tue</li></ul>', "2026-11-24"),
        ("", '<abbr class="published" title="2026-11-24">Tue</abbr>', "2026-11-24"),
        ("", '<span itemprop="date" title="2026-11-24">Tue</span>', "2026-11-24"),
        ('<meta name="pub_date" content="2026-11-24T14:35:00+00:00">', "", "2026-11-24T14:35:00+00:00"),
        ('<meta name="DC.date.issued" content="2026-11-24">', "", "2026-11-24"),
        ('<meta name="date" content="20261124">', "", "2026-11-24"),
        ('<meta property="article:published_time" content="1795530900">', "", "2026-11-24T14:35:00+00:00"),
        ('<meta name="publish-date" content="Tue Nov 24 14:35:00 UTC 2026">', "", "2026-11-24T14:35:00+00:00"),
    ],
)
def test_markup_and_programs_date_the_article(make_page: MakePage, head: str, line: str, wanted: str) -> None:
    assert published(make_page, line, head) == wanted


def test_a_moment_is_what_the_head_calls_it(make_page: MakePage) -> None:
    head = (
        '<meta property="article:published_time" content="2026-10-20T08:00:00+00:00">'
        '<meta property="article:modified_time" content="2026-11-20T08:15:30+00:00">'
    )
    line = '<time class="entry-date published updated" datetime="2026-11-20T08:15:30+00:00">20 November 2026</time>'
    page = make_page(f"<html lang=en><head><title>The ferry</title>{head}</head><body><h1>The ferry</h1>{line}{PROSE}</body></html>")
    outcome = extract(page)
    assert isinstance(outcome, Article)
    assert outcome.modified is not None
    assert outcome.modified.isoformat() == "2026-11-20T08:15:30+00:00"


def test_a_sentence_tells_when_the_article_first_appeared(make_page: MakePage) -> None:
    below = "<p>This article was originally published on 20 November 2026 at 4:12pm but has been updated to keep its words current.</p>"
    assert published(make_page, f"{PROSE}{PROSE}{below}") == "2026-11-20T16:12:00+00:00"


def test_a_title_of_this_year_is_not_years_old(make_page: MakePage) -> None:
    head = json_ld('{"@type":"Article","datePublished":"2021-02-03","dateModified":"2026-11-20"}')
    body = f"<body><h1>The best ferries of 2026</h1><p>Updated: 20 November 2026</p>{PROSE}</body>"
    page = make_page(
        f"<html lang=en><head><title>The best ferries of 2026</title>{head}</head>{body}</html>", url="https://e.example.org/x"
    )
    outcome = extract(page)
    assert isinstance(outcome, Article)
    assert outcome.published is not None
    assert outcome.published.isoformat() == "2026-11-20"


def test_what_dates_by_its_markup_stands_in_the_order_of_the_page() -> None:
    dating = (
        '<time id="1">a</time><meta itemprop="datePublished" content="2026-11-24"><abbr class="updated">b</abbr>'
        '<p id="2" itemprop="dateModified">c<span id="3" class="published" title="">d</span></p><span title="The ferry">e</span>'
        '<span id="4" itemprop="datePublished">f</span><abbr id="5" class="last-updated" title="2026-11-24">g</abbr><time id="6">h</time>'
    )
    assert [element.get("id") for element in dating_elements(html.fromstring(f"<div>{dating}</div>"))] == ["1", "2", "3", "4", "5", "6"]
