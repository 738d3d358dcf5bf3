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
ONE_CLASS = etree.ElementDefaultClassLookup(element=HtmlElement, comment=HtmlComment)
"""One class for all elements, chosen in C: lxml.html's own choice by tag runs in Python each time that an element is touched."""


def parse(text: str) -> HtmlElement | None:
    """The page's tree, or `None` where there is nothing to parse. Control characters go; comments and processing instructions too."""
    encoded = NOSCRIPT.sub(b"", text[:MAX_CHARS].encode("utf-8", "replace").translate(None, CONTROL))
    if declaration := XML_DECLARATION.match(encoded[:1024].decode("utf-8", "ignore")):
        encoded = encoded[len(declaration[0].encode()) :]
    if not encoded.decode().strip():
        return None
    parser = etree.HTMLParser(remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False)
    parser.set_element_class_lookup(ONE_CLASS)
    try:
        tree = html.fromstring(encoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None
    return tree if isinstance(tree, HtmlElement) and isinstance(tree.tag, str) else None
