"""Dates as a page writes them: day, month's name and time, in Iran's calendar and digits where the language is Persian."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

CYCLE_YEARS, CYCLE_DAYS = 33, 33 * 365 + 8
LEAP_YEARS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
"""Leap years of the 33-year cycle that agrees with the Iranian calendar throughout the years 1178 to 1633."""
YEAR_ZERO = date(2021, 3, 21).toordinal() - 42 * CYCLE_DAYS - (14 * 365 + 4)
"""Counted back from 1 Farvardin 1400 = 21 March 2021: 42 cycles and 14 years, four of them leap."""
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


def written_date(at: datetime, language: str, months: Sequence[str]) -> str:
    """`24 noyabr 2026, 14:30`, or `۳ آذر ۱۴۰۵ - ۱۴:۳۰`; the time is of `at`'s own zone."""
    if language == "fa":
        year, month, day = jalali(at.date())
        return f"{day} {months[month - 1]} {year} - {at:%H:%M}".translate(PERSIAN_DIGITS)
    return f"{at.day} {months[at.month - 1]} {at.year}, {at:%H:%M}"


def jalali(day: date) -> tuple[int, int, int]:
    """Year, month and day of the Iranian solar calendar."""
    cycles, rest = divmod(day.toordinal() - YEAR_ZERO, CYCLE_DAYS)
    year = 0
    while rest >= (length := 365 + (year in LEAP_YEARS)):
        rest -= length
        year += 1
    month, in_month = divmod(rest, 31) if rest < 186 else divmod(rest - 186, 30)
    return cycles * CYCLE_YEARS + year, month + 1 + (6 if rest >= 186 else 0), in_month + 1
