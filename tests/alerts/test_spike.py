"""A spike is unusual volume, not a gap that ends or a day like any other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.alerts.spike import HourlyVolume, find_spike

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def hours(ago_from: int, ago_to: int) -> list[datetime]:
    return [NOON - number * HOUR for number in range(ago_from, ago_to, -1)]


def steady(*, matches: int = 1, collected: int = 50) -> HourlyVolume:
    all_hours = hours(20 * 24, -1)
    return HourlyVolume(matches=dict.fromkeys(all_hours, matches), collected=dict.fromkeys(all_hours, collected))


def test_steady_volume_is_no_spike() -> None:
    assert find_spike(steady(), now=NOON) is None


def test_many_more_than_usual_is_one() -> None:
    volume = steady()
    spike = find_spike(HourlyVolume(matches={**volume.matches, NOON: 30}, collected=volume.collected), now=NOON + timedelta(minutes=20))
    assert spike is not None
    assert (spike.count, round(spike.expected)) == (35, 6)


def test_catching_up_after_an_outage_is_none() -> None:
    volume = steady()
    outage = set(hours(40, 0))
    matches = {hour: count for hour, count in volume.matches.items() if hour not in outage} | {NOON: 40}
    collected = {hour: count for hour, count in volume.collected.items() if hour not in outage} | {NOON: 2000}
    assert find_spike(HourlyVolume(matches=matches, collected=collected), now=NOON) is None


def test_a_new_installation_knows_no_usual() -> None:
    recent = hours(30, -1)
    assert find_spike(HourlyVolume(matches={NOON: 50}, collected=dict.fromkeys(recent, 50)), now=NOON) is None


def test_a_rare_subject_needs_some_articles() -> None:
    volume = steady(matches=0)
    assert find_spike(HourlyVolume(matches={NOON: 4}, collected=volume.collected), now=NOON) is None
    assert find_spike(HourlyVolume(matches={NOON: 6}, collected=volume.collected), now=NOON) is not None


@settings(deadline=None)
@given(share=st.integers(0, 20), factor=st.integers(1, 30))
def test_more_collection_with_the_same_share_is_never_one(share: int, factor: int) -> None:
    volume = steady(matches=share, collected=100)
    last = hours(5, -1)
    grown = HourlyVolume(
        matches={**volume.matches, **dict.fromkeys(last, share * factor)},
        collected={**volume.collected, **dict.fromkeys(last, 100 * factor)},
    )
    assert find_spike(grown, now=NOON) is None
