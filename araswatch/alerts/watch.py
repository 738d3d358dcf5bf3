"""A watch: a saved search, and who is told of what it finds, how and when."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from araswatch.records import AlertKind


class ChannelKind(StrEnum):
    """How somebody is told."""

    TERMINAL = "terminal"
    FEED = "feed"
    WEBHOOK = "webhook"
    APPRISE = "apprise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where messages go. `address` is a URL and may hold a password; empty for terminal and feed."""

    kind: ChannelKind
    address: str = ""

    @property
    def id(self) -> str:
        """What the ledger knows the channel by: the same for the same address, and nothing of the address."""
        return f"{self.kind}:{hashlib.sha256(self.address.encode()).hexdigest()[:12]}" if self.address else str(self.kind)


class Every(StrEnum):
    """How often messages go out."""

    MATCH = "match"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """At once, or a digest: at the full hour, daily `at` a local time, weekly `at` that time on `weekday` (0 is Monday)."""

    every: Every = Every.MATCH
    at: time = time(8)
    weekday: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local times between which nothing is sent; `start` after `end` spans midnight."""

    start: time
    end: time

    def hold(self, at: time) -> bool:
        """Whether a local time is quiet."""
        if self.start <= self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A saved search that alerts.

    `query` is in the language of the search. A story is told once `minimum_sources` have it. At most `cap_per_hour` messages go to one
    channel within any hour; what is over comes in one summary. `timezone` (IANA) is the zone of schedule and quiet hours.
    """

    id: str
    name: str
    query: str
    on: frozenset[AlertKind] = frozenset({AlertKind.NEW})
    channels: tuple[Channel, ...] = ()
    schedule: Schedule = Schedule()
    timezone: str = "UTC"
    quiet_hours: QuietHours | None = None
    snooze_until: datetime | None = None
    muted_sources: frozenset[str] = frozenset()
    muted_stories: frozenset[str] = frozenset()
    minimum_sources: int = 1
    cap_per_hour: int = 20
    enabled: bool = True

    @property
    def query_id(self) -> str:
        """The same for the same query: what was counted for another says nothing of it."""
        return hashlib.sha256(self.query.encode()).hexdigest()[:12]

    @property
    def zone(self) -> tzinfo:
        return ZoneInfo(self.timezone)

    def is_quiet(self, at: datetime) -> bool:
        """Whether nothing may be sent at a time."""
        if self.snooze_until is not None and at < self.snooze_until:
            return True
        return self.quiet_hours is not None and self.quiet_hours.hold(at.astimezone(self.zone).time())
