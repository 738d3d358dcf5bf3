"""A watch's waiting alerts × its wishes → which messages are due now: pure, so that a backtest plans as the delivery does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from araswatch.alerts.timetable import next_digest
from araswatch.alerts.watch import ChannelKind, Every, Watch
from araswatch.stories import COPIES_WITHIN

HOUR = timedelta(hours=1)


class Form(StrEnum):
    """How a message is made: of one alert, of a schedule's alerts, of those over the cap."""

    ALERT = "alert"
    DIGEST = "digest"
    SUMMARY = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """An alert that a channel was not told of. `sources` counts the sources that have its story now; `held` is over the cap already."""

    alert_id: int
    key: str
    story_id: str
    created_at: datetime
    sources: int = 1
    held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be sent: its idempotency key and the alerts in it, oldest first."""

    key: str
    form: Form
    alert_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What becomes of the pending now: messages in order; alerts held for a summary; alerts dropped, with the reason. The rest waits."""

    messages: tuple[Draft, ...] = ()
    held: tuple[int, ...] = ()
    dropped: Mapping[int, str] = field(default_factory=dict)


def plan(watch: Watch, kind: ChannelKind, pending: Sequence[Pending], *, recent: Sequence[datetime], now: datetime) -> Plan:
    """What is due on one channel. `pending` is in order; `recent` are the times of the channel's last messages for this watch.

    A feed is read when its reader wishes: schedule, quiet hours and cap are not for it.
    """
    if not watch.enabled:
        return Plan(dropped={one.alert_id: "the watch was switched off" for one in pending})
    dropped = {one.alert_id: reason for one in pending if (reason := _in_vain(watch, one, now))}
    ready = [one for one in pending if one.alert_id not in dropped and one.sources >= watch.minimum_sources]
    if kind is ChannelKind.FEED:
        return Plan(messages=tuple(map(_single, ready)), dropped=dropped)
    if watch.is_quiet(now):
        return Plan(dropped=dropped)
    if watch.schedule.every is Every.MATCH:
        messages, held = _capped(watch, ready, recent, now)
        return Plan(messages=messages, held=held, dropped=dropped)
    due = _up_to_the_last_due(watch, ready, now)
    return Plan(messages=(_several(watch, Form.DIGEST, due),) if due else (), dropped=dropped)


def _in_vain(watch: Watch, one: Pending, now: datetime) -> str | None:
    """Why an alert is never to be told."""
    if one.story_id in watch.muted_stories:
        return "the story is muted"
    if one.sources < watch.minimum_sources and now - one.created_at > COPIES_WITHIN:
        return "too few sources took the story up"
    return None


def _up_to_the_last_due(watch: Watch, ready: Sequence[Pending], now: datetime) -> Sequence[Pending]:
    """What a digest holds now: none comes before an older one, even where that was made on a clock that was ahead."""
    ends = [end for end, one in enumerate(ready, start=1) if next_digest(watch.schedule, watch.zone, one.created_at) <= now]
    return ready[: ends[-1]] if ends else ()


def _capped(watch: Watch, ready: Sequence[Pending], recent: Sequence[datetime], now: datetime) -> tuple[tuple[Draft, ...], tuple[int, ...]]:
    """Messages while there is room in the hour; the rest is held, and comes as one summary once there is room again."""
    room = max(0, watch.cap_per_hour - sum(now - HOUR < at <= now for at in recent))
    held, fresh = [one for one in ready if one.held], [one for one in ready if not one.held]
    messages: list[Draft] = []
    if held and room:
        messages.append(_several(watch, Form.SUMMARY, held))
        room -= 1
    messages += map(_single, fresh[:room])
    return tuple(messages), tuple(one.alert_id for one in fresh[room:])


def _single(one: Pending) -> Draft:
    return Draft(key=one.key, form=Form.ALERT, alert_ids=(one.alert_id,))


def _several(watch: Watch, form: Form, several: Sequence[Pending]) -> Draft:
    ids = tuple(one.alert_id for one in several)
    return Draft(key=f"{watch.id}/{form}/{ids[0]}-{ids[-1]}", form=form, alert_ids=ids)
