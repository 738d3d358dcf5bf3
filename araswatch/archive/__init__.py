"""Adapter: the archive, closed WARC segments under one folder or object store, written before anything parses what was fetched.

`Archive` finds, opens and adds segments; `SegmentWriter` makes one; `read_segment` gives back the pages of one, ours or anybody's.
"""

from __future__ import annotations

from araswatch.archive.capture import Capture, Kind
from araswatch.archive.decode import Decoded, decode_body
from araswatch.archive.folder import Archive
from araswatch.archive.reader import Damage, SegmentReader, read_segment
from araswatch.archive.writer import SegmentWriter

__all__ = ["Archive", "Capture", "Damage", "Decoded", "Kind", "SegmentReader", "SegmentWriter", "decode_body", "read_segment"]
