"""Year, month and day of a calendar → the Gregorian day."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import jdatetime
from hijridate import Hijri
from pyluach.dates import HebrewDate

GEMATRIA = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", [*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400], strict=True)) | dict(
    zip("ךםןףץ", (20, 40, 50, 80, 90), strict=True)
)
HIJRI_FROM = 1420
"""Years of four figures under 1500 are Jalali up to here (2041) and Hijri (Umm al-Qura, 1999 on) above; both calendars are in news
today."""


class Calendar(StrEnum):
    """The calendars that news pages date by."""

    GREGORIAN = "gregorian"
    JALALI = "jalali"
    HIJRI = "hijri"
    HEBREW = "hebrew"


def to_day(year: int, month: int, day: int, calendar: Calendar = Calendar.GREGORIAN) -> date | None:
    """The Gregorian day; `None` for days that the calendar does not have. A Gregorian year under 1500 is read as Jalali or Hijri by its
    size."""
    if calendar is Calendar.GREGORIAN and 1300 <= year < 1500:
        calendar = Calendar.JALALI if year < HIJRI_FROM else Calendar.HIJRI
    try:
        return _CONVERT[calendar](year, month, day)
    except (ValueError, OverflowError):
        return None


def gematria(letters: str) -> int:
    """The number that Hebrew letters stand for: תשפ"ז is 787."""
    return sum(GEMATRIA.get(letter, 0) for letter in letters)


def _gregorian(year: int, month: int, day: int) -> date:
    return date(year, month, day)


def _jalali(year: int, month: int, day: int) -> date:
    if not 1300 <= year < 1500:
        raise ValueError("no Jalali year of our time")
    return jdatetime.date(year, month, day).togregorian()  # type: ignore[no-any-return]


def _hijri(year: int, month: int, day: int) -> date:
    if not 1343 <= year <= 1500:
        raise ValueError("no Hijri year of our time")
    gregorian = Hijri(year, month, day).to_gregorian()
    return date(gregorian.year, gregorian.month, gregorian.day)


def _hebrew(year: int, month: int, day: int) -> date:
    return HebrewDate(year, month, day).to_pydate()  # type: ignore[no-any-return]


_CONVERT = {Calendar.GREGORIAN: _gregorian, Calendar.JALALI: _jalali, Calendar.HIJRI: _hijri, Calendar.HEBREW: _hebrew}
