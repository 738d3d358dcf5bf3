"""Text → one parsed tree, shared by every later part."""

from __future__ import annotations

import re

from lxml import etree, html
from lxml.html import HtmlComment, HtmlElement

MAX_DEPTH = 200
"""Nesting beyond this is no page that a person wrote; libxml2 stops at 256 of its own, and recursion in libraries costs time with depth."""
MAX_CHARS = 12_000_000
CONTROL = bytes((*range(9), 11, 12, *range(14, 32), 127))
NOSCRIPT = re.compile(rb"<noscript\b.*?</noscript\s*>", re.S | re.I)
"""What browsers do not show. Cut out before parsing, since an unclosed tag inside would swallow the page."""
XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
SECTIONS = frozenset({"article", "main", "section", "nav", "header", "footer", "aside", "figure"})
ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment)
"""One class for all elements, chosen in C: lxml.html's own choice by tag runs in Python each time that an element is touched."""


def parse(text: str) -> HtmlElement | None:
    """The page's tree, or `None` where there is nothing to parse. Control characters go; comments and processing instructions too."""
    encoded = NOSCRIPT.sub(b"", text[:MAX_CHARS].encode("utf-8", "replace").translate(None, CONTROL))
    if declaration := XML_DECLARATION.match(encoded[:1024].decode("utf-8", "ignore")):
        encoded = encoded[len(declaration[0].encode()) :]
    if b"<" not in encoded and not encoded.decode().strip():
        return None
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    parser.set_element_class_lookup(ONE_CLASS)
    try:
        tree = html.document_fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    return _with_body(tree) if isinstance(tree, HtmlElement) and isinstance(tree.tag, str) else None


def _with_body(tree: HtmlElement) -> HtmlElement:
    """The tree with sections out of the head: where a page leaves out its tags of head and body, as it may, libxml2 does not know that
    the newer elements end the head."""
    head = tree.find("head")
    sections = [] if head is None else [element for element in head if element.tag in SECTIONS]
    if not sections:
        return tree
    body = tree.find("body")
    if body is None:
        body = tree.makeelement("body")
        tree.append(body)
    if body.text:
        sections[-1].tail, body.text = f"{sections[-1].tail or ''}{body.text}", None
    body[:0] = sections
    return tree
