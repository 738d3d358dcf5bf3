"""The page's blocks → those of the article: trafilatura's choice, aligned with the blocks."""

from __future__ import annotations

import re

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Document

from araswatch.extract.blocks import Layout

SURE_CHARS = 25
NEAR_CHARS = 80
_UNSEEN = re.compile(r"[\s\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
"""White space and format characters: trafilatura drops the latter, so that Persian words lose their joiners."""


def engine_text(tree: HtmlElement, url: str) -> str:
    """Trafilatura's text of the tree, without metadata and comments; empty where it finds none. The tree is left as it was."""
    found = bare_extraction(tree, url=url, fast=True, include_comments=False, with_metadata=False)
    return found.text or "" if isinstance(found, Document) else ""


def engine_choice(layout: Layout, text: str) -> list[bool]:
    """For each block whether `text` holds it, compared without what is not seen; short blocks only near the place where their turn is."""
    target = _UNSEEN.sub("", text)
    cursor, chosen = 0, []
    for block in layout.blocks:
        needle = _UNSEEN.sub("", block.text)
        at = target.find(needle, cursor)
        near = 0 <= at <= cursor + NEAR_CHARS
        if near:
            cursor = at + len(needle)
        elif len(needle) >= SURE_CHARS and at >= 0:
            near, cursor = True, at + len(needle)
        elif len(needle) >= SURE_CHARS:
            near = needle in target
        chosen.append(near)
    return chosen
