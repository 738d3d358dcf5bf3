"""Adapter: the ledger, which remembers everything but the texts: polls, fates, segments, articles, alerts and deliveries.

One database, one class a stage: `fetching` is the crawler's side, `processing` the processor's, `reading` answers questions, `locks` keeps
two processes from doing the same work. Each method is one transaction and safe to repeat.
"""

from __future__ import annotations

from types import TracebackType

from araswatch.ledger.connection import connect
from araswatch.ledger.fetching import Fetching, FetchOutcome, PollState, url_id
from araswatch.ledger.locks import Locks
from araswatch.ledger.processing import Processing
from araswatch.ledger.reading import Reading, SourceCounts, UrlPath

__all__ = [
    "FetchOutcome",
    "Ledger",
    "PollState",
    "SourceCounts",
    "UrlPath",
    "url_id",
]


class Ledger(Fetching, Processing, Reading, Locks):
    """The ledger's database, open."""

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Connect to a SQLAlchemy URL (SQLite or PostgreSQL), migrating its tables where needed; raises `LedgerError`."""
        return cls(connect(url))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
