"""Pages made barer than they were, so that the verdict learns to judge by text and layout where markup says nothing."""

from __future__ import annotations

import html
import random
import re
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

NAMING = ("script", "style", "noscript", "template", "meta", "link")
"""Elements that tell what a page is without showing it."""
SAID = frozenset({"href", "src", "type", "lang", "colspan", "rowspan", "datetime"})
"""Attributes that stay: they show or lead, and name nothing."""
NAME = re.compile(r"[A-Za-z][\w.-]*", re.A)
PARAGRAPHS = 3, 12
LINE = 40
PATHS = ("/a", "/news/12", "/?p=12", "/2026/11/23/the-bridge-opens")


def without_names(tree: HtmlElement) -> str:
    """The page without scripts, declarations and what its elements call themselves. The tree is used up."""
    for element in list(tree.iter(*NAMING)):
        if element.getparent() is not None:
            element.drop_tree()
    attributes = {name for element in tree.iter() for name in element.attrib if NAME.fullmatch(name)}
    etree.strip_attributes(tree, *attributes - SAID)
    return str(lxml_html.tostring(tree, encoding="unicode"))


def text_alone(gold: dict[str, Any], chance: random.Random) -> tuple[str, str] | None:
    """A page of some of the article's paragraphs and nothing around them, and its URL; `None` where the text has too few."""
    lines = [html.escape(line) for line in gold["body"].split("\n") if len(line) >= LINE]
    if len(lines) < PARAGRAPHS[0]:
        return None
    title = html.escape(gold.get("title") or "")
    shown = [f"<h1>{title}</h1>"] if chance.random() < 0.7 else []
    shown += ["<p>23 November 2026</p>"] if chance.random() < 0.3 else []
    shown += [f"<p>{line}</p>" for line in lines[: chance.randint(*PARAGRAPHS)]]
    body = "".join(shown) if chance.random() < 0.5 else f"<article>{''.join(shown)}</article>"
    head = f"<head><title>{title}</title></head>" if chance.random() < 0.7 else ""
    url = gold["url"] if chance.random() < 0.3 else f"https://news.example{chance.choice(PATHS)}"
    return f"<html>{head}<body>{body}</body></html>", url
