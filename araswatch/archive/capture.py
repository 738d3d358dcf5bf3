"""What is archived of one exchange, and its spelling as two WARC records: a metadata record of ours, then the response as it came."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from isal import igzip
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

from araswatch.records import NO_HINTS, Hints

COMPRESSION_LEVEL = 1
"""igzip's levels are 0–3; 1 costs 1 ms a megabyte and packs HTML to a fifth."""


class Kind(StrEnum):
    """Why a response was asked for; `process` reads the pages alone."""

    PAGE = "page"
    FEED = "feed"
    SITEMAP = "sitemap"
    WORDPRESS = "wordpress"
    FRONT_PAGE = "front-page"
    ROBOTS = "robots"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response as it came: `body` keeps its content encoding and is free of the transfer encoding, `headers` are as received.

    `requested_url` is the URL that was discovered, `url` the one that answered; `address` is the server's IP address.
    """

    url: str
    requested_url: str
    source_id: str
    kind: Kind
    via: str
    status: int
    reason: str = ""
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    fetched_at: datetime
    hints: Hints = NO_HINTS
    address: str | None = None


def records(capture: Capture) -> bytes:
    """The two records of a capture, each a gzip member of its own; metadata first, so that a cut leaves no response without it."""
    response_id = StatusAndHeadersParser.make_warc_id()
    about = json.dumps(metadata(capture), ensure_ascii=False).encode()
    return _metadata_record(capture, response_id, about) + _response_record(capture, response_id)


def info_record(filename: str, software: str) -> bytes:
    """The warcinfo record that begins a segment, as a gzip member."""
    fields = f"software: {software}\r\nformat: WARC File Format 1.1\r\nconformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
    return _member(
        [("WARC-Type", "warcinfo"), ("WARC-Filename", filename), ("WARC-Date", warc_date(datetime.now(UTC)))],
        "application/warc-fields",
        fields.encode(),
    )


def metadata(capture: Capture) -> dict[str, Any]:
    """What the response itself does not say, as JSON."""
    return {
        "source_id": capture.source_id,
        "requested_url": capture.requested_url,
        "kind": capture.kind,
        "via": capture.via,
        "fetched_at": capture.fetched_at.isoformat(),
        "hints": {name: value for name, value in asdict(capture.hints).items() if value},
    }


def hints_from(values: dict[str, Any]) -> Hints:
    """The hints of a metadata record; fields of later versions are passed over."""
    known = {name: value for name, value in values.items() if name in Hints.__slots__}
    return Hints(**{**known, "authors": tuple(known.get("authors", ()))})


def warc_date(at: datetime) -> str:
    """UTC with microseconds, as WARC 1.1 allows."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _metadata_record(capture: Capture, response_id: str, about: bytes) -> bytes:
    headers = [
        ("WARC-Type", "metadata"),
        ("WARC-Target-URI", capture.url),
        ("WARC-Date", warc_date(capture.fetched_at)),
        ("WARC-Concurrent-To", response_id),
    ]
    return _member(headers, "application/json", about)


def _response_record(capture: Capture, response_id: str) -> bytes:
    headers = [
        ("WARC-Type", "response"),
        ("WARC-Target-URI", capture.url),
        ("WARC-Date", warc_date(capture.fetched_at)),
        ("WARC-Record-ID", response_id),
        ("WARC-Payload-Digest", "sha1:" + base64.b32encode(hashlib.sha1(capture.body, usedforsecurity=False).digest()).decode()),
    ]
    if capture.address:
        headers.append(("WARC-IP-Address", capture.address))
    return _member(headers, "application/http; msgtype=response", _http_head(capture) + capture.body)


def _http_head(capture: Capture) -> bytes:
    status = f"HTTP/1.1 {capture.status} {capture.reason}".rstrip().encode("latin-1", "replace")
    return b"\r\n".join([status, *(name + b": " + value for name, value in capture.headers), b"", b""])


def _member(headers: Sequence[tuple[str, str]], content_type: str, block: bytes) -> bytes:
    named = dict(headers)
    identity = [] if "WARC-Record-ID" in named else [("WARC-Record-ID", StatusAndHeadersParser.make_warc_id())]
    rest = [*identity, ("Content-Type", content_type), ("Content-Length", str(len(block)))]
    head: bytes = StatusAndHeaders("", [*headers, *rest], protocol="WARC/1.1").to_bytes()
    packed: bytes = igzip.compress(head + block + b"\r\n\r\n", COMPRESSION_LEVEL)
    return packed
