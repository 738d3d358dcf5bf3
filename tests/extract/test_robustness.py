"""Any bytes in, a record out; constant reasons; no page that takes for ever."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from araswatch.extract import extract
from araswatch.records import Article, Page, Rejection

MakePage = Callable[..., Page]
REASON = re.compile(r"^[a-z]+(?:-[a-z]+)*$")
STORY = (
    '<html lang="en"><head><title>The ferry</title></head><body><nav><a href="/">Home</a></nav>'
    "<article><h1>The ferry</h1><p>By Ann Rivers</p>"
    "<p>The ferry between the two banks went back into service on Monday morning, weeks after its engine had failed in mid-river.</p>"
    "<p>Farmers who had to drive forty kilometres to the nearest bridge were the first to cross, and some had waited since dawn.</p>"
    "<p>The district's engineer said that a second boat would be kept ready for the season of high water.</p></article>"
    '<form><input name="comment"><label>Leave a Reply</label></form></body></html>'
)


def refused(page: Page) -> Rejection:
    outcome = extract(page)
    assert isinstance(outcome, Rejection)
    assert REASON.match(outcome.reason)
    return outcome


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty-page"),
        (b" \n\t ", "empty-page"),
        (b"<!-- nothing -->", "empty-page"),
        (b"<html><body></body></html>", "empty-page"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" + b"\x00" * 100, "not-html"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "not-html"),
        (b"PK\x03\x04" + b"\x14\x00" * 50, "not-html"),
        (bytes(range(256)) * 20, "not-html"),
        (
            b"<html><title>App</title><body><div id=root></div><noscript>Please enable JavaScript.</noscript></body></html>",
            "javascript-only",
        ),
        (
            b"<html><title>404 Not Found</title><body><h1>Not Found</h1><p>The requested address was not found here.</p>",
            "error-page",
        ),
        (
            b"<html><title>Just a moment...</title><body><h1>Checking your browser</h1><p>Please wait while we check your connection.</p>",
            "challenge-page",
        ),
        (b"<html><title>Contact</title><body><p>Write to us.</p></body></html>", "no-article-text"),
    ],
)
def test_pages_without_an_article_say_why(make_page: MakePage, body: bytes, reason: str) -> None:
    assert refused(make_page(body)).reason == reason


def test_a_list_of_links_is_a_listing(make_page: MakePage) -> None:
    items = "".join(
        f'<li><a href="/n/{n}">The ferry on the river is back in service, number {n}, after repairs</a> <span>{n} May 2026</span></li>'
        for n in range(60)
    )
    page = make_page(
        f"<html><title>News</title><body><h1>News</h1><ul>{items}</ul></body></html>", url="https://news.example.org/category/river/"
    )
    assert refused(page).reason in {"listing", "no-article-text"}


def test_nested_tags_end(make_page: MakePage) -> None:
    extract(make_page("<div>" * 100_000 + "deep" + "</div>" * 100_000))
    extract(make_page("<b><i>" * 50_000 + STORY))


@pytest.mark.soak
def test_big_pages_end(make_page: MakePage) -> None:
    paragraph = (
        "<p>The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed.</p>\n"
    )
    outcome = extract(make_page("<html><title>Long</title><body>" + paragraph * 40_000 + "</body></html>"))
    assert isinstance(outcome, Article | Rejection)
    extract(make_page("<table>" + "<tr><td>1</td><td>2</td></tr>" * 60_000))
    extract(make_page("<html><body>" + "<a href=x>y</a> " * 100_000))


@pytest.mark.parametrize(
    "body", ["<p>The ferry is back in service, three weeks after its engine had failed.</p>\n" * 3_000, "<a href=x>y</a> " * 8_000]
)
def test_long_pages_end(make_page: MakePage, body: str) -> None:
    assert isinstance(extract(make_page(f"<html><title>Long</title><body>{body}</body></html>")), Article | Rejection)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=3000))
def test_any_bytes(make_page: MakePage, body: bytes) -> None:
    outcome = extract(make_page(body))
    assert isinstance(outcome, Article) or REASON.match(outcome.reason)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cut_and_shuffle_of_a_page(make_page: MakePage, data: st.DataObject) -> None:
    pieces = re.split(r"(?=<)", STORY)
    shuffled = "".join(data.draw(st.permutations(pieces)))
    cut = shuffled[: data.draw(st.integers(0, len(shuffled)))]
    codec = data.draw(st.sampled_from(["utf-8", "utf-16", "cp1251", "latin-1"]))
    outcome = extract(
        make_page(
            cut.encode(codec, "replace"),
            content_type=data.draw(st.sampled_from([None, "text/html; charset=utf-8", "text/html; charset=x"])),
        )
    )
    assert isinstance(outcome, Article | Rejection)


@pytest.mark.parametrize(
    "url", ["", "http://", "http://[", "file:///tmp/x.html", "https://example.org:99999/", "javascript:1", "https://пример.рф/новость"]
)
def test_any_url(make_page: MakePage, url: str) -> None:
    extract(make_page(STORY, url=url))


def test_the_same_page_gives_the_same_record(make_page: MakePage) -> None:
    assert extract(make_page(STORY)) == extract(make_page(STORY))
