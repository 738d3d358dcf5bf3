"""A watch's last alerts as an Atom and a JSON feed, written whole from the ledger and put in place by rename."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from araswatch.alerts import Reported, Watch
from araswatch.errors import DeliveryError

ATOM = "http://www.w3.org/2005/Atom"


def write_feeds(folder: Path, watch: Watch, alerts: Sequence[Reported], *, at: datetime) -> None:
    """Replace `{watch}.xml` and `{watch}.json` by feeds of these alerts, newest first; nobody reads half a file.

    Raises `DeliveryError`. `at` dates a feed without entries; one with entries changes only when they do.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _replace(folder / f"{watch.id}.xml", atom_feed(watch, alerts, at=at))
        _replace(folder / f"{watch.id}.json", json.dumps(json_feed(watch, alerts), ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise DeliveryError(f"the feed cannot be written: {error}") from error


def atom_feed(watch: Watch, alerts: Sequence[Reported], *, at: datetime) -> bytes:
    """RFC 4287."""
    feed = Element("feed", xmlns=ATOM)
    updated = max((_updated_at(alert) for alert in alerts), default=at)
    for tag, text in (
        ("id", f"urn:araswatch:watch:{watch.id}"),
        ("title", watch.name),
        ("subtitle", watch.query),
        ("updated", updated.isoformat()),
    ):
        SubElement(feed, tag).text = _clean(text)
    for alert in alerts:
        feed.append(_entry(alert))
    indent(feed)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def json_feed(watch: Watch, alerts: Sequence[Reported]) -> dict[str, Any]:
    """JSON Feed 1.1; each item carries the alert in full under `_araswatch`."""
    items = [
        {
            "id": alert.key,
            "url": alert.url,
            "title": alert.heading,
            "content_text": "\n".join(alert.lines()),
            "date_published": alert.created_at.isoformat(),
            "date_modified": _updated_at(alert).isoformat(),
            "tags": [*alert.regions, *alert.themes],
            "authors": [{"name": alert.source_id}],
            "_araswatch": alert.as_json(),
        }
        for alert in alerts
    ]
    return {"version": "https://jsonfeed.org/version/1.1", "title": watch.name, "description": watch.query, "items": items}


def _entry(alert: Reported) -> Element:
    entry = Element("entry")
    fields = (
        ("id", f"urn:araswatch:alert:{alert.key}"),
        ("title", alert.heading),
        ("published", alert.created_at.isoformat()),
        ("updated", _updated_at(alert).isoformat()),
        ("content", "\n".join(alert.lines())),
    )
    for tag, text in fields:
        SubElement(entry, tag).text = _clean(text)
    SubElement(SubElement(entry, "author"), "name").text = _clean(alert.source_id)
    SubElement(entry, "link", href=_clean(alert.url), rel="alternate")
    for tag in (*alert.regions, *alert.themes):
        SubElement(entry, "category", term=tag)
    return entry


def _updated_at(alert: Reported) -> datetime:
    """When the entry last changed: a copy that joins the story changes it."""
    return max((copy.appeared_at for copy in alert.copies if copy.appeared_at > alert.created_at), default=alert.created_at)


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 has no place for."""
    return "".join(
        letter
        for letter in text
        if letter in "\t\n" or (letter >= " " and letter not in "\ufffe\uffff" and not "\ud800" <= letter <= "\udfff")
    )


def _replace(path: Path, content: bytes) -> None:
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
