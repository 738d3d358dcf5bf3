"""The engine's text is that of trafilatura's whole cascade, whichever way it was had."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import pytest
from lxml.html import HtmlElement, tostring
from trafilatura import bare_extraction

from araswatch.extract.blocks import lay_out
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.engine import engine_text
from araswatch.extract.prune import prune
from benchmarks.real_pages import extraction_pages

URL = "https://aras.example/a"
MENU = "".join(f"<li><a href=/{number}>Section {number} of the paper</a></li>" for number in range(300))
PROSE = "<p>The river rose again last night, and by the morning the ferry had stopped.</p>"
PAGES = {
    "prose": f"<html><body><article>{PROSE * 8}</article></body></html>",
    "little among much": f"<html><body><ul>{MENU}</ul><article>{PROSE * 5}</article></body></html>",
    "almost nothing": "<html><body><p>Short.</p></body></html>",
    "nothing": "<html><body></body></html>",
}


@pytest.mark.parametrize("html", PAGES.values(), ids=PAGES)
def test_says_what_the_cascade_says(html: str) -> None:
    assert engine_text(pruned(html), URL) == whole_cascade(pruned(html))


@pytest.mark.shared
def test_says_what_the_cascade_says_of_real_pages(shared: Path) -> None:
    trees = [pruned(decode(path.read_bytes(), None)[0]) for path in list(extraction_pages().values())[::12]]
    differ = [number for number, tree in enumerate(trees) if engine_text(tree, URL) != whole_cascade(tree)]
    assert not differ


def test_leaves_the_tree_as_it_was() -> None:
    tree = pruned(PAGES["little among much"])
    before = tostring(tree)
    engine_text(tree, URL)
    assert tostring(tree) == before


def pruned(html: str) -> HtmlElement:
    tree = parse(html)
    assert tree is not None
    return prune(tree, lay_out(tree))


def whole_cascade(tree: HtmlElement) -> str:
    found = bare_extraction(deepcopy(tree), url=URL, fast=True, include_comments=False)
    return getattr(found, "text", None) or ""
