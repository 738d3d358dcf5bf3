"""What an operator looks at and sets right: how much came in when, which sources are paused, what is quarantined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from sqlalchemy import delete, func, select, update

from araswatch.ledger.connection import Connected, insert_new
from araswatch.ledger.tables import alerts, articles, deliveries, messages, pauses, revisions, segments, urls
from araswatch.records import Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMessage:
    """A message of the outbox, whatever became of it. `alert_ids` are those in it, oldest first."""

    message_id: int
    watch_id: str
    channel: str
    form: str
    created_at: datetime
    state: str
    attempts: int
    next_try_at: datetime | None
    sent_at: datetime | None
    error: str | None
    alert_ids: tuple[int, ...]


class Oversight(Connected):
    """What the dashboard asks and changes beside watches."""

    def revisions(self, article_id: str) -> list[tuple[int, datetime, str]]:
        """An article's revisions in order: number, when it was seen, and the segment that holds it."""
        chosen = select(revisions).where(revisions.c.article_id == article_id).order_by(revisions.c.revision)
        with self.reading() as connection:
            return [(row.revision, row.seen_at, row.segment) for row in connection.execute(chosen)]

    def pages_by_day(self, *, since: datetime, zone: tzinfo) -> dict[date, int]:
        """Pages archived on each local day; a day without a closed segment is left out: the crawler did not run."""
        days: Counter[date] = Counter()
        with self.reading() as connection:
            for closed_at, pages in connection.execute(select(segments.c.closed_at, segments.c.pages).where(segments.c.closed_at >= since)):
                days[closed_at.astimezone(zone).date()] += pages
        return dict(days)

    def first_segment_at(self) -> datetime | None:
        """When collecting began."""
        with self.reading() as connection:
            return connection.execute(select(func.min(segments.c.closed_at))).scalar()

    def articles_by_day(self, *, since: datetime, zone: tzinfo) -> dict[str, dict[date, int]]:
        """New articles of each source on each local day."""
        by_source: dict[str, Counter[date]] = defaultdict(Counter)
        chosen = select(articles.c.source_id, articles.c.first_seen_at).where(articles.c.first_seen_at >= since)
        with self.reading() as connection:
            for source_id, first_seen_at in connection.execute(chosen):
                by_source[source_id][first_seen_at.astimezone(zone).date()] += 1
        return {source_id: dict(days) for source_id, days in by_source.items()}

    def paused_sources(self) -> dict[str, tuple[datetime, str]]:
        """Since when and by whom sources are paused."""
        with self.reading() as connection:
            return {row.source_id: (row.paused_at, row.who) for row in connection.execute(select(pauses))}

    def pause_source(self, source_id: str, who: str, *, at: datetime) -> None:
        """Crawl a source no more; what it has brought stays."""
        with self.writing() as connection:
            insert_new(connection, pauses, [{"source_id": source_id, "paused_at": at, "who": who}])

    def resume_source(self, source_id: str) -> None:
        """Crawl a source again."""
        with self.writing() as connection:
            connection.execute(delete(pauses).where(pauses.c.source_id == source_id))

    def quarantined(self, *, limit: int = 100) -> list[tuple[str, str, str, datetime]]:
        """The newest pages in quarantine: URL, source, cause, since when."""
        chosen = select(urls).where(urls.c.fate == Fate.QUARANTINED).order_by(urls.c.changed_at.desc()).limit(limit)
        with self.reading() as connection:
            return [(row.url, row.source_id, row.reason, row.changed_at) for row in connection.execute(chosen)]

    def retry_quarantined(self, reasons: Collection[str] | None = None) -> int:
        """Have the segments of quarantined pages processed once more, of some causes alone or of all; how many segments those are."""
        held = select(urls.c.segment).where(urls.c.fate == Fate.QUARANTINED, urls.c.segment.is_not(None))
        if reasons is not None:
            held = held.where(urls.c.reason.in_(list(reasons)))
        with self.writing() as connection:
            return connection.execute(update(segments).where(segments.c.name.in_(held)).values(done_at=None)).rowcount

    def alert_ids(self, watch_id: str | None = None, *, limit: int = 50) -> list[int]:
        """The newest alerts, of one watch or of all, for `reported`."""
        chosen = select(alerts.c.alert_id).order_by(alerts.c.alert_id.desc()).limit(limit)
        with self.reading() as connection:
            return list(connection.execute(chosen.where(alerts.c.watch_id == watch_id) if watch_id else chosen).scalars())

    def alert_counts(self, *, since: datetime) -> dict[str, tuple[int, datetime]]:
        """By watch: how many alerts since a time, and when the last was."""
        counted = select(alerts.c.watch_id, func.count(), func.max(alerts.c.created_at)).where(alerts.c.created_at >= since)
        with self.reading() as connection:
            return {row[0]: (row[1], row[2]) for row in connection.execute(counted.group_by(alerts.c.watch_id))}

    def sent_messages(self, *, state: str | None = None, limit: int = 100) -> list[SentMessage]:
        """The newest messages of the outbox, in one state or in any."""
        chosen = select(messages).order_by(messages.c.message_id.desc()).limit(limit)
        with self.reading() as connection:
            rows = connection.execute(chosen.where(messages.c.state == state) if state else chosen).all()
            inside: dict[int, list[int]] = defaultdict(list)
            packed = select(deliveries.c.message_id, deliveries.c.alert_id).where(
                deliveries.c.message_id.in_([row.message_id for row in rows])
            )
            for message_id, alert_id in connection.execute(packed.order_by(deliveries.c.alert_id)):
                inside[message_id].append(alert_id)
        fields = [name for name in SentMessage.__slots__ if name != "alert_ids"]
        return [
            SentMessage(**{name: row._mapping[name] for name in fields}, alert_ids=tuple(inside.get(row.message_id, ()))) for row in rows
        ]
