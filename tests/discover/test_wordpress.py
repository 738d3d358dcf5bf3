"""Posts of the WordPress REST API, page after page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.discover import Discovery, parse_wordpress, posts_url
from araswatch.records import Hints

URL = "https://blog.example/wp-json/wp/v2/posts?per_page=2&_embed=author"


def parsed(posts: Any, *, url: str = URL, total_pages: int | None = None) -> Discovery:
    return parse_wordpress(json.dumps(posts).encode(), url=url, source_id="blog", total_pages=total_pages)


def test_a_post_gives_its_hints() -> None:
    post = {
        "link": "https://blog.example/2026/11/24/war-games/",
        "date": "2026-11-24T14:00:00",
        "date_gmt": "2026-11-24T10:00:00",
        "modified_gmt": "2026-11-24T11:00:00",
        "title": {"rendered": "War games &#8211; and <em>bridges</em>"},
        "_embedded": {"author": [{"name": "Ann Arax"}]},
    }
    (only,) = parsed([post]).candidates
    assert (only.url, only.via, only.source_id) == ("https://blog.example/2026/11/24/war-games/", URL, "blog")
    assert only.hints == Hints(
        title="War games – and bridges", published="2026-11-24T10:00:00Z", modified="2026-11-24T11:00:00Z", authors=("Ann Arax",)
    )


def test_pages_follow_until_the_total() -> None:
    posts = [{"link": "/a"}]
    (second,) = parsed(posts, total_pages=3).more
    assert second == "https://blog.example/wp-json/wp/v2/posts?per_page=2&_embed=author&page=2"
    (third,) = parsed(posts, url=second, total_pages=3).more
    assert third.endswith("page=3")
    assert parsed(posts, url=third, total_pages=3).more == ()
    assert parsed([], total_pages=3).more == ()
    assert parsed(posts).more == ()


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"code": "rest_no_route", "message": "No route was found."}, "the WordPress API refuses: No route was found."),
        ({}, "the WordPress API refuses: no posts"),
        (3, "the WordPress API refuses: no posts"),
        ([None, {"title": "x"}, {"link": "javascript:x"}], "entry without a link (2 times)"),
        ([{"link": "/a", "title": 3, "date_gmt": 4, "date": {}, "_embedded": {"author": [7]}}], None),
    ],
)
def test_odd_answers_are_problems(answer: Any, problem: str | None) -> None:
    assert parsed(answer).problems[:1] == ((problem,) if problem else ())


def test_html_in_the_apis_place_is_a_problem() -> None:
    assert parse_wordpress(b"<html>", url=URL, source_id="blog").problems[0].startswith("not a WordPress API")


@pytest.mark.parametrize(
    ("base", "endpoint"),
    [
        ("https://blog.example/wp-json/", "https://blog.example/wp-json/wp/v2/posts"),
        ("https://blog.example/sub/wp-json", "https://blog.example/sub/wp-json/wp/v2/posts"),
        ("https://public-api.wordpress.com/wp/v2/sites/b.example/", "https://public-api.wordpress.com/wp/v2/sites/b.example/posts"),
    ],
)
def test_the_api_is_asked_for_its_newest_posts(base: str, endpoint: str) -> None:
    assert (
        posts_url(base, per_page=20)
        == endpoint + "?per_page=20&_embed=author&_fields=link,date,date_gmt,modified_gmt,title,lang,_links,_embedded"
    )


keys = st.sampled_from(["link", "title", "rendered", "date", "date_gmt", "_embedded", "author", "name", "lang"])
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
json_values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=12)


@given(json_values)
def test_any_json_gives_a_discovery(answer: Any) -> None:
    assert isinstance(parsed(answer, total_pages=2), Discovery)


@given(st.binary(max_size=100))
def test_any_bytes_give_a_discovery(body: bytes) -> None:
    assert isinstance(parse_wordpress(body, url=URL, source_id="blog"), Discovery)
