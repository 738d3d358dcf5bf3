"""The ledger's upkeep: what is forgotten with time, segments that were merged, sources' states, alerts to the operator, and the vacuum."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, text, update

from araswatch.ledger.alerting import insert_alerts
from araswatch.ledger.connection import Connected, translated, upsert
from araswatch.ledger.tables import (
    alerts,
    articles,
    deliveries,
    hours_watched,
    matches,
    messages,
    revisions,
    segments,
    source_states,
    steps,
    story_bands,
    story_members,
    story_relabels,
    urls,
)
from araswatch.records import Alert
from araswatch.trouble import Remembered

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneSegment:
    """A processed segment. `merged_into` is the one that has its pages now; its file goes, then its row."""

    name: str
    is_damaged: bool = False
    merged_into: str | None = None


class Maintenance(Connected):
    """What the daily upkeep and the hourly look at the sources ask and tell."""

    def articles_before(self, at: datetime, *, after: str = "", limit: int = CHUNK) -> list[str]:
        """Ids of articles first seen before a time, in order, beyond the id `after`."""
        chosen = select(articles.c.article_id).where(articles.c.first_seen_at < at, articles.c.article_id > after)
        with self.reading() as connection:
            return list(connection.execute(chosen.order_by(articles.c.article_id).limit(limit)).scalars())

    def forget_articles(self, ids: Collection[str]) -> int:
        """Forget articles that the store has forgotten, with revisions, stories and matches; the fates of their URLs stay."""
        members = select(story_members.c.member_id).where(story_members.c.article_id.in_(list(ids)))
        with self.writing() as connection:
            connection.execute(delete(story_bands).where(story_bands.c.member_id.in_(members)))
            for table in (story_members, story_relabels, revisions):
                connection.execute(delete(table).where(table.c.article_id.in_(list(ids))))
            return connection.execute(delete(articles).where(articles.c.article_id.in_(list(ids)))).rowcount

    def forget_bands(self, at: datetime, *, limit: int = CHUNK) -> int:
        """Forget by what the articles first seen before a time are found as copies; they stay in their stories. Returns how many did."""
        members = story_members.join(articles, articles.c.article_id == story_members.c.article_id)
        banded = select(story_bands.c.member_id).where(story_bands.c.member_id == story_members.c.member_id).exists()
        old = select(story_members.c.member_id).select_from(members).where(articles.c.first_seen_at < at, banded)
        forgotten, last = 0, 0
        while True:
            with self.writing() as connection:
                page = old.where(story_members.c.member_id > last).order_by(story_members.c.member_id).limit(limit)
                ids = list(connection.execute(page).scalars())
                if not ids:
                    return forgotten
                connection.execute(delete(story_bands).where(story_bands.c.member_id.in_(ids)))
            forgotten, last = forgotten + len(ids), ids[-1]

    def forget_told(self, at: datetime, *, limit: int = CHUNK) -> int:
        """Forget up to `limit` alerts made before a time that nobody waits for any more, and messages that are over; returns how many."""
        waiting = select(deliveries.c.alert_id).where(deliveries.c.state.in_(("waiting", "held")))
        unsent = select(deliveries.c.alert_id).join(messages, messages.c.message_id == deliveries.c.message_id)
        unsent = unsent.where(messages.c.state == "waiting")
        old = select(alerts.c.alert_id).where(alerts.c.created_at < at, alerts.c.alert_id.not_in(waiting), alerts.c.alert_id.not_in(unsent))
        with self.writing() as connection:
            ids = list(connection.execute(old.order_by(alerts.c.alert_id).limit(limit)).scalars())
            for table in (deliveries, matches, alerts):
                connection.execute(delete(table).where(table.c.alert_id.in_(ids)))
            over = (messages.c.created_at < at, messages.c.state != "waiting")
            held = select(deliveries.c.message_id).where(deliveries.c.message_id.is_not(None))
            connection.execute(delete(messages).where(*over, messages.c.message_id.not_in(held)))
        return len(ids)

    def forget_hours(self, at: datetime) -> None:
        """Forget in which hours before a time watches were on."""
        with self.writing() as connection:
            connection.execute(delete(hours_watched).where(hours_watched.c.hour < at))

    def forget_steps(self, at: datetime, *, limit: int = 10 * CHUNK) -> int:
        """Forget up to `limit` steps before a time of URLs that have not moved since; their fate and its reason stay."""
        still = select(urls.c.url_id).where(urls.c.changed_at < at)
        old = select(steps.c.step_id).where(steps.c.at < at, steps.c.url_id.in_(still)).limit(limit)
        with self.writing() as connection:
            return connection.execute(delete(steps).where(steps.c.step_id.in_(old))).rowcount

    def segments_before(self, at: datetime) -> list[DoneSegment]:
        """Processed segments closed before a time, by name; those of foreign archives too."""
        chosen = select(segments).where(segments.c.closed_at < at, segments.c.done_at.is_not(None)).order_by(segments.c.name)
        with self.reading() as connection:
            return [
                DoneSegment(name=row.name, is_damaged=row.damage is not None, merged_into=row.merged_into)
                for row in connection.execute(chosen)
            ]

    def forget_segments(self, names: Collection[str]) -> None:
        """Forget segments whose files are gone on purpose."""
        with self.writing() as connection:
            for part in _chunks(sorted(names)):
                connection.execute(delete(segments).where(segments.c.name.in_(part)))

    def merge_segments(self, names: Sequence[str], merged: str) -> None:
        """Let everything that refers to processed segments refer to the one that has their pages now."""
        with self.writing() as connection:
            rows = connection.execute(select(segments).where(segments.c.name.in_(list(names)))).all()
            whole = {
                "closed_at": max(row.closed_at for row in rows),
                "done_at": max(row.done_at for row in rows),
                "pages": sum(row.pages for row in rows),
            }
            upsert(connection, segments, [{"name": merged, **whole}])
            for part in _chunks(list(names)):
                _refer(connection, part, merged)
                connection.execute(update(segments).where(segments.c.name.in_(part)).values(pages=0, merged_into=merged))

    def source_memories(self) -> dict[str, Remembered]:
        """Every source's state at the last look."""
        with self.reading() as connection:
            rows = connection.execute(select(source_states))
            return {row.source_id: Remembered(state=row.state, since=row.since, told=row.told or None) for row in rows}

    def remember_sources(self, memories: Mapping[str, Remembered], found: Sequence[Alert]) -> None:
        """Remember the states and put what is to be said of them into the outbox, in one transaction."""
        rows = [
            {"source_id": key, "state": memory.state, "since": memory.since, "told": memory.told or ""} for key, memory in memories.items()
        ]
        with self.writing() as connection:
            upsert(connection, source_states, rows)
            insert_alerts(connection, found)

    def tell(self, found: Sequence[Alert]) -> None:
        """Put alerts into the outbox that no segment has caused."""
        with self.writing() as connection:
            insert_alerts(connection, found)

    def vacuum(self) -> None:
        """Give free pages back and renew what the planner knows; raises `LedgerError`."""
        with translated(), self.engine.connect() as connection:
            raw = connection.execution_options(isolation_level="AUTOCOMMIT", reading=True)
            if self.engine.dialect.name == "postgresql":
                raw.execute(text("VACUUM (ANALYZE)"))
                return
        with translated(), self.engine.connect() as connection:
            driver = connection.connection.cursor()
            for statement in ("PRAGMA optimize", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                driver.execute(statement)


def _refer(connection: Connection, names: Sequence[str], merged: str) -> None:
    held = select(steps.c.url_id).where(steps.c.segment.in_(names))
    known = select(urls.c.article_id).where(urls.c.url_id.in_(held))
    connection.execute(update(revisions).where(revisions.c.article_id.in_(known), revisions.c.segment.in_(names)).values(segment=merged))
    connection.execute(update(urls).where(urls.c.url_id.in_(held), urls.c.segment.in_(names)).values(segment=merged))
    connection.execute(update(steps).where(steps.c.segment.in_(names)).values(segment=merged))


def _chunks(names: Sequence[str]) -> list[Sequence[str]]:
    return [names[start : start + CHUNK] for start in range(0, len(names), CHUNK)]
