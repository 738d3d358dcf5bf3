"""How much each watch finds, hour by hour, beside all that is collected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, String, func, select, type_coerce

from araswatch.alerts import Watch
from araswatch.alerts.spike import HourlyVolume, WatchedHour, full_hour
from araswatch.ledger.connection import Connected, insert_new
from araswatch.ledger.tables import alerts, articles, hours_watched, matches
from araswatch.records import AlertKind


class Volume(Connected):
    """What the search for spikes asks."""

    def hourly_volume(self, watch: Watch, *, since: datetime) -> HourlyVolume:
        """New articles by the hour of their first sight, for the hours in which the watch was on: those that it found, and all."""
        with self.reading() as connection:
            watched = _watched(connection, watch, since)
            hour = _hour(connection, articles.c.first_seen_at)
            found = select(hour, func.count()).select_from(matches.join(articles, articles.c.article_id == matches.c.article_id))
            found = found.where(matches.c.watch_id == watch.id, matches.c.kind == AlertKind.NEW, articles.c.first_seen_at >= since)
            collected = select(hour, func.count()).where(articles.c.first_seen_at >= since)
            return HourlyVolume(
                matches=_counts(connection, found.group_by(hour), watched), collected=_counts(connection, collected.group_by(hour), watched)
            )

    def last_alert_at(self, watch_id: str, kind: AlertKind) -> datetime | None:
        """When a watch last made an alert of a kind."""
        newest = select(func.max(alerts.c.created_at)).where(alerts.c.watch_id == watch_id, alerts.c.kind == kind)
        with self.reading() as connection:
            return connection.execute(newest).scalar()

    def newest_match(self, watch_id: str) -> str | None:
        """The article that a watch found last."""
        newest = select(matches.c.article_id).where(matches.c.watch_id == watch_id, matches.c.kind == AlertKind.NEW)
        with self.reading() as connection:
            return connection.execute(newest.order_by(matches.c.matched_at.desc()).limit(1)).scalar()


def _hour(connection: Connection, column: Column[Any]) -> ColumnElement[str]:
    """The hour of a time as `2026-11-24 12`, in UTC."""
    if connection.dialect.name == "postgresql":
        return func.to_char(func.timezone("UTC", column), "YYYY-MM-DD HH24")
    return type_coerce(func.substr(column, 1, 13), String)


def _watched(connection: Connection, watch: Watch, since: datetime) -> set[datetime]:
    of_watch = (hours_watched.c.watch_id == watch.id, hours_watched.c.query_id == watch.query_id)
    return set(connection.execute(select(hours_watched.c.hour).where(*of_watch, hours_watched.c.hour >= full_hour(since))).scalars())


def _counts(connection: Connection, chosen: Select[str, int], watched: Collection[datetime]) -> dict[datetime, int]:
    counts = {datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=UTC): count for hour, count in connection.execute(chosen).all()}
    return {hour: count for hour, count in counts.items() if hour in watched}


def note_watched(connection: Connection, watched: Collection[WatchedHour]) -> None:
    """Remember hours that watches were shown, inside a transaction that the caller holds. Idempotent."""
    insert_new(connection, hours_watched, [asdict(one) for one in watched])
