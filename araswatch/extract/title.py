"""The article's title: the candidates of head, structured data and headings, without the site's name."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from araswatch.extract.structured import Structured, text_of

SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/~]\s+|\s*\|\s*")


def find_title(tree: HtmlElement, data: Structured, site_name: str | None) -> str | None:
    """The title as the page's own heading spells it where it has one."""
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    page = " ".join((tree.findtext(".//title") or "").split())
    declared = data.first("og:title", "twitter:title") or next((text for item in data.articles if (text := text_of(item.get("headline")))), None)
    for heading in headings:
        if heading and (heading in page or heading == declared):
            return heading
    return strip_site(declared or page, site_name) or next((heading for heading in headings if heading), None)


def strip_site(title: str, site_name: str | None) -> str:
    """A title without the site's name at either end."""
    parts = SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    if site_name and parts[-1].casefold() == site_name.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |-–—·•»«:/~")
    return title
