"""What is due when: caps, digests, quiet hours, minimum of sources, mutes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.alerts import ChannelKind, Every, Form, Pending, QuietHours, Schedule, Watch, plan
from araswatch.alerts.timetable import next_digest
from araswatch.stories import COPIES_WITHIN

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BAKU = ZoneInfo("Asia/Baku")


def waiting(*numbers: int, **fields: object) -> list[Pending]:
    return [Pending(**{"alert_id": n, "key": f"k{n}", "story_id": f"s{n}", "created_at": NOON, **fields}) for n in numbers]  # type: ignore[arg-type]


def watch(**fields: object) -> Watch:
    return Watch(**{"id": "w", "name": "W", "query": "bridge", **fields})  # type: ignore[arg-type]


def test_alerts_go_out_one_by_one_at_once() -> None:
    due = plan(watch(), ChannelKind.WEBHOOK, waiting(1, 2), recent=[], now=NOON)
    assert [(draft.form, draft.alert_ids) for draft in due.messages] == [(Form.ALERT, (1,)), (Form.ALERT, (2,))]


def test_over_the_cap_is_held_and_comes_as_one() -> None:
    capped = watch(cap_per_hour=3)
    first = plan(capped, ChannelKind.WEBHOOK, waiting(*range(10)), recent=[], now=NOON)
    assert len(first.messages) == 3
    assert first.held == tuple(range(3, 10))
    held = waiting(*range(3, 10), held=True)
    assert not plan(capped, ChannelKind.WEBHOOK, held, recent=[NOON] * 3, now=NOON + timedelta(minutes=59)).messages
    (summary,) = plan(capped, ChannelKind.WEBHOOK, held, recent=[NOON] * 3, now=NOON + timedelta(minutes=60)).messages
    assert (summary.form, len(summary.alert_ids)) == (Form.SUMMARY, 7)


@settings(deadline=None)
@given(
    arrivals=st.lists(st.tuples(st.integers(0, 180), st.integers(1, 30)), min_size=1, max_size=20),
    cap=st.integers(1, 6),
)
def test_never_more_than_the_cap_in_any_hour_and_nothing_lost(arrivals: list[tuple[int, int]], cap: int) -> None:
    capped, pending, sent, told, number = watch(cap_per_hour=cap), [], [], [], 0
    for minute in range(400):
        now = NOON + timedelta(minutes=minute)
        for _ in range(sum(count for at, count in arrivals if at == minute)):
            pending += waiting(number)
            number += 1
        due = plan(capped, ChannelKind.WEBHOOK, pending, recent=sent, now=now)
        packed = [alert_id for draft in due.messages for alert_id in draft.alert_ids]
        sent += [now] * len(due.messages)
        told += packed
        pending = [
            Pending(
                alert_id=one.alert_id,
                key=one.key,
                story_id=one.story_id,
                created_at=one.created_at,
                held=one.alert_id in due.held or one.held,
            )
            for one in pending
            if one.alert_id not in packed
        ]
    assert sorted(told) == list(range(number))
    assert all(sum(at - timedelta(hours=1) < other <= at for other in sent) <= cap for at in sent)


def test_a_story_waits_for_its_sources() -> None:
    two = watch(minimum_sources=2)
    assert not plan(two, ChannelKind.WEBHOOK, waiting(1, sources=1), recent=[], now=NOON).messages
    assert plan(two, ChannelKind.WEBHOOK, waiting(1, sources=2), recent=[], now=NOON).messages


def test_a_story_that_no_other_source_took_up_is_waited_for_as_long_as_copies_are_found() -> None:
    two, alone = watch(minimum_sources=2), waiting(1)
    assert not plan(two, ChannelKind.FEED, alone, recent=[], now=NOON + COPIES_WITHIN).dropped
    late = plan(two, ChannelKind.FEED, [*alone, *waiting(2, sources=2)], recent=[], now=NOON + COPIES_WITHIN + timedelta(minutes=1))
    assert late.dropped == {1: "too few sources took the story up"}
    assert [draft.alert_ids for draft in late.messages] == [(2,)]


def test_quiet_hours_hold_and_a_feed_knows_none() -> None:
    quiet = watch(timezone="Asia/Baku", quiet_hours=QuietHours(start=time(22), end=time(7)))
    night, morning = datetime(2026, 11, 24, 23, tzinfo=BAKU), datetime(2026, 11, 25, 7, tzinfo=BAKU)
    assert not plan(quiet, ChannelKind.WEBHOOK, waiting(1), recent=[], now=night).messages
    assert plan(quiet, ChannelKind.WEBHOOK, waiting(1), recent=[], now=morning).messages
    assert plan(quiet, ChannelKind.FEED, waiting(1), recent=[], now=night).messages


def test_a_digest_is_one_message_at_its_time() -> None:
    daily = watch(schedule=Schedule(every=Every.DAY, at=time(18)))
    assert not plan(daily, ChannelKind.WEBHOOK, waiting(1, 2), recent=[], now=NOON + timedelta(hours=5, minutes=59)).messages
    (digest,) = plan(daily, ChannelKind.WEBHOOK, waiting(1, 2), recent=[], now=NOON + timedelta(hours=6)).messages
    assert (digest.form, digest.alert_ids) == (Form.DIGEST, (1, 2))


def test_a_digest_keeps_the_order_when_the_clock_was_put_back() -> None:
    hourly = watch(schedule=Schedule(every=Every.HOUR))
    ahead, back = waiting(1, created_at=NOON + timedelta(hours=3)), waiting(2, created_at=NOON)
    (digest,) = plan(hourly, ChannelKind.WEBHOOK, [*ahead, *back], recent=[], now=NOON + timedelta(hours=1)).messages
    assert digest.alert_ids == (1, 2)


@pytest.mark.parametrize(
    ("schedule", "after", "due"),
    [
        (Schedule(every=Every.HOUR), "2026-11-24T12:20+04:00", "2026-11-24T13:00+04:00"),
        (Schedule(every=Every.HOUR), "2026-11-24T12:00+04:00", "2026-11-24T13:00+04:00"),
        (Schedule(every=Every.DAY, at=time(8)), "2026-11-24T07:59+04:00", "2026-11-24T08:00+04:00"),
        (Schedule(every=Every.DAY, at=time(8)), "2026-11-24T08:00+04:00", "2026-11-25T08:00+04:00"),
        (Schedule(every=Every.WEEK, at=time(8), weekday=0), "2026-11-24T09:00+04:00", "2026-11-30T08:00+04:00"),
        (Schedule(every=Every.WEEK, at=time(8), weekday=1), "2026-11-24T09:00+04:00", "2026-12-01T08:00+04:00"),
    ],
)
def test_the_next_digest(schedule: Schedule, after: str, due: str) -> None:
    assert next_digest(schedule, BAKU, datetime.fromisoformat(after)) == datetime.fromisoformat(due)


def test_a_digest_keeps_its_local_time_when_the_clocks_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    due = next_digest(Schedule(every=Every.DAY, at=time(8)), zone, datetime(2026, 10, 24, 12, tzinfo=zone))
    assert due.astimezone(zone).isoformat() == "2026-10-25T08:00:00+01:00"


@settings(deadline=None)
@given(minutes=st.integers(0, 60 * 24 * 20), every=st.sampled_from([Every.HOUR, Every.DAY, Every.WEEK]), hour=st.integers(0, 23))
def test_a_digest_is_always_ahead_and_within_its_period(minutes: int, every: Every, hour: int) -> None:
    after = NOON + timedelta(minutes=minutes)
    ahead = next_digest(Schedule(every=every, at=time(hour)), ZoneInfo("America/New_York"), after) - after
    assert timedelta(0) < ahead <= {Every.HOUR: timedelta(hours=1), Every.DAY: timedelta(hours=25), Every.WEEK: timedelta(days=8)}[every]


def test_what_is_muted_or_switched_off_is_dropped_with_the_reason() -> None:
    muted = plan(watch(muted_stories=frozenset({"s1"})), ChannelKind.WEBHOOK, waiting(1, 2), recent=[], now=NOON)
    assert muted.dropped == {1: "the story is muted"}
    off = plan(watch(enabled=False), ChannelKind.WEBHOOK, waiting(1), recent=[], now=NOON)
    assert off.dropped == {1: "the watch was switched off"}
