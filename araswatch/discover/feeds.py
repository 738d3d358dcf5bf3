"""RSS 0.9–2.0, RDF, Atom and JSON Feed → candidates with title, date and authors as hints."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from araswatch.discover.discovery import Collector, Discovery, language_tag, names, plain
from araswatch.records import Hints

MAX_BYTES = 20_000_000
DOCTYPE = re.compile(rb"(?is)<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>")
"""Entities are declared in a document type alone, and no feed needs its own; without one neither expansion nor inclusion can happen."""
HUGE_REFERENCE = re.compile(rb"&#(?:\d{7,}|[xX][0-9a-fA-F]{6,});")
"""Character references beyond Unicode, on which feedparser 6.0 raises."""
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, OverflowError)
"""What feedparser's fallback for malformed XML may raise on hostile bytes."""


def parse_feed(body: bytes, *, url: str, source_id: str, content_type: str | None = None) -> Discovery:
    """The entries of a feed; `more` is its next page where it is paged (RFC 5005, JSON Feed `next_url`). Dates stay as written."""
    found = Collector(url=url, source_id=source_id)
    if len(body) > MAX_BYTES:
        found.problem(f"feed cut at {MAX_BYTES} of {len(body)} bytes")
    body = body[:MAX_BYTES]
    if "json" in (content_type or "").lower() or body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        _read_json(body, found)
    else:
        _read_xml(body, found, content_type)
    return found.discovery()


def _read_xml(body: bytes, found: Collector, content_type: str | None) -> None:
    headers = {"content-location": found.url, "content-type": content_type or "application/xml"}
    body = HUGE_REFERENCE.sub(b"", DOCTYPE.sub(b"", body, count=1))
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except UNREADABLE as error:
        found.problem(f"malformed feed: {error}")
        return
    if not parsed.get("version") and not parsed.entries:
        found.problem("not a feed: an HTML page" if re.search(rb"(?i)<html[\s>]", body[:2000]) else "not a feed")
        return
    if parsed.get("bozo") and not isinstance(
        parsed.get("bozo_exception"), feedparser.CharacterEncodingOverride | feedparser.NonXMLContentType
    ):
        found.problem(f"malformed feed: {parsed.get('bozo_exception')}")
    for link in parsed.feed.get("links", ()):
        if link.get("rel") == "next":
            found.add_more(link.get("href"))
    for entry in parsed.entries:
        found.add(_link(entry), _hints(entry, parsed.feed))


def _link(entry: Mapping[str, Any]) -> object:
    """FeedBurner and its like keep the true address aside; of several alternates the HTML page is meant."""
    pages = [link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate" and "html" in link.get("type", "")]
    return entry.get("feedburner_origlink") or (pages[0] if pages else entry.get("link"))


def _hints(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Hints:
    several = [author.get("name") for author in entry.get("authors", ())]
    return Hints(
        title=plain(entry.get("title")),
        published=next((entry[name] for name in ("published", "created", "updated") if name in entry.keys()), None),  # noqa: SIM118 - `in` guesses
        modified=entry["updated"] if "updated" in entry.keys() else None,  # noqa: SIM118 - it also answers for `published`
        authors=names(several if len(several) > 1 else [entry.get("author")]),
        language=language_tag(entry.get("title_detail", {}).get("language")) or language_tag(feed.get("language")),
    )


def _read_json(body: bytes, found: Collector) -> None:
    try:
        feed = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        found.problem(f"malformed JSON feed: {error}")
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        found.problem("not a feed: JSON without items")
        return
    if feed.get("next_url"):
        found.add_more(feed["next_url"])
    for item in items:
        _read_item(item if isinstance(item, dict) else {}, feed, found)


def _read_item(item: Mapping[str, Any], feed: Mapping[str, Any], found: Collector) -> None:
    authors = item.get("authors") or [item.get("author")]
    hints = Hints(
        title=plain(item.get("title")),
        published=_text(item.get("date_published")) or _text(item.get("date_modified")),
        modified=_text(item.get("date_modified")),
        authors=names(author.get("name") for author in authors if isinstance(author, dict)) if isinstance(authors, list) else (),
        language=language_tag(item.get("language")) or language_tag(feed.get("language")),
    )
    found.add(item.get("url") or item.get("external_url") or item.get("id"), hints)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
