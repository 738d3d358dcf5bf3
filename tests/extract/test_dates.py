"""Which of a page's dates is the article's, in which zone, and which are not believed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from araswatch.extract import extract
from araswatch.extract.dateclaims import Claim
from araswatch.extract.dates import day_features
from araswatch.records import Article, Dated, Hints, Page

MakePage = Callable[..., Page]
PROSE = (
    "<p>The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed in mid-river.</p>"
    * 5
)
URL = "https://news.example.org/the-ferry"


def article_of(page: Page) -> Article:
    outcome = extract(page)
    assert isinstance(outcome, Article)
    return outcome


def page_html(head: str = "", line: str = "", lang: str = "en") -> str:
    article = f"<article><h1>The ferry</h1><div>{line}</div>{PROSE}</article>"
    return f"<html lang={lang}><head><title>The ferry</title>{head}</head><body>{article}</body></html>"


def published(page: Page) -> Dated:
    dated = article_of(page).published
    assert dated is not None
    return dated


def test_structured_data_keeps_its_offset(make_page: MakePage) -> None:
    item = '{"@type":"NewsArticle","headline":"The ferry","datePublished":"2026-11-23T23:30:00+04:00"}'
    head = f'<script type="application/ld+json">{item}</script>'
    assert published(make_page(page_html(head), url=URL)).isoformat() == "2026-11-23T23:30:00+04:00"


@pytest.mark.parametrize(
    ("url", "hints", "midnight"),
    [
        ("https://xeber.example.az/bere", Hints(), "2026-11-23T00:00:00+04:00"),
        ("https://news.example.ir/ferry", Hints(), "2026-11-23T00:00:00+03:30"),
        ("https://news.example.org/ferry", Hints(timezone="Asia/Tbilisi"), "2026-11-23T00:00:00+04:00"),
        ("https://news.example.org/ferry", Hints(), "2026-11-23T00:00:00+00:00"),
    ],
)
def test_a_day_stays_a_day_in_the_zone_of_its_source(make_page: MakePage, url: str, hints: Hints, midnight: str) -> None:
    dated = published(make_page(page_html(line="23 November 2026"), url=url, hints=hints))
    assert dated.day_only
    assert dated.isoformat() == "2026-11-23"
    assert dated.at.isoformat() == midnight


def test_utc_is_told_in_the_time_of_the_source(make_page: MakePage) -> None:
    head = '<meta property="article:published_time" content="2026-11-22T21:30:00Z">'
    assert published(make_page(page_html(head), url="https://news.example.ir/ferry")).isoformat() == "2026-11-23T01:00:00+03:30"
    assert published(make_page(page_html(head), url=URL)).isoformat() == "2026-11-22T21:30:00+00:00"


def test_a_time_without_zone_is_that_of_the_page_which_tells_the_same_second_in_utc(make_page: MakePage) -> None:
    head = '<meta property="article:modified_time" content="2026-11-22T05:30:59+00:00">'
    shown = (
        '<time datetime="2026-11-21 21:10:00">November 21, 2026 at 9:10 p.m.</time>'
        '<p>Updated <time datetime="2026-11-21 23:30:59">November 21, 2026 at 11:30 p.m.</time></p>'
    )
    assert published(make_page(page_html(head, shown), url=URL)).isoformat() == "2026-11-21T21:10:00-06:00"
    other = shown.replace("23:30:59", "23:31:02")
    assert published(make_page(page_html(head, other), url=URL)).at.utcoffset() == timedelta(0)


def test_utc_that_readers_see_as_it_stands_is_the_time_of_the_source(make_page: MakePage) -> None:
    head = '<meta property="article:published_time" content="2026-11-22T22:10:05Z">'
    page = make_page(page_html(head, "22 noyabr 2026, 22:10", lang="az"), url="https://xeber.example.az/bere")
    assert published(page).isoformat() == "2026-11-22T22:10:05+04:00"
    page = make_page(page_html(head, "23 noyabr 2026, 02:10", lang="az"), url="https://xeber.example.az/bere")
    assert published(page).isoformat() == "2026-11-23T02:10:05+04:00"


def test_a_declared_moment_stays_itself_whatever_zone_the_page_shows(make_page: MakePage) -> None:
    head = '<meta property="article:published_time" content="2026-11-22T05:30:59+00:00">'
    shown = '<time datetime="2026-11-21T23:30:59-06:00">November 21, 2026 at 11:30 p.m.</time>'
    assert published(make_page(page_html(head, shown), url=URL)).at == datetime(2026, 11, 22, 5, 30, 59, tzinfo=UTC)


def test_jalali_lines_are_dated(make_page: MakePage) -> None:
    assert (
        published(make_page(page_html(line="۲ آذر ۱۴۰۵ - ۱۴:۳۰", lang="fa"), url="https://x.example.ir/1")).at.isoformat()
        == "2026-11-23T14:30:00+03:30"
    )


def test_relative_lines_count_from_the_fetch(make_page: MakePage) -> None:
    assert (
        published(make_page(page_html(line="2 saat əvvəl", lang="az"), url="https://x.example.az/1")).at.isoformat()
        == "2026-11-24T19:00:00+04:00"
    )


@pytest.mark.parametrize(("line", "lang", "day"), [("Hier à 14:05", "fr", "2026-11-23"), ("Today, 14:05", "en", "2026-11-24")])
def test_a_word_dates_the_line_that_is_for_it(make_page: MakePage, line: str, lang: str, day: str) -> None:
    assert published(make_page(page_html(line=line, lang=lang), url=URL)).isoformat()[:10] == day


@pytest.mark.parametrize(("line", "lang"), [("Sie sind hier:", "de"), ("Verträge hier kündigen", "de"), ("USA Today", "en")])
def test_words_that_only_sound_like_a_day(make_page: MakePage, line: str, lang: str) -> None:
    assert article_of(make_page(page_html(line=line, lang=lang), url=URL)).published is None


def test_the_future_is_not_believed(make_page: MakePage) -> None:
    head = '<meta property="article:published_time" content="2031-01-01T00:00:00Z">'
    assert published(make_page(page_html(head, "20 November 2026"), url=URL)).isoformat() == "2026-11-20"
    assert article_of(make_page(page_html(head), url=URL)).published is None


def test_before_1990_is_not_believed(make_page: MakePage) -> None:
    assert article_of(make_page(page_html('<meta name="date" content="1970-01-01T00:00:00Z">'), url=URL)).published is None


def test_changes_are_told_from_publication(make_page: MakePage) -> None:
    article = article_of(make_page(page_html(line="<span>20 November 2026</span><br><span>Updated: 22 November 2026</span>"), url=URL))
    assert article.published is not None
    assert article.modified is not None
    assert (article.published.isoformat(), article.modified.isoformat()) == ("2026-11-20", "2026-11-22")


def test_feed_hints_fill_gaps(make_page: MakePage) -> None:
    dated = published(make_page(page_html(), url=URL, hints=Hints(published="Mon, 23 Nov 2026 10:15:00 +0400")))
    assert dated.source == "feed"
    assert dated.at == datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    assert dated.at.utcoffset() == timedelta(hours=4)


def test_dates_of_other_articles_are_not_taken(make_page: MakePage) -> None:
    other = '<time datetime="2020-01-01">1 January 2020</time> <a href="/x">The bridge of the old town</a>'
    related = f'<aside class="related"><ul><li>{other}</li></ul></aside>'
    html = page_html(line="20 November 2026").replace("</body>", f"{related}</body>")
    assert published(make_page(html, url=URL)).isoformat() == "2026-11-20"


def test_the_page_tells_whether_it_writes_day_or_month_first(make_page: MakePage) -> None:
    numeric = "<p>03/10/2026</p>"
    american, british = "<p>October 25, 2026</p>", "<p>25 October 2026</p>"
    assert (
        published(make_page(page_html(line=numeric).replace("</article>", f"{PROSE}{american}</article>"), url=URL)).isoformat()
        == "2026-03-10"
    )
    assert (
        published(make_page(page_html(line=numeric).replace("</article>", f"{PROSE}{british}</article>"), url=URL)).isoformat()
        == "2026-10-03"
    )


def test_a_short_sentence_under_the_title_is_no_dateline(make_page: MakePage) -> None:
    item = '{"@type":"NewsArticle","datePublished":"2026-11-20T08:00:00+01:00","dateModified":"2026-11-21T08:00:00+01:00"}'
    head = f'<script type="application/ld+json">{item}</script>'
    page = make_page(page_html(head, "<p>The fair opens on 5 October 2026.</p>"), url=URL)
    assert published(page).isoformat() == "2026-11-20T08:00:00+01:00"


def test_the_day_that_a_page_opens_with_is_not_its_articles(make_page: MakePage) -> None:
    item = '{"@type":"NewsArticle","datePublished":"2026-11-20T08:00:00+01:00"}'
    head = f'<script type="application/ld+json">{item}</script>'
    today = "<p>Tuesday, November 24, 2026</p>"
    assert published(make_page(page_html(head, today), url=URL)).isoformat() == "2026-11-20T08:00:00+01:00"
    assert published(make_page(page_html(line=today), url=URL)).isoformat() == "2026-11-24"


def test_teasers_beside_the_title_date_others(make_page: MakePage) -> None:
    item = '{"@type":"NewsArticle","datePublished":"2026-11-20T08:00:00+01:00"}'
    head = f'<script type="application/ld+json">{item}</script>'
    line = (
        '<ul class="related"><li><a href="/b">21 November 2026 The bridge</a></li><li><a href="/t">19 November 2026 The town</a></li></ul>'
    )
    assert published(make_page(page_html(head, line), url=URL)).isoformat() == "2026-11-20T08:00:00+01:00"


def test_a_sentence_about_another_day_dates_nothing(make_page: MakePage) -> None:
    words = "will meet on 14 November 2026 in the hall behind the market to speak of the ferry and of its future"
    event = f"<p>The committee of both towns {words}.</p>"
    html = page_html(line="<time datetime=2026-11-20>20 November 2026</time>").replace("<h1>", f"{event}<h1>")
    assert published(make_page(html, url=URL)).isoformat() == "2026-11-20"


def test_the_month_in_the_url_speaks_for_its_days() -> None:
    url = "https://news.example.org/2026/10/the-ferry"
    days = [datetime(2026, 10, 4, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)]
    claims = [Claim(Dated(at=day, day_only=True, source="text", confidence=0.8), "near-at") for day in days]
    marks = [day_features(day.date(), claims, url, "The ferry") & {"url-month", "not-url-month"} for day in days]
    assert marks == [{"url-month"}, {"not-url-month"}]


def test_days_in_urls_may_stand_last(make_page: MakePage) -> None:
    assert published(make_page(page_html(), url="https://news.example.org/notes/20-11-2026")).isoformat() == "2026-11-20"


def test_a_labelled_date_below_the_article_counts(make_page: MakePage) -> None:
    html = page_html().replace("</article>", "</article><footer><p>Published: 20 November 2026</p></footer>")
    assert published(make_page(html, url=URL)).isoformat() == "2026-11-20"


def test_scripts_date_what_nothing_else_does(make_page: MakePage) -> None:
    script = '<script>window.state = {"publishedAt":"2026-11-20T08:00:00+04:00"}</script>'
    assert published(make_page(page_html(script), url=URL)).isoformat() == "2026-11-20T08:00:00+04:00"
    assert published(make_page(page_html(script, "19 November 2026"), url=URL)).isoformat() == "2026-11-19"


def test_a_page_that_only_says_when_it_changed_is_dated_so_with_doubt(make_page: MakePage) -> None:
    dated = published(make_page(page_html(line="Updated: 22 November 2026"), url=URL))
    assert dated.isoformat() == "2026-11-22"
    assert dated.confidence <= 0.4


def test_a_day_that_stands_alone_somewhere_is_trusted_less_than_one_that_all_give(make_page: MakePage) -> None:
    alone = published(make_page(page_html().replace("</article>", f"{PROSE * 3}<p>20 November 2026</p></article>"), url=URL))
    head = '<meta property="article:published_time" content="2026-11-20">'
    given = published(make_page(page_html(head, "20 November 2026"), url=URL))
    assert alone.confidence < 0.9 < given.confidence


def test_a_label_of_its_own_dates_the_line_behind_it(make_page: MakePage) -> None:
    html = page_html().replace("</article>", "</article><aside><h4>Published</h4><p>20 November 2026</p></aside>")
    assert published(make_page(html, url=URL)).isoformat() == "2026-11-20"


def test_a_label_of_its_own_calls_the_line_behind_it_a_change(make_page: MakePage) -> None:
    article = article_of(make_page(page_html(line="<p>20 November 2026</p><p>Last updated</p><p>22 November 2026</p>"), url=URL))
    assert article.published is not None
    assert article.modified is not None
    assert (article.published.isoformat(), article.modified.isoformat()) == ("2026-11-20", "2026-11-22")


def test_figures_that_read_both_ways_are_read_as_the_page_declares(make_page: MakePage) -> None:
    head = '<meta property="article:published_time" content="2026-10-03">'
    dated = published(make_page(page_html(head, "10/03/2026", lang="de"), url=URL))
    assert dated.isoformat() == "2026-10-03"


@pytest.mark.parametrize(("lang", "day"), [("en", "2026-03-09"), ("de", "2026-09-03")])
def test_figures_of_programs_put_the_month_first_where_the_page_does(make_page: MakePage, lang: str, day: str) -> None:
    head = '<meta name="article:published_time" content="03-09-2026">'
    assert published(make_page(page_html(head, lang=lang), url=URL)).isoformat() == day


@pytest.mark.parametrize("wall", ["related-teaser", "sidebar"])
def test_what_marks_the_title_too_is_no_wall(make_page: MakePage, wall: str) -> None:
    furniture = "<p>Other news of the town and of the river, with links to all of them and more.</p>" * 20
    html = (
        page_html(line="20 November 2026")
        .replace("<article>", f"{furniture}<div class={wall}><article>")
        .replace("</article>", "</article></div>")
    )
    assert published(make_page(html, url=URL)).isoformat() == "2026-11-20"


def test_the_only_time_element_dates_the_page_wherever_it_stands(make_page: MakePage) -> None:
    aside = "<aside><time datetime=2026-11-20>Friday</time></aside>"
    assert published(make_page(page_html().replace("</article>", f"</article>{aside}"), url=URL)).isoformat() == "2026-11-20"
    two = aside + "<aside><time datetime=2026-11-21>Saturday</time></aside>"
    outcome = article_of(make_page(page_html().replace("</article>", f"</article>{two}"), url=URL))
    assert outcome.published is None


@pytest.mark.parametrize(
    "line",
    [
        "This entry was posted on Sunday, November 22nd, 2026 at 4:20 pm and is filed under River. You can follow any responses.",
        "Die Fähre wurde am 22. November 2026 um 16:20 Uhr gepostet und unter Fluss, Verkehr und Allgemeines abgelegt.",
    ],
)
def test_a_sentence_below_the_post_dates_it(make_page: MakePage, line: str) -> None:
    page = page_html().replace("</article>", f"{PROSE * 3}<p><small>{line}</small></p></article>")
    assert published(make_page(page, url=URL)).isoformat().startswith("2026-11-22")


def test_a_lone_teaser_is_the_article_itself(make_page: MakePage) -> None:
    page = page_html().replace("<div></div>", f"{PROSE * 3}<div class=news-teaser>22.11.2026 Kategorie: Fluss</div>")
    assert published(make_page(page, url=URL)).isoformat() == "2026-11-22"
    other = "<div class=news-teaser>21.11.2026 Kategorie: Hafen</div>"
    assert article_of(make_page(page.replace("</article>", f"{other}</article>"), url=URL)).published is None
