"""The crawler's side of the ledger: what was discovered, what is due, what became of each fetch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from araswatch.ledger.connection import Connected, by_keys, insert_new, upsert
from araswatch.ledger.tables import polls, segments, steps, urls
from araswatch.rechecks import GONE_ONCE, SECOND_LOOK
from araswatch.records import Candidate, Fate, Hints
from araswatch.urls import article_id, canonicalize


@dataclass(frozen=True, slots=True, kw_only=True)
class PollState:
    """When a feed, sitemap or front page was last asked, its validators for a conditional GET, and what went wrong since it last worked.

    `answered_at` is when it last gave a good answer.
    """

    url: str
    source_id: str
    etag: str | None = None
    last_modified: str | None = None
    polled_at: datetime | None = None
    answered_at: datetime | None = None
    next_poll_at: datetime | None = None
    failures: int = 0
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOutcome:
    """What became of one discovered URL in a segment. `retry_at` with fate waiting means another try."""

    url: str
    final_url: str
    fate: Fate
    reason: str = ""
    retry_at: datetime | None = None


def url_id(url: str) -> str:
    """The ledger's key of a URL however it is written."""
    return article_id(canonicalize(url))


class Fetching(Connected):
    """What the crawler asks and tells."""

    def discover(self, candidates: Sequence[Candidate], *, at: datetime, poll: PollState | None = None) -> list[Candidate]:
        """Those candidates that are due for fetching now, each URL once.

        Unknown URLs are recorded as waiting, together with the poll state of the feed that named them.
        """
        unique = {url_id(candidate.url): candidate for candidate in reversed(candidates)}
        unique = dict(reversed(unique.items()))
        with self.writing() as connection:
            known = {row.url_id: row for row in by_keys(connection, urls, list(unique))}
            fresh = {key: candidate for key, candidate in unique.items() if key not in known}
            insert_new(connection, urls, [_discovered(key, candidate, at) for key, candidate in fresh.items()])
            walk(connection, [(key, Fate.WAITING, f"discovered in {candidate.via}", None) for key, candidate in fresh.items()], at)
            if poll is not None:
                upsert(connection, polls, [asdict(poll)])
        return [candidate for key, candidate in unique.items() if key not in known or _is_due(known[key], at)]

    def due(self, source_id: str, *, at: datetime, limit: int = 1000) -> list[Candidate]:
        """URLs of a source whose time has come, oldest first: what earlier runs left waiting, and articles to be looked at again."""
        left = (urls.c.fate == Fate.WAITING) & ((urls.c.retry_at.is_(None)) | (urls.c.retry_at <= at))
        again = (urls.c.fate == Fate.INDEXED) & (urls.c.retry_at <= at)
        waiting = select(urls).where(urls.c.source_id == source_id, left | again).order_by(urls.c.discovered_at, urls.c.url_id).limit(limit)
        with self.reading() as connection:
            return [_candidate(row) for row in connection.execute(waiting)]

    def poll_state(self, url: str) -> PollState | None:
        """What is known of a feed; `None` where it was never asked."""
        with self.reading() as connection:
            row = connection.execute(select(polls).where(polls.c.url == url)).first()
        return PollState(**row._mapping) if row else None

    def save_poll(self, state: PollState) -> None:
        """Remember a poll that named nothing new, or failed."""
        with self.writing() as connection:
            upsert(connection, polls, [asdict(state)])

    def attempts(self, url: str) -> int:
        """How many fetches of a URL have been recorded."""
        with self.reading() as connection:
            return connection.execute(select(urls.c.attempts).where(urls.c.url_id == url_id(url))).scalar() or 0

    def record_fetch_failure(self, url: str, *, fate: Fate, reason: str, at: datetime, retry_at: datetime | None = None) -> None:
        """Record a fetch that brought no response to archive (DNS, connection, robots); fate waiting with `retry_at` means another try."""
        outcome = FetchOutcome(url=url, final_url=url, fate=fate, reason=reason, retry_at=retry_at)
        with self.writing() as connection:
            _settle(connection, [outcome], segment=None, at=at)

    def close_segment(self, name: str, outcomes: Sequence[FetchOutcome], *, at: datetime) -> None:
        """Register a closed segment and move its URLs, in one transaction; a segment already known changes nothing."""
        with self.writing() as connection:
            if connection.execute(select(segments.c.name).where(segments.c.name == name)).first():
                return
            archived = sum(outcome.fate is Fate.ARCHIVED for outcome in outcomes)
            insert_new(connection, segments, [{"name": name, "closed_at": at, "pages": archived}])
            _settle(connection, outcomes, segment=name, at=at)

    def known_segments(self) -> set[str]:
        """Names of all segments ever registered."""
        with self.reading() as connection:
            return set(connection.execute(select(segments.c.name)).scalars())


def _discovered(key: str, candidate: Candidate, at: datetime) -> dict[str, Any]:
    return {
        "url_id": key,
        "url": candidate.url,
        "source_id": candidate.source_id,
        "via": candidate.via,
        "hints": asdict(candidate.hints),
        "fate": Fate.WAITING,
        "reason": "",
        "attempts": 0,
        "discovered_at": at,
        "changed_at": at,
    }


def _is_due(row: Any, at: datetime) -> bool:
    return row.fate == Fate.WAITING and (row.retry_at is None or row.retry_at <= at)


def _candidate(row: Any) -> Candidate:
    hints = Hints(**{**row.hints, "authors": tuple(row.hints["authors"])})
    return Candidate(url=row.url, source_id=row.source_id, via=row.via, hints=hints)


def _settle(connection: Connection, outcomes: Sequence[FetchOutcome], *, segment: str | None, at: datetime) -> None:
    if not outcomes:
        return
    keys = [url_id(outcome.url) for outcome in outcomes]
    known = {row.url_id: row for row in by_keys(connection, urls, keys)}
    outcomes = [_second_look(outcome, known.get(key), at) for key, outcome in zip(keys, outcomes, strict=True)]
    moved = (
        update(urls)
        .where(urls.c.url_id == bindparam("key"))
        .values(
            fate=bindparam("new_fate"),
            reason=bindparam("new_reason"),
            retry_at=bindparam("new_retry_at"),
            changed_at=at,
            segment=segment,
            attempts=urls.c.attempts + 1,
        )
    )
    rows = [
        {"key": key, "new_fate": outcome.fate, "new_reason": outcome.reason, "new_retry_at": outcome.retry_at}
        for key, outcome in zip(keys, outcomes, strict=True)
    ]
    connection.execute(moved, rows)
    walk(connection, [(key, o.fate, o.reason, segment) for key, o in zip(keys, outcomes, strict=True)], at)


def _second_look(outcome: FetchOutcome, row: Any, at: datetime) -> FetchOutcome:
    """An article's page that was not found for the first time waits for another look."""
    if outcome.fate is not Fate.GONE or row is None or row.article_id is None or row.reason == GONE_ONCE:
        return outcome
    return replace(outcome, fate=Fate.WAITING, reason=GONE_ONCE, retry_at=at + SECOND_LOOK)


def walk(connection: Connection, changes: Sequence[tuple[str, Fate, str, str | None]], at: datetime) -> None:
    """Add steps to the paths of URLs: each change is key, fate, reason and segment."""
    if changes:
        rows = [{"url_id": key, "at": at, "fate": fate, "reason": reason, "segment": segment} for key, fate, reason, segment in changes]
        connection.execute(steps.insert(), rows)
