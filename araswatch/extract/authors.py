"""The article's authors: persons named by structured data, by a byline's markup or by a line of text."""

from __future__ import annotations

import re

from araswatch.extract.blocks import Layout
from araswatch.extract.structured import Structured, text_of

LINE = re.compile(r"^(?:published by|posted by|written by|by|author:?)\s+(?P<name>[^\d|,]{4,60})$", re.I)


def find_authors(layout: Layout, data: Structured) -> tuple[str, ...]:
    """Persons' names in the order of the byline."""
    for item in data.articles:
        authors = item.get("author") if isinstance(item.get("author"), list) else [item.get("author")]
        if names := [name for author in authors or [] if (name := text_of(author))]:
            return tuple(dict.fromkeys(names))
    for block in layout.blocks:
        element = block.element
        for link in element.iter("a"):
            if "author" in (link.get("rel") or "") or "/author/" in (link.get("href") or ""):
                name = " ".join(link.text_content().split())
                if name and not name.lower().startswith("view all"):
                    return (name,)
    for block in layout.blocks:
        if match := LINE.match(block.text):
            return (match["name"].strip(),)
    return ()
