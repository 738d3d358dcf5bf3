"""Comment sections of many systems and languages, log-in widgets and notices: none of it in the text, and stories about them stay whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from araswatch.extract import extract
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
HERE = Path(__file__).parent
STORIES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "stories.yml").read_text(encoding="utf-8"))
CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "readers.yml").read_text(encoding="utf-8"))
PAGES = {
    "bare": "<body>{above}<h1>{title}</h1>{story}{behind}</body>",
    "in elements of a theme": (
        "<body>{above}<div class=site><header><nav><a href=/>Home</a><a href=/a>News</a></nav></header><main><article><h1>{title}</h1>"
        "<div class=entry-content>{story}</div></article>{behind}</main><footer>© 2026</footer></div></body>"
    ),
    "in elements without names": (
        "<body>{above}<div><div><h1>{title}</h1>{story}{behind}</div><div><a href=/1>One thing and another thing that happened</a>"
        "<a href=/2>A second thing that never happened at all</a></div></div></body>"
    ),
}
ABOVE = [name for name in CASES if name.startswith(("cookie,", "log-in", "newsletter,"))]


def check(make_page: MakePage, name: str, page: str, place: str) -> None:
    case, story = CASES[name], STORIES[CASES[name]["lang"]]
    paragraphs = case.get("keeps") or story["paragraphs"]
    parts = {"above": "", "behind": "", place: case.get("html", "")}
    body = PAGES[page].format(title=story["title"], story="".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), **parts)
    html = f"<html lang={case['lang']}><meta charset=utf-8><title>{story['title']}</title>{body}</html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == [re.sub("<[^>]+>", "", paragraph) for paragraph in paragraphs]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", CASES)
def test_only_the_story_is_kept(make_page: MakePage, name: str, page: str) -> None:
    check(make_page, name, page, "behind")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ABOVE)
def test_what_stands_above_the_story_is_removed(make_page: MakePage, name: str, page: str) -> None:
    check(make_page, name, page, "above")
