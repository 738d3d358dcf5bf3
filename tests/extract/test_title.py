"""The title as readers see it: no site's name, no section, no overline."""

from __future__ import annotations

import pytest
from lxml import html

from araswatch.extract.structured import read_structured
from araswatch.extract.title import find_title, strip_site

URL = "https://www.harbour-times.example/2026/11/ferry-service-resumes"


def title_of(markup: str, site: str | None = "The Harbour Times") -> str | None:
    tree = html.fromstring(markup)
    return find_title(tree, read_structured(tree), site, URL)


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>Ferry service resumes - The Harbour Times</title><h1>Ferry service resumes</h1>", "Ferry service resumes"),
        ("<title>Ferry service resumes | The Harbour Times</title><p>x", "Ferry service resumes"),
        ("<title>The Harbour Times » Ferry service resumes</title><p>x", "Ferry service resumes"),
        ("<title>Ferry service resumes – Local – The Harbour Times</title><p>x", "Ferry service resumes"),
        ("<title>Ferry - bridge link opens</title><h1>Ferry - bridge link opens</h1>", "Ferry - bridge link opens"),
        (
            "<title>Harbour Times</title><h1><a href='/'>The Harbour Times</a></h1><h2 class=entry-title>Ferry service resumes</h2>",
            "Ferry service resumes",
        ),
        ("<title>Ferry service is back</title><h1>Ferry service on the river resumes</h1>", "Ferry service on the river resumes"),
        (
            '<head><title>x</title><meta property="og:title" content="Ferry service resumes after repairs"></head>'
            "<h1><span>River</span> Ferry service resumes after repairs</h1>",
            "Ferry service resumes after repairs",
        ),
        (
            '<head><script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry service resumes"}</script></head>'
            "<h1>Menu</h1><h1>Ferry service resumes</h1>",
            "Ferry service resumes",
        ),
        ("<p>no title at all</p>", None),
    ],
)
def test_titles(markup: str, title: str | None) -> None:
    assert title_of(markup) == title


def test_separators_inside_a_title_stay() -> None:
    assert strip_site("Iran – Azerbaijan: what next?", frozenset({"harbour times"})) == "Iran – Azerbaijan: what next?"


def test_a_svg_title_is_no_title() -> None:
    assert (
        title_of("<head><title>Ferry service resumes</title></head><body><svg><title>Logo</title></svg><p>x</body>")
        == "Ferry service resumes"
    )
