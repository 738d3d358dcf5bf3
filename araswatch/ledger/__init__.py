"""Adapter: the ledger, which remembers everything but the texts: polls, fates, segments, articles, alerts and deliveries.

One database, one class a stage: `fetching` is the crawler's side, `stories` and `processing` the processor's, `outbox` the delivery's,
`watches` what the dashboard keeps, `accounts` who may use it, `oversight` what an operator sets right, `reading` answers questions,
`batches` those of a scheduler, `maintenance` forgets and tidies, `locks` keeps two processes from doing the same work. Each method is one
transaction and safe to repeat.
"""

from __future__ import annotations

from types import TracebackType

from araswatch.ledger.accounts import Account, AccountRole, Accounts, ApiKey, AuditLine
from araswatch.ledger.batches import Batches, BatchFigures
from araswatch.ledger.connection import connect
from araswatch.ledger.fetching import Fetching, FetchOutcome, PollState, url_id
from araswatch.ledger.locks import Locks
from araswatch.ledger.maintenance import DoneSegment, Maintenance
from araswatch.ledger.outbox import Outbox
from araswatch.ledger.oversight import Oversight
from araswatch.ledger.processing import Processing
from araswatch.ledger.reading import Queue, Reading, SourceCounts, UrlPath
from araswatch.ledger.removals import Removals
from araswatch.ledger.reporting import Reporting
from araswatch.ledger.stories import Placement, Stories, StoryItem
from araswatch.ledger.volume import Volume
from araswatch.ledger.watches import Watches

__all__ = [
    "Account",
    "AccountRole",
    "ApiKey",
    "AuditLine",
    "BatchFigures",
    "DoneSegment",
    "FetchOutcome",
    "Ledger",
    "Placement",
    "PollState",
    "Queue",
    "SourceCounts",
    "StoryItem",
    "UrlPath",
    "url_id",
]


class Ledger(
    Fetching,
    Stories,
    Processing,
    Removals,
    Outbox,
    Reporting,
    Volume,
    Watches,
    Accounts,
    Oversight,
    Reading,
    Batches,
    Maintenance,
    Locks,
):
    """The ledger's database, open."""

    @classmethod
    def open(cls, url: str) -> Ledger:
        """Connect to a SQLAlchemy URL (SQLite or PostgreSQL), migrating its tables where needed; raises `LedgerError`."""
        return cls(connect(url))

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
