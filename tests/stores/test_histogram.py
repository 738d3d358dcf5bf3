"""Counts over time agree with each time's own local hour, day, week and month, also on days when clocks change."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from araswatch.query.searchable import from_ms, to_ms
from araswatch.stores import Interval
from araswatch.stores.histogram import histogram

ZONES = ["UTC", "Asia/Baku", "Asia/Tehran", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
AROUND = [datetime(2021, 9, 21, 12, tzinfo=UTC), datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)]
TIMES = st.builds(lambda at, minutes: at + timedelta(minutes=minutes), st.sampled_from(AROUND), st.integers(-60_000, 60_000))


@given(st.lists(TIMES, max_size=40), st.sampled_from(Interval), st.sampled_from(ZONES))
def test_counts_each_time_once_in_its_own_bucket(times: list[datetime], interval: Interval, zone: str) -> None:
    counts = histogram(np.array([to_ms(at) for at in times], np.int64), interval, zone)
    assert list(counts) == sorted(counts)
    local = Counter(label(at.astimezone(ZoneInfo(zone)), interval) for at in times)
    assert Counter({label(start.astimezone(ZoneInfo(zone)), interval): 0 for start in counts}).keys() == local.keys()
    assert sum(counts.values()) == len(times)
    for start, count in counts.items():
        assert local[label(start.astimezone(ZoneInfo(zone)), interval)] == count


def label(at: datetime, interval: Interval) -> str:
    """What a reader would call the bucket of a local time."""
    return at.strftime(
        {Interval.HOUR: "%Y-%m-%d %H %z", Interval.DAY: "%Y-%m-%d", Interval.WEEK: "%G-%V", Interval.MONTH: "%Y-%m"}[interval]
    )


def test_times_are_milliseconds_rounded_down() -> None:
    assert from_ms(to_ms(datetime(2026, 1, 1, 0, 0, 0, 999_999, tzinfo=UTC))) == datetime(2026, 1, 1, 0, 0, 0, 999_000, tzinfo=UTC)
