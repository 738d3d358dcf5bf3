"""Sitemaps (index, URL set, Google News, plain text, the `Sitemap:` lines of robots.txt; gzip or not) → candidates and child sitemaps."""

from __future__ import annotations

import io
import re
import zlib

from lxml import etree

from araswatch.discover.discovery import Collector, Discovery, language_tag, plain
from araswatch.records import Hints

MAX_BYTES = 52_428_800
"""50 MiB uncompressed: the sitemap protocol's limit for one file."""
ROBOTS_LINE = re.compile(r"(?im)^\s*sitemap\s*:\s*(\S+)")


def parse_sitemap(body: bytes, *, url: str, source_id: str) -> Discovery:
    """The pages and child sitemaps that a sitemap names; `lastmod` becomes `hints.modified`, Google News' date, title and language too."""
    found = Collector(url=url, source_id=source_id)
    body = _unpacked(body, found).lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith(b"<"):
        _read_xml(body, found)
    else:
        _read_text(body.decode("utf-8", "replace"), found)
    return found.discovery()


def _unpacked(body: bytes, found: Collector) -> bytes:
    """Without gzip, at most `MAX_BYTES`; of a broken gzip what could be read."""
    if body.startswith(b"\x1f\x8b"):
        stream = zlib.decompressobj(wbits=31)
        try:
            body = stream.decompress(body, MAX_BYTES + 1)
        except zlib.error as error:
            found.problem(f"broken gzip: {error}")
            return b""
        if not stream.eof and len(body) <= MAX_BYTES:
            found.problem("broken gzip: cut short")
    if len(body) > MAX_BYTES:
        found.problem(f"sitemap cut at {MAX_BYTES} bytes")
    return body[:MAX_BYTES]


def _read_xml(body: bytes, found: Collector) -> None:
    """Element by element, so that memory does not grow with the sitemap; entities are neither expanded nor fetched."""
    entries = 0
    try:
        for _, element in etree.iterparse(
            io.BytesIO(body), tag=("{*}url", "{*}sitemap"), recover=True, resolve_entities=False, no_network=True, load_dtd=False
        ):
            entries += 1
            _read_entry(element, found)
            element.clear()
            while element.getprevious() is not None and (parent := element.getparent()) is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        found.problem(f"malformed sitemap: {error.msg}")
    if not entries and not re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", body[:10_000]):
        found.problem("not a sitemap")


def _read_entry(element: etree._Element, found: Collector) -> None:
    location, modified = _text(element, "loc"), _text(element, "lastmod")
    if etree.QName(element).localname == "sitemap":
        found.add_more(location, modified or "")
        return
    hints = Hints(
        title=plain(_text(element, "news/{*}title")),
        published=_text(element, "news/{*}publication_date"),
        modified=modified,
        language=language_tag(_text(element, "news/{*}publication/{*}language")),
    )
    found.add(location, hints)


def _text(element: etree._Element, path: str) -> str | None:
    text = element.findtext("{*}" + path)
    return (text or "").strip() or None


def _read_text(text: str, found: Collector) -> None:
    """robots.txt, or a sitemap of one URL a line."""
    children = ROBOTS_LINE.findall(text)
    for child in children:
        found.add_more(child)
    lines = [line.strip() for line in text.splitlines()]
    links = [] if children else [line for line in lines if line.startswith(("http://", "https://"))]
    for link in links:
        found.add(link)
    if not children and not links:
        found.problem("no sitemap is named" if re.search(r"(?im)^\s*user-agent\s*:", text) else "not a sitemap")
