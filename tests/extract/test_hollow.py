"""Articles whose text stands only in a page's scripts are read from there; shops are not."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from araswatch.extract import extract
from araswatch.records import Article, Page, Rejection

MakePage = Callable[..., Page]
PARAGRAPHS = [
    f"The ferry went back into service on {day} morning, three weeks after its engine had failed in the middle of the river, and "
    f"farmers who had waited since dawn were the first to cross."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
]
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
LINKED_DATA = json.dumps({"@type": "NewsArticle", "headline": "The ferry", "articleBody": "\n".join(PARAGRAPHS)})
STATE = json.dumps({"post": {"title": "The ferry", "body": HTML}, "menu": ["Home", "News"]})
HIDDEN = {
    "linked data": f'<script type="application/ld+json">{LINKED_DATA}</script>',
    "template": f'<meta property="og:type" content="article"><script type="text/template">{HTML}</script>',
    "state of an application": f'<meta property="og:type" content="article"><script>window.state = {STATE}</script>',
}


def page_with(script: str) -> str:
    return f'<html lang=en><head><title>The ferry</title>{script}</head><body><h1>The ferry</h1><p>Loading…</p><a href="/">Home</a></body>'


@pytest.mark.parametrize("place", HIDDEN)
def test_the_text_is_read_from_scripts(make_page: MakePage, place: str) -> None:
    article = extract(make_page(page_with(HIDDEN[place])))
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS


def test_a_shop_is_no_article_for_the_text_in_its_scripts(make_page: MakePage) -> None:
    product = json.dumps({"@type": "Product", "name": "A ferry", "description": "\n".join(PARAGRAPHS)})
    page = page_with(f'<script type="application/ld+json">{product}</script><script>var state = {STATE}</script>')
    assert isinstance(extract(make_page(page)), Rejection)


def test_what_the_page_shows_is_not_read_twice(make_page: MakePage) -> None:
    page = f"<html lang=en><head><title>The ferry</title>{HIDDEN['linked data']}</head><body><h1>The ferry</h1>{HTML}</body>"
    article = extract(make_page(page))
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS


def test_unclosed_tags_in_noscript_do_not_swallow_the_page(make_page: MakePage) -> None:
    article = extract(make_page(f"<html lang=en><title>The ferry</title><body><noscript><div></noscript><h1>The ferry</h1>{HTML}</body>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == PARAGRAPHS
