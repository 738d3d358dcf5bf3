"""Counts over time in any time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from araswatch.errors import StoreError
from araswatch.query.searchable import from_ms
from araswatch.stores import Interval

DAY_MS, HOUR_MS, QUARTER_MS = 86_400_000, 3_600_000, 900_000
THURSDAY = 3
"""1 January 1970, counted from Monday."""

Milliseconds = NDArray[np.int64]


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of a name. Raises `StoreError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise StoreError(f"unknown time zone {name!r}: use an IANA name such as Asia/Baku") from error


def histogram(times_ms: Milliseconds, interval: Interval, zone_name: str) -> Mapping[datetime, int]:
    """How many of these times fall into each bucket, oldest first; empty buckets are left out, keys are starts at the zone's offset."""
    local = zone(zone_name)
    offsets_ms = _offsets(times_ms, local)
    if interval is Interval.HOUR:
        starts, counts = np.unique((times_ms + offsets_ms) // HOUR_MS * HOUR_MS - offsets_ms, return_counts=True)
        keys = [fixed(from_ms(start).astimezone(local)) for start in starts.tolist()]
    else:
        starts, counts = np.unique(_first_day((times_ms + offsets_ms) // DAY_MS, interval), return_counts=True)
        keys = [fixed(midnight(day, local)) for day in starts.tolist()]
    return dict(zip(keys, counts.tolist(), strict=True))


def _offsets(times_ms: Milliseconds, local: ZoneInfo) -> Milliseconds:
    """The zone's offset at each time: looked up once a day, and once a quarter of an hour on days when it changes."""
    days, place = np.unique(times_ms // DAY_MS, return_inverse=True)
    at_start = np.array([_offset_ms(day * DAY_MS, local) for day in days.tolist()], np.int64)
    at_end = np.array([_offset_ms((day + 1) * DAY_MS, local) for day in days.tolist()], np.int64)
    offsets = at_start[place]
    changing = np.flatnonzero((at_start != at_end)[place])
    quarters, where = np.unique(times_ms[changing] // QUARTER_MS, return_inverse=True)
    offsets[changing] = np.array([_offset_ms(quarter * QUARTER_MS, local) for quarter in quarters.tolist()], np.int64)[where]
    return offsets


def _first_day(days: Milliseconds, interval: Interval) -> Milliseconds:
    """The day since 1970 on which the bucket of a local day begins; weeks begin on Monday."""
    if interval is Interval.WEEK:
        return days - (days + THURSDAY) % 7
    if interval is Interval.MONTH:
        return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return days


def midnight(day: int, local: ZoneInfo) -> datetime:
    """The first instant of a local day, counted from 1970."""
    return (datetime(1970, 1, 1) + timedelta(days=day)).replace(tzinfo=local)  # noqa: DTZ001 local time, whose zone is set


def fixed(at: datetime) -> datetime:
    """The time with its present offset for ever: times of one changing zone are equal twice in the hour when clocks go back."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()))


def _offset_ms(ms: int, local: ZoneInfo) -> int:
    return (from_ms(ms).astimezone(local).utcoffset() or timedelta()) // timedelta(milliseconds=1)
