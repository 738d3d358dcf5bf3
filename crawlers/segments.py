"""The segment being written, and what became of the URLs in it: both are published together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic

from araswatch.archive import Archive, Capture, SegmentWriter
from araswatch.errors import ArchiveError
from araswatch.ledger import FetchOutcome, Ledger
from crawlers.progress import Progress

MAX_SEGMENT_BYTES = 256_000_000


class Segments:
    """Writes captures into segments of at most `max_pages` pages and `max_age_s` seconds.

    Raises `ArchiveError` and `LedgerError`; outcomes that were not published are lost with their segment, their URLs are waiting still.
    """

    def __init__(self, *, archive: Archive, ledger: Ledger, shard: str, max_pages: int, max_age_s: float, progress: Progress) -> None:
        self._archive, self._ledger, self._shard = archive, ledger, shard
        self._max_pages, self._max_age_s = max_pages, max_age_s
        self._progress = progress
        self._open: SegmentWriter | None = None
        self._opened_at = 0.0
        self._outcomes: list[FetchOutcome] = []

    @property
    def is_full(self) -> bool:
        """Whether the open segment should be published."""
        return self._open is not None and (
            self._open.pages >= self._max_pages or self._open.bytes >= MAX_SEGMENT_BYTES or monotonic() - self._opened_at >= self._max_age_s
        )

    def add(self, capture: Capture, outcome: FetchOutcome | None) -> None:
        """Write a response, and remember what it means for its URL until the segment is published."""
        if self._open is None:
            self._open = self._archive.begin(self._shard, at=capture.fetched_at)
            self._opened_at = monotonic()
        self._open.add(capture)
        if outcome is not None:
            self._outcomes.append(outcome)

    def publish(self, at: datetime) -> Sequence[FetchOutcome]:
        """Close the open segment, tell the ledger, and return the outcomes that are now known there."""
        if self._open is None:
            return ()
        segment, outcomes = self._open, self._outcomes
        self._open, self._outcomes = None, []
        try:
            name = segment.close()
        except ArchiveError:
            segment.abandon()
            raise
        self._ledger.close_segment(name, outcomes, at=at)
        self._progress.segments += 1
        self._progress.say("segment", name=name, pages=len(outcomes), bytes=segment.bytes)
        return outcomes

    def abandon(self) -> None:
        """Throw the open segment away."""
        if self._open is not None:
            self._open.abandon()
            self._open, self._outcomes = None, []
