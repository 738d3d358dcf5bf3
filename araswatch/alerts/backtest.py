"""What a watch would have sent: its alerts of the past, delivered minute by minute by the same plan as the real ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from araswatch.alerts.plan import HOUR, Draft, Form, Pending, plan
from araswatch.alerts.watch import ChannelKind, Watch

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMatch:
    """An article that the watch finds: when it was first seen, and as part of which story."""

    article_id: str
    story_id: str
    source_id: str
    title: str
    url: str
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local day: stories that the watch would have told of, and messages to one channel; `over_cap` alerts came in summaries."""

    date: date
    alerts: int = 0
    messages: int = 0
    over_cap: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message of the simulation."""

    at: datetime
    draft: Draft


def told(watch: Watch, matches: Iterable[PastMatch]) -> list[PastMatch]:
    """The first match of each story, in the order of first sight: what the watch makes an alert of."""
    first: dict[str, PastMatch] = {}
    for one in sorted(matches, key=lambda one: (one.seen_at, one.article_id)):
        if one.source_id not in watch.muted_sources:
            first.setdefault(one.story_id, one)
    return list(first.values())


def simulate(
    watch: Watch, alerts: Sequence[PastMatch], arrivals: Mapping[str, Sequence[tuple[datetime, str]]], *, until: datetime
) -> list[Sent]:
    """The messages to one channel, if it was delivered every minute until `until`.

    `arrivals` holds for each story when each of its articles was first seen, and in which source. A snooze that is still on is left out:
    the question is what the watch finds.
    """
    desk = _Simulation(watch=replace(watch, enabled=True, snooze_until=None), arrivals=arrivals)
    coming = list(alerts)
    now = coming[0].seen_at if coming else until
    while now <= until and (coming or desk.pending):
        while coming and coming[0].seen_at <= now:
            desk.take(coming.pop(0))
        desk.deliver(now)
        now = now + MINUTE if desk.pending or not coming else max(coming[0].seen_at, now + MINUTE)
    return desk.sent


@dataclass(slots=True, kw_only=True)
class _Simulation:
    watch: Watch
    arrivals: Mapping[str, Sequence[tuple[datetime, str]]]
    pending: list[Pending] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    taken: int = 0

    def take(self, one: PastMatch) -> None:
        key = f"{self.watch.id}/{one.story_id}/new"
        self.pending.append(Pending(alert_id=self.taken, key=key, story_id=one.story_id, created_at=one.seen_at))
        self.taken += 1

    def deliver(self, now: datetime) -> None:
        pending = [replace(one, sources=self._sources(one.story_id, now)) for one in self.pending]
        recent = [one.at for one in self.sent if one.at > now - HOUR]
        due = plan(self.watch, ChannelKind.WEBHOOK, pending, recent=recent, now=now)
        self.sent += [Sent(at=now, draft=draft) for draft in due.messages]
        gone = {alert_id for draft in due.messages for alert_id in draft.alert_ids} | due.dropped.keys()
        held = set(due.held)
        self.pending = [replace(one, held=one.held or one.alert_id in held) for one in pending if one.alert_id not in gone]

    def _sources(self, story_id: str, now: datetime) -> int:
        return len({source_id for at, source_id in self.arrivals.get(story_id, ()) if at <= now}) or 1


def by_day(watch: Watch, alerts: Sequence[PastMatch], sent: Sequence[Sent], *, since: datetime, until: datetime) -> tuple[Day, ...]:
    """Counts for each local day from `since` to `until`, those without any too."""
    first, last = since.astimezone(watch.zone).date(), until.astimezone(watch.zone).date()
    days = {first + timedelta(days=number): Day(date=first + timedelta(days=number)) for number in range((last - first).days + 1)}
    for one in alerts:
        day = one.seen_at.astimezone(watch.zone).date()
        days[day] = replace(days[day], alerts=days[day].alerts + 1)
    for message in sent:
        day = message.at.astimezone(watch.zone).date()
        summed = len(message.draft.alert_ids) if message.draft.form is Form.SUMMARY else 0
        days[day] = replace(days[day], messages=days[day].messages + 1, over_cap=days[day].over_cap + summed)
    return tuple(days.values())
