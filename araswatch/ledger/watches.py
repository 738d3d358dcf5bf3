"""Watches made in the dashboard, and what was muted or snoozed by link or command."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from araswatch.alerts.watch import Watch
from araswatch.ledger.connection import Connected, upsert
from araswatch.ledger.tables import mutes, watches


class Watches(Connected):
    """What the dashboard and `araswatch watches` keep of watches."""

    def saved_watches(self) -> dict[str, dict[str, Any]]:
        """Definitions by id, as a file would hold them; they may be invalid."""
        with self.reading() as connection:
            return {row.watch_id: row.definition for row in connection.execute(select(watches).order_by(watches.c.watch_id))}

    def save_watch(self, watch_id: str, definition: Mapping[str, Any], *, at: datetime) -> None:
        """Keep a definition; validate it first with `watches.read_watch`."""
        with self.writing() as connection:
            upsert(connection, watches, [{"watch_id": watch_id, "definition": dict(definition), "changed_at": at}])

    def delete_watch(self, watch_id: str) -> None:
        """Forget a definition; what the watch has told stays known."""
        with self.writing() as connection:
            connection.execute(delete(watches).where(watches.c.watch_id == watch_id))

    def mute(self, watch_id: str, what: str, value: str, *, until: datetime | None = None) -> None:
        """Mute a `source` or `story` of a watch, or snooze the `watch` itself (value `*`) until a time."""
        with self.writing() as connection:
            upsert(connection, mutes, [{"watch_id": watch_id, "what": what, "value": value, "until": until}])

    def unmute(self, watch_id: str, what: str, value: str) -> None:
        """Undo `mute`."""
        with self.writing() as connection:
            connection.execute(delete(mutes).where(mutes.c.watch_id == watch_id, mutes.c.what == what, mutes.c.value == value))

    def with_mutes(self, chosen: Iterable[Watch], now: datetime) -> tuple[Watch, ...]:
        """The watches with what is muted for them in the ledger at a time."""
        by_watch: dict[str, list[Any]] = defaultdict(list)
        with self.reading() as connection:
            for row in connection.execute(select(mutes).where((mutes.c.until.is_(None)) | (mutes.c.until > now))):
                by_watch[row.watch_id].append(row)
        return tuple(_muted(watch, by_watch[watch.id]) if watch.id in by_watch else watch for watch in chosen)


def _muted(watch: Watch, rows: Sequence[Any]) -> Watch:
    snoozes = [row.until for row in rows if row.what == "watch" and row.until]
    return replace(
        watch,
        muted_sources=watch.muted_sources | {row.value for row in rows if row.what == "source"},
        muted_stories=watch.muted_stories | {row.value for row in rows if row.what == "story"},
        snooze_until=max([*snoozes, *([watch.snooze_until] if watch.snooze_until else [])], default=None),
    )
