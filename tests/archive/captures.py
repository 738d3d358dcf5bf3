"""Captures to write in tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from araswatch.archive import Capture, Kind

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)
PAGE = b"<!doctype html><html><head><title>T</title></head><body><p>\xd9\x85\xd8\xaa\xd9\x86</p></body></html>"


def capture(**values: Any) -> Capture:
    """A page like any other, but for the values given."""
    usual: dict[str, Any] = {
        "url": "https://a.example/1",
        "requested_url": "https://a.example/1",
        "source_id": "a",
        "kind": Kind.PAGE,
        "via": "https://a.example/feed",
        "status": 200,
        "headers": ((b"Content-Type", b"text/html; charset=utf-8"),),
        "body": PAGE,
        "fetched_at": NOON,
    }
    return Capture(**{**usual, **values})
