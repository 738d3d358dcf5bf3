"""The cursor of a page of results: opaque text for callers, a small JSON array inside.

It is compressed, since the view of a cluster's index has a name of a hundred bytes a shard.
"""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from araswatch.errors import CursorError

LONGEST = 1 << 17
"""Bytes of JSON; what is longer did not come from here."""


def encode(*parts: Any) -> str:
    """A cursor that holds JSON values."""
    packed = zlib.compress(json.dumps(parts, separators=(",", ":")).encode(), 9)
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode(cursor: str, kinds: tuple[type, ...]) -> list[Any]:
    """The values of a cursor, which must be of these types. Raises `CursorError` on one that this store did not give."""
    try:
        packed = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        parts = json.loads(zlib.decompressobj().decompress(packed, LONGEST))
    except (ValueError, zlib.error):
        parts = None
    if not isinstance(parts, list) or len(parts) != len(kinds) or not all(map(isinstance, parts, kinds)):
        raise CursorError("the page's cursor is not one that this store gave: start again from the first page")
    return parts
