"""Counts over time in any time zone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from araswatch.errors import StoreError
from araswatch.query.searchable import EPOCH
from araswatch.stores import Interval

HOUR_MS = 3_600_000


def zone(name: str) -> ZoneInfo:
    """The IANA time zone of a name. Raises `StoreError` where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise StoreError(f"unknown time zone {name!r}: use an IANA name such as Asia/Baku") from error


def histogram(times_ms: NDArray[np.int64], interval: Interval, zone_name: str) -> Mapping[datetime, int]:
    """How many of these times fall into each bucket, oldest first; empty buckets are left out, keys are starts at the zone's offset."""
    local = zone(zone_name)
    quarters, counts = np.unique(times_ms // (HOUR_MS // 4), return_counts=True)
    totals: dict[datetime, int] = {}
    for quarter, count in zip(quarters.tolist(), counts.tolist(), strict=True):
        start = fixed(bucket_start((EPOCH + timedelta(minutes=15 * quarter)).astimezone(local), interval))
        totals[start] = totals.get(start, 0) + count
    return totals


def fixed(at: datetime) -> datetime:
    """The time with its present offset for ever: times of one changing zone are equal twice in the hour when clocks go back."""
    return at.replace(tzinfo=timezone(at.utcoffset() or timedelta()))


def bucket_start(at: datetime, interval: Interval) -> datetime:
    """The start of the bucket that holds a time, in the time's own zone; weeks begin on Monday."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    match interval:
        case Interval.HOUR:
            return hour
        case Interval.DAY:
            return hour.replace(hour=0, fold=0)
        case Interval.WEEK:
            return hour.replace(hour=0, fold=0) - timedelta(days=at.weekday())
        case Interval.MONTH:
            return hour.replace(day=1, hour=0, fold=0)
