"""What is removed is listed under its right kind, in the markup of many systems and in none, in eleven languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from araswatch.extract import extract
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
HERE = Path(__file__).parent
CASES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "kinds.yml").read_text(encoding="utf-8"))
STORIES: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "stories.yml").read_text(encoding="utf-8"))
CONTROLS: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "controls.yml").read_text(encoding="utf-8"))


def story_with(case: dict[str, Any]) -> str:
    """The story in the case's language with its furniture behind it."""
    story = STORIES[case["language"]]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story["paragraphs"])
    return (
        f'<html lang="{case["language"]}"><head><meta charset="utf-8"><title>{story["title"]}</title></head>'
        f"<body><h1>{story['title']}</h1>{body}{case['behind']}</body></html>"
    )


@pytest.mark.parametrize("name", CASES)
def test_each_line_has_its_kind(make_page: MakePage, name: str) -> None:
    case = CASES[name]
    article = extract(make_page(story_with(case)))
    assert isinstance(article, Article)
    assert article.text.split("\n") == STORIES[case["language"]]["paragraphs"]
    given = {block.text: block.kind for block in article.removed}
    wanted = {line: kind for kind, lines in case["kinds"].items() for line in lines}
    assert {line: given.get(line) for line in wanted} == wanted


@pytest.mark.parametrize("subject", CONTROLS)
def test_articles_about_comments_and_forms_stay_whole(make_page: MakePage, subject: str) -> None:
    control = CONTROLS[subject]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in control["keeps"])
    html = f"<html lang=en><title>The river</title><body><h1>The river</h1><p>By Ann Rivers</p>{body}{control['behind']}</body></html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == control["keeps"]
