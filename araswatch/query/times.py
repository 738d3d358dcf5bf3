"""Dates as people type them in a query → a span of time."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

RELATIVE = re.compile(r"(\d{1,5})(min|h|d|w|mo|y)")
UNITS = {
    "min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1),
    "mo": timedelta(days=30), "y": timedelta(days=365),
}  # fmt: skip
EXAMPLES = "2026-11-24, 2026-11-24T10:15Z, 7d, today"


def time_span(typed: str, now: datetime) -> tuple[datetime, datetime]:
    """The first instant that a date names and the first after it; zones that are not written are `now`'s.

    Understood are a year, a month, a day, an ISO 8601 time, `now`, `today`, `yesterday` and how long ago (`90min 12h 7d 2w 3mo 1y`; such a
    moment spans nothing). Raises `ValueError` on anything else and outside the years 1 to 9999.
    """
    if named := _named(typed.lower(), now):
        return named
    if relative := RELATIVE.fullmatch(typed):
        moment = _shifted(now, -int(relative[1]) * UNITS[relative[2]])
        return moment, moment
    if re.fullmatch(r"\d{4}(-\d{1,2})?", typed):
        return _months(typed, now)
    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", typed):
        return _day(date(*(int(part) for part in typed.split("-"))), now)
    return _instant(typed, now)


def _named(typed: str, now: datetime) -> tuple[datetime, datetime] | None:
    match typed:
        case "now":
            return now, now
        case "today":
            return _day(now.date(), now)
        case "yesterday":
            return _day(_shifted(now, -timedelta(days=1)).date(), now)
    return None


def _months(typed: str, now: datetime) -> tuple[datetime, datetime]:
    year, _, month = typed.partition("-")
    first = date(int(year), int(month or 1), 1)
    following = (first.month % 12) + 1 if month else 1
    after = date(first.year + (following == 1), following, 1)
    return _midnight(first, now), _midnight(after, now)


def _day(day: date, now: datetime) -> tuple[datetime, datetime]:
    start = _midnight(day, now)
    return start, _midnight(_shifted(datetime.combine(day, time()), timedelta(days=1)).date(), now)


def _instant(typed: str, now: datetime) -> tuple[datetime, datetime]:
    at = datetime.fromisoformat(typed)
    aware = at if at.tzinfo else at.replace(tzinfo=now.tzinfo)
    minutes_only = re.fullmatch(r".{10}[T ]\d\d:?\d\d(?!:?\d).*", typed) is not None
    return aware, aware + (timedelta(minutes=1) if minutes_only else timedelta(seconds=1))


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), tzinfo=now.tzinfo)


def _shifted(at: datetime, by: timedelta) -> datetime:
    try:
        return at + by
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999") from error
