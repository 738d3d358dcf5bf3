"""When digests are due, in a watch's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

from araswatch.alerts.watch import Every, Schedule


def next_digest(schedule: Schedule, zone: tzinfo, after: datetime) -> datetime:
    """The first time later than `after` at which a digest goes out, in UTC. A local time that a change of clocks skips moves on."""
    if schedule.every is Every.MATCH:
        return after
    local = after.astimezone(zone)
    if schedule.every is Every.HOUR:
        into_hour = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
        return after.astimezone(UTC) - into_hour + timedelta(hours=1)
    for days in range(9):
        day = local.date() + timedelta(days=days)
        due = datetime.combine(day, schedule.at, tzinfo=zone).astimezone(UTC)
        if due > after and (schedule.every is Every.DAY or day.weekday() == schedule.weekday):
            return due
    raise AssertionError("a week has every weekday")
