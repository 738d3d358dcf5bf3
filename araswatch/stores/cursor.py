"""The cursor of a page of results: opaque text for callers, a small JSON array inside."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from araswatch.errors import CursorError


def encode(*parts: Any) -> str:
    """A cursor that holds JSON values."""
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, kinds: tuple[type, ...]) -> list[Any]:
    """The values of a cursor, which must be of these types. Raises `CursorError` on one that this store did not give."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        parts = None
    if not isinstance(parts, list) or len(parts) != len(kinds) or not all(map(isinstance, parts, kinds)):
        raise CursorError("the page's cursor is not one that this store gave: start again from the first page")
    return parts
