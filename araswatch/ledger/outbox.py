"""The outbox's side of the ledger: waiting alerts become messages, and messages are sent, refused, given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, update

from araswatch.alerts.plan import Draft, Form, Pending, Plan
from araswatch.alerts.watch import ChannelKind
from araswatch.ledger.connection import Connected, insert_new
from araswatch.ledger.tables import alerts, deliveries, messages, story_members

IN_HAND = ("waiting", "held")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that was settled and not yet taken by its channel. `alert_ids` and their keys are all in it, oldest first."""

    message_id: int
    key: str
    watch_id: str
    channel: str
    form: Form
    created_at: datetime
    attempts: int
    next_try_at: datetime | None
    alert_ids: tuple[int, ...]
    alert_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was given up, with the channel's last answer."""

    message_id: int
    key: str
    watch_id: str
    channel: str
    attempts: int
    error: str


class Outbox(Connected):
    """What the delivery asks and tells."""

    def waiting_channels(self) -> list[tuple[str, str]]:
        """Each (watch, channel) that has alerts in no message yet."""
        chosen = select(deliveries.c.watch_id, deliveries.c.channel).where(deliveries.c.state.in_(IN_HAND)).distinct()
        with self.reading() as connection:
            return sorted((row.watch_id, row.channel) for row in connection.execute(chosen))

    def pending(self, watch_id: str, channel: str) -> list[Pending]:
        """Alerts of a watch that are in no message for a channel yet, oldest first, with their stories as they are now."""
        member = story_members.alias()
        sources = select(func.count(member.c.source_id.distinct())).where(member.c.story_id == story_members.c.story_id).scalar_subquery()
        joined = deliveries.join(alerts, alerts.c.alert_id == deliveries.c.alert_id).outerjoin(
            story_members, story_members.c.article_id == alerts.c.article_id
        )
        columns = (
            alerts.c.alert_id,
            alerts.c.key,
            func.coalesce(story_members.c.story_id, alerts.c.story_id).label("story_id"),
            alerts.c.created_at,
            func.max(sources, 1).label("sources") if self.engine.dialect.name == "sqlite" else func.greatest(sources, 1).label("sources"),
            (deliveries.c.state == "held").label("held"),
        )
        chosen = (deliveries.c.watch_id == watch_id, deliveries.c.channel == channel, deliveries.c.state.in_(IN_HAND))
        with self.reading() as connection:
            rows = connection.execute(select(*columns).select_from(joined).where(*chosen).order_by(alerts.c.alert_id))
            return [Pending(**{**row._mapping, "held": bool(row.held)}) for row in rows]

    def recent_messages(self, watch_id: str, channel: str, *, since: datetime) -> list[datetime]:
        """When messages of a watch were settled for a channel, after a time."""
        chosen = (messages.c.watch_id == watch_id, messages.c.channel == channel, messages.c.created_at > since)
        with self.reading() as connection:
            return list(connection.execute(select(messages.c.created_at).where(*chosen)).scalars())

    def settle(self, watch_id: str, channel: str, plan: Plan, *, at: datetime) -> None:
        """Make a plan's messages, in one transaction; from here on they are sent until the channel takes them or they are given up."""
        with self.writing() as connection:
            for draft in plan.messages:
                self._pack(connection, watch_id, channel, draft, at)
            self._mark(connection, channel, plan.held, state="held", reason="over the cap")
            for alert_id, reason in plan.dropped.items():
                self._mark(connection, channel, [alert_id], state="dropped", reason=reason)

    def _pack(self, connection: Connection, watch_id: str, channel: str, draft: Draft, at: datetime) -> None:
        row = {
            "key": draft.key,
            "watch_id": watch_id,
            "channel": channel,
            "form": draft.form,
            "created_at": at,
            "state": "waiting",
            "attempts": 0,
        }
        insert_new(connection, messages, [row])
        chosen = (messages.c.channel == channel, messages.c.key == draft.key)
        if channel == ChannelKind.FEED:
            connection.execute(update(messages).where(*chosen, messages.c.state == "sent").values(state="waiting"))
        message_id: int = connection.execute(select(messages.c.message_id).where(*chosen)).scalar_one()
        self._mark(connection, channel, draft.alert_ids, state="packed", message_id=message_id)

    def _mark(self, connection: Connection, channel: str, alert_ids: Sequence[int], **values: Any) -> None:
        for start in range(0, len(alert_ids), 500):
            chosen = (
                deliveries.c.channel == channel,
                deliveries.c.alert_id.in_(alert_ids[start : start + 500]),
                deliveries.c.state.in_(IN_HAND),
            )
            connection.execute(update(deliveries).where(*chosen).values(**values))

    def outgoing(self, channel: str, *, after: int = 0, limit: int = 100) -> list[Outgoing]:
        """A channel's unsent messages in order, from the one after `after`."""
        chosen = (messages.c.state == "waiting", messages.c.channel == channel, messages.c.message_id > after)
        with self.reading() as connection:
            rows = connection.execute(select(messages).where(*chosen).order_by(messages.c.message_id).limit(limit)).all()
            packed = _packed(connection, [row.message_id for row in rows])
        return [
            Outgoing(
                message_id=row.message_id,
                key=row.key,
                watch_id=row.watch_id,
                channel=row.channel,
                form=Form(row.form),
                created_at=row.created_at,
                attempts=row.attempts,
                next_try_at=row.next_try_at,
                alert_ids=tuple(alert_id for alert_id, _ in packed[row.message_id]),
                alert_keys=tuple(key for _, key in packed[row.message_id]),
            )
            for row in rows
        ]

    def outgoing_channels(self) -> list[str]:
        """Channels that have unsent messages."""
        with self.reading() as connection:
            return sorted(connection.execute(select(messages.c.channel).where(messages.c.state == "waiting").distinct()).scalars())

    def mark_sent(self, message_ids: Sequence[int], *, at: datetime) -> None:
        """The channel has taken these messages."""
        self._update_messages(message_ids, state="sent", sent_at=at, error=None, attempts=messages.c.attempts + 1)

    def mark_failed(self, message_id: int, *, error: str, next_try_at: datetime | None) -> None:
        """The channel refused; without another try the message is dead."""
        state = "waiting" if next_try_at else "dead"
        self._update_messages([message_id], state=state, error=error, next_try_at=next_try_at, attempts=messages.c.attempts + 1)

    def mark_dropped(self, message_id: int, *, reason: str) -> None:
        """Nobody is to be told any more."""
        self._update_messages([message_id], state="dropped", error=reason)

    def _update_messages(self, message_ids: Sequence[int], **values: Any) -> None:
        with self.writing() as connection:
            for start in range(0, len(message_ids), 500):
                connection.execute(update(messages).where(messages.c.message_id.in_(message_ids[start : start + 500])).values(**values))

    def dead_letters(self, *, channel: str | None = None) -> list[DeadLetter]:
        """Messages given up, oldest first."""
        chosen = select(messages).where(messages.c.state == "dead", *([messages.c.channel == channel] if channel else []))
        with self.reading() as connection:
            rows = connection.execute(chosen.order_by(messages.c.message_id)).all()
        return [
            DeadLetter(error=row.error or "", **{name: row._mapping[name] for name in DeadLetter.__slots__ if name != "error"})
            for row in rows
        ]

    def revive(self, *, channel: str | None = None) -> int:
        """Send dead messages again, under their old keys; returns how many."""
        chosen = update(messages).where(messages.c.state == "dead", *([messages.c.channel == channel] if channel else []))
        with self.writing() as connection:
            return connection.execute(chosen.values(state="waiting", attempts=0, next_try_at=None)).rowcount

    def delivery_counts(self) -> dict[str, int]:
        """Messages by state, and alerts that are in none yet as `pending`."""
        pending = select(func.count()).select_from(deliveries).where(deliveries.c.state.in_(IN_HAND))
        with self.reading() as connection:
            counts: dict[str, int] = dict(connection.execute(select(messages.c.state, func.count()).group_by(messages.c.state)).all())
            return {**counts, "pending": connection.execute(pending).scalar_one()}


def _packed(connection: Connection, message_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    """Ids and keys of the alerts in each message, oldest first."""
    joined = deliveries.join(alerts, alerts.c.alert_id == deliveries.c.alert_id)
    inside = select(deliveries.c.message_id, alerts.c.alert_id, alerts.c.key).select_from(joined)
    packed: dict[int, list[tuple[int, str]]] = defaultdict(list)
    chosen = inside.where(deliveries.c.message_id.in_(message_ids)).order_by(alerts.c.alert_id)
    for message_id, alert_id, key in connection.execute(chosen):
        packed[message_id].append((alert_id, key))
    return packed
