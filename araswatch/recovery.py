"""What a crash of the crawler left behind, put right: archive and ledger agree again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from araswatch.archive import Archive, Kind
from araswatch.fetched import MAX_ATTEMPTS, Verdict, next_try
from araswatch.ledger import FetchOutcome, Ledger
from araswatch.records import Fate, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """Open segments of dead processes that were removed, and closed ones that the ledger did not know."""

    removed: int
    adopted: tuple[str, ...]


def recover(archive: Archive, ledger: Ledger, *, body_bytes: int) -> Recovered:
    """Remove what dead crawlers left open, and register the segments that were closed just before one died. Safe beside living crawlers."""
    removed = archive.sweep()
    closed = archive.segments()
    unknown = sorted(set(closed) - ledger.known_segments())
    for name in unknown:
        ledger.close_segment(name, list(_outcomes(archive, ledger, name, body_bytes)), at=datetime.now(UTC))
    return Recovered(removed=removed, adopted=tuple(unknown))


def _outcomes(archive: Archive, ledger: Ledger, name: str, body_bytes: int) -> Iterator[FetchOutcome]:
    """What the crawler would have told; the answers in a segment say it all."""
    for answer in archive.read(name, body_bytes=body_bytes).answers():
        if answer.kind is Kind.PAGE and answer.verdict is not None:
            yield _outcome(answer.page, answer.verdict, ledger)


def _outcome(page: Page, verdict: Verdict, ledger: Ledger) -> FetchOutcome:
    fate, retry_at = verdict.fate, None
    if fate is Fate.WAITING:
        attempts = ledger.attempts(page.requested_url) + 1
        retry_at = next_try(page.fetched_at, failures=attempts, asked=verdict.retry_after)
        fate, retry_at = (Fate.ERROR, None) if attempts >= MAX_ATTEMPTS else (fate, retry_at)
    return FetchOutcome(url=page.requested_url, final_url=page.url, fate=fate, reason=verdict.reason, retry_at=retry_at)
