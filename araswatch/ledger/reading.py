"""Questions about the ledger: how much of what, and the whole path of one URL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from araswatch.ledger.connection import Connected
from araswatch.ledger.fetching import url_id
from araswatch.ledger.tables import articles, messages, polls, segments, steps, urls
from araswatch.records import Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlPath:
    """One URL's row and all its steps, oldest first; each step is `(at, fate, reason, segment)`."""

    url: str
    source_id: str
    via: str
    fate: Fate
    reason: str
    discovered_at: datetime
    retry_at: datetime | None
    segment: str | None
    article_id: str | None
    steps: tuple[tuple[datetime, Fate, str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits before a stage: how much, since when the oldest of it, and when the stage last got something done."""

    stage: str
    waiting: int
    oldest_at: datetime | None = None
    last_at: datetime | None = None

    def lag_s(self, now: datetime) -> float:
        """Seconds that the oldest has waited; 0 where nothing waits."""
        return max((now - self.oldest_at).total_seconds(), 0.0) if self.oldest_at else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCounts:
    """How a source is doing. `fates` maps fate to URLs; `articles` counts those first seen since the time asked for."""

    source_id: str
    fates: Mapping[Fate, int]
    articles: int
    last_article_at: datetime | None
    first_discovered_at: datetime | None
    last_poll_at: datetime | None
    last_answer_at: datetime | None
    failing_polls: int
    error: str | None


class Reading(Connected):
    """What `status`, `why` and the dashboard ask."""

    def fates(self) -> dict[Fate, int]:
        """How many URLs have which fate now; their sum is all that was ever discovered."""
        with self.reading() as connection:
            rows = connection.execute(select(urls.c.fate, func.count()).group_by(urls.c.fate))
            return {Fate(fate): count for fate, count in rows}

    def reasons(self, fate: Fate, *, limit: int = 20) -> dict[str, int]:
        """The commonest reasons of one fate."""
        counted = (
            select(urls.c.reason, func.count().label("n"))
            .where(urls.c.fate == fate)
            .group_by(urls.c.reason)
            .order_by(func.count().desc(), urls.c.reason)
            .limit(limit)
        )
        with self.reading() as connection:
            return {row[0]: row[1] for row in connection.execute(counted)}

    def segment_counts(self) -> tuple[int, int, datetime | None]:
        """Segments done, segments left, and when the oldest of those left was closed."""
        with self.reading() as connection:
            done = connection.execute(select(func.count()).where(segments.c.done_at.is_not(None))).scalar_one()
            left = select(func.count(), func.min(segments.c.closed_at)).where(segments.c.done_at.is_(None))
            count, oldest = connection.execute(left).one()
        return done, count, oldest

    def queues(self, *, at: datetime) -> tuple[Queue, ...]:
        """The queues of fetch, process and deliver, in this order.

        Pages that are to be tried again later, and alerts that wait for the hour of their digest, are none of them.
        """
        due = (urls.c.fate == Fate.WAITING, urls.c.retry_at.is_(None) | (urls.c.retry_at <= at))
        outgoing = (messages.c.state == "waiting", messages.c.next_try_at.is_(None) | (messages.c.next_try_at <= at))
        asked = (
            ("fetch", select(func.count(), func.min(urls.c.discovered_at)).where(*due), func.max(segments.c.closed_at)),
            (
                "process",
                select(func.count(), func.min(segments.c.closed_at)).where(segments.c.done_at.is_(None)),
                func.max(segments.c.done_at),
            ),
            ("deliver", select(func.count(), func.min(messages.c.created_at)).where(*outgoing), func.max(messages.c.sent_at)),
        )
        with self.reading() as connection:
            counted = [(stage, connection.execute(waits).one(), connection.execute(select(last)).scalar()) for stage, waits, last in asked]
        return tuple(Queue(stage=stage, waiting=waits[0], oldest_at=waits[1], last_at=last) for stage, waits, last in counted)

    def last_done_at(self) -> datetime | None:
        """When the latest segment was done; `None` before the first."""
        with self.reading() as connection:
            return connection.execute(select(func.max(segments.c.done_at))).scalar()

    def article_count(self) -> int:
        """Articles known."""
        with self.reading() as connection:
            return connection.execute(select(func.count()).select_from(articles)).scalar_one()

    def source_counts(self, *, since: datetime) -> dict[str, SourceCounts]:
        """Each source that has polled or found anything, with its articles since a time."""
        fated = select(urls.c.source_id, urls.c.fate, func.count()).group_by(urls.c.source_id, urls.c.fate)
        found = select(articles.c.source_id, func.count()).where(articles.c.first_seen_at >= since).group_by(articles.c.source_id)
        last = select(articles.c.source_id, func.max(articles.c.first_seen_at)).group_by(articles.c.source_id)
        first = select(urls.c.source_id, func.min(urls.c.discovered_at)).group_by(urls.c.source_id)
        asked = select(
            polls.c.source_id,
            func.max(polls.c.polled_at).label("last_poll_at"),
            func.max(polls.c.answered_at).label("last_answer_at"),
            func.count(polls.c.error).label("failing"),
            func.max(polls.c.error).label("error"),
        ).group_by(polls.c.source_id)
        by_source: dict[str, dict[Fate, int]] = defaultdict(dict)
        with self.reading() as connection:
            for source_id, fate, count in connection.execute(fated):
                by_source[source_id][Fate(fate)] = count
            fresh: dict[str, int] = {row[0]: row[1] for row in connection.execute(found)}
            newest: dict[str, datetime] = {row[0]: row[1] for row in connection.execute(last)}
            oldest: dict[str, datetime] = {row[0]: row[1] for row in connection.execute(first)}
            polled = {row.source_id: row for row in connection.execute(asked)}
        return {
            source_id: SourceCounts(
                source_id=source_id,
                fates=by_source[source_id],
                articles=fresh.get(source_id, 0),
                last_article_at=newest.get(source_id),
                first_discovered_at=oldest.get(source_id),
                last_poll_at=polled[source_id].last_poll_at if source_id in polled else None,
                last_answer_at=polled[source_id].last_answer_at if source_id in polled else None,
                failing_polls=polled[source_id].failing if source_id in polled else 0,
                error=polled[source_id].error if source_id in polled else None,
            )
            for source_id in sorted(by_source.keys() | polled.keys())
        }

    def path(self, url: str) -> UrlPath | None:
        """Everything that happened to a URL, however it is written; `None` where it was never discovered."""
        key = url_id(url)
        with self.reading() as connection:
            row = connection.execute(select(urls).where(urls.c.url_id == key)).first()
            if row is None:
                return None
            taken = connection.execute(select(steps).where(steps.c.url_id == key).order_by(steps.c.step_id)).all()
        return UrlPath(
            url=row.url,
            source_id=row.source_id,
            via=row.via,
            fate=Fate(row.fate),
            reason=row.reason,
            discovered_at=row.discovered_at,
            retry_at=row.retry_at,
            segment=row.segment,
            article_id=row.article_id,
            steps=tuple((step.at, Fate(step.fate), step.reason, step.segment) for step in taken),
        )
