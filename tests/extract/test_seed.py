"""The project's first document comes out exactly, however its theme marks it up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from araswatch.extract import extract
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
pytestmark = pytest.mark.shared
URL = "https://aliyahorg.wordpress.com/2021/10/03/the-iranian-threat-against-azerbaijan/"
TITLE = "The Iranian Threat against Azerbaijan"
TAIL = [
    "Published by Daniella Bartfeld",
    "Daniella Bartfeld is the founding director of the Aliyah Organization.",
    "Leave a Reply",
    "Fill in your details below or click an icon to log in: Logo",
    "You are commenting using your account. Log Out / Change )",
    "Facebook photo",
    "You are commenting using your Facebook account. Log Out / Change )",
    "Connecting to %s",
]


THEMES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("themes.yml").read_text(encoding="utf-8"))
BIOGRAPHY = "Daniella Bartfeld is the founding director of the Aliyah Organization."
LOGIN = "Fill in your details below or click an icon to log in:"
KINDS = {
    BIOGRAPHY: "author-box",
    "Leave a Reply": "comment-form",
    LOGIN: "login",
    "Email (required)": "comment-form",
    "Name (required)": "comment-form",
    "Website": "comment-form",
    "You are commenting using your WordPress.com account. ( Log Out / Change )": "login",
    "You are commenting using your Facebook account. ( Log Out / Change )": "login",
    "Connecting to %s": "login",
    "Notify me of new comments via email.": "comment-form",
}


def paragraphs(shared: Path) -> list[str]:
    """The three paragraphs of the post."""
    text = next((shared / "data" / "seed").glob("*.txt")).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if len(line) > 300]


def theme(name: str, title: str, body: list[str]) -> str:
    """The post as other themes and no theme at all would mark it up."""
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    heading = f"<h1 class='wp-block-post-title'>{title}</h1>"
    spans = "".join(f"<span>{line}</span><br>" for line in TAIL)
    divs = "".join(f"<div>{line}</div>" for line in TAIL)
    lines = "<br>".join([title, *body, *TAIL])
    pages = {
        "divs": f"<body><div>{title}</div>{prose.replace('p>', 'div>')}{divs}</body>",
        "breaks": f"<body>{lines}</body>",
        "double breaks": f"<body><div>{lines.replace('<br>', '<br><br>')}</div></body>",
        "spans": f"<body><h1>{title}</h1><section>{prose}</section><div>{spans}</div></body>",
        "blocks": (
            f"<body class='wp-site-blocks'><header><p><a href='/'>Aliyah Organization</a></p></header><main>{heading}"
            f"<div class='entry-content wp-block-post-content'>{prose}</div><div class='wp-block-group'>{divs}</div></main></body>"
        ),
        "lists": f"<body><article><h2>{title}</h2>{prose}</article><ul>{''.join(f'<li>{line}</li>' for line in TAIL)}</ul></body>",
        "table": f"<body><table><tr><td><b>{title}</b></td></tr><tr><td>{prose}{divs}</td></tr></table></body>",
    }
    return f"<html><head><title>{title}</title></head>{pages[name]}</html>"


@pytest.mark.parametrize("name", ["rawtext", "twentyfifteen"])
def test_the_given_pages(shared: Path, make_page: MakePage, name: str) -> None:
    page = make_page((shared / "data" / "seed" / f"page-{name}.html").read_bytes(), url=URL)
    check(extract(page), paragraphs(shared))


@pytest.mark.parametrize("name", ["divs", "breaks", "double breaks", "spans", "blocks", "lists", "table"])
def test_other_themes(shared: Path, make_page: MakePage, name: str) -> None:
    check(extract(make_page(theme(name, TITLE, paragraphs(shared)), url=URL)), paragraphs(shared))


@pytest.mark.parametrize("name", THEMES["themes"])
def test_themes_of_others(shared: Path, make_page: MakePage, name: str) -> None:
    style = THEMES["themes"][name]
    body = paragraphs(shared)
    form = THEMES["form"].format(tag=style["tag"], label=style["label"])
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    page = style["page"].format(title=TITLE, prose=prose, author="Daniella Bartfeld", biography=BIOGRAPHY, login=LOGIN, form=form)
    outcome = extract(make_page(f"<html><head><title>{TITLE} – Aliyah Organization</title></head>{page}</html>", url=URL))
    check(outcome, body)
    assert isinstance(outcome, Article)
    kinds = {block.text: block.kind for block in outcome.removed}
    assert {text: kinds.get(text) for text in KINDS} == KINDS


def check(outcome: object, body: list[str]) -> None:
    assert isinstance(outcome, Article)
    assert outcome.title == TITLE
    assert outcome.authors == ("Daniella Bartfeld",)
    assert outcome.text.split("\n") == body
    kinds = {block.kind for block in outcome.removed}
    assert kinds >= {"author-box", "comment-form"}
