"""Articles are looked at again a few times in their first week."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from araswatch.rechecks import next_recheck

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_pauses_grow_and_end_after_a_week() -> None:
    looks, now = [], NOON
    while (due := next_recheck(NOON, now=now)) is not None:
        looks.append(due - NOON)
        now = due
    assert looks == [timedelta(hours=2), timedelta(hours=12), timedelta(days=2), timedelta(days=7)]


def test_what_was_missed_is_not_made_up_for() -> None:
    assert next_recheck(NOON, now=NOON + timedelta(days=1)) == NOON + timedelta(days=2)
    assert next_recheck(NOON, now=NOON + timedelta(days=30)) is None
