"""How much a watch finds × how much it used to find → whether that is unusual.

The measure is the watch's share of all articles collected in the same hours, not its count: an hour in which nothing was collected says
nothing, and the burst of a crawl that catches up after an outage lifts both alike. Nor does an hour say anything in which nobody watched:
before the watch was made, while it was off, or under another query.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from araswatch.alerts.watch import Watch
from araswatch.records import AlertKind

WINDOW_HOURS = 6
BASELINE_DAYS = 28
LEAST_BASELINE_HOURS = 72
"""Hours with any collection under the watch that the baseline needs: three days, so that nights and mornings are in it."""
LEAST_MATCHES = 5
DEVIATIONS = 4.0
"""Standard deviations above the baseline; a Poisson count passes them about once in 30,000 windows."""
OVERDISPERSION = 2.0
"""Variance of hourly news counts over that of a Poisson process: articles come in clusters, several sources on one event."""
REST = timedelta(hours=24)
"""A spike is told once a day at most."""

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourlyVolume:
    """Counts by full hour (UTC): the watch's new articles, and all that were collected and shown to it. Hours without any are absent."""

    matches: Mapping[datetime, int]
    collected: Mapping[datetime, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedHour:
    """A full hour (UTC) whose collected articles were matched with a watch's query."""

    watch_id: str
    query_id: str
    hour: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Spike:
    """`count` articles in the hours since `since`, where `expected` were usual for so much collection."""

    since: datetime
    count: int
    expected: float

    @property
    def factor(self) -> float:
        """How many times the usual."""
        return self.count / max(self.expected, 0.5)


def watched_hours(watches: Iterable[Watch], seen: Iterable[datetime]) -> frozenset[WatchedHour]:
    """The hours in which articles were first `seen`, for each watch that tells of spikes and is on."""
    hours = {full_hour(at) for at in seen}
    watching = [watch for watch in watches if watch.enabled and AlertKind.SPIKE in watch.on]
    return frozenset(WatchedHour(watch_id=watch.id, query_id=watch.query_id, hour=hour) for watch in watching for hour in hours)


def full_hour(at: datetime) -> datetime:
    """The hour that a time is in."""
    return at.replace(minute=0, second=0, microsecond=0)


def find_spike(volume: HourlyVolume, *, now: datetime) -> Spike | None:
    """The spike that the last six full or begun hours are; `None` for none, or where too little was collected to know the usual."""
    end = full_hour(now) + HOUR
    start = end - WINDOW_HOURS * HOUR
    usual = [hour for hour in volume.collected if start - timedelta(days=BASELINE_DAYS) <= hour < start]
    if len(usual) < LEAST_BASELINE_HOURS:
        return None
    collected_then = sum(volume.collected[hour] for hour in usual)
    collected_now = sum(count for hour, count in volume.collected.items() if start <= hour < end)
    count = sum(count for hour, count in volume.matches.items() if start <= hour < end)
    share = (sum(volume.matches.get(hour, 0) for hour in usual) + 0.5) / (collected_then + 1)
    expected = share * collected_now
    if count < LEAST_MATCHES or count < expected + DEVIATIONS * math.sqrt(OVERDISPERSION * max(expected, 0.5)):
        return None
    return Spike(since=start, count=count, expected=round(expected, 1))
