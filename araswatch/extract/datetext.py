"""A line of text → the dates it names, in the calendars and languages of `schemas/dates/`: Gregorian, Jalali, Hijri and Hebrew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo

from araswatch.extract import calendars
from araswatch.extract.calendars import Calendar
from araswatch.extract.datewords import find_relative, month_names, months_meant
from araswatch.extract.datewords import fold_date as fold_date

DIGIT = re.compile(r"\d")
HEBREW = re.compile("[א-ת]")
"""The only letters that are figures too."""
ISO = re.compile(r"(\d\d{3})(?<!\d{5})-(\d\d?)-(\d\d?)(?!\d)")
"""Like those below it asks for a figure first and then for what stands before: a search passes over all else at once."""
YEAR_FIRST = re.compile(
    r"(\d\d{3})(?:(?<![\d/.]\d{4})([/.])\s?(\d\d?)\2\s?(\d\d?)(?![\d/]|\.\d)|(?<!\d{5})[年년]\s?(\d\d?)[月월]\s?(\d\d?)[日일])"
)
YEAR_LAST = re.compile(r"(\d(?<!\d\d)(?<!\d[/.:]\d)\d?)(?:(/)|(-)|\.\s?)(\d\d?)(?(2)/|(?(3)-|\.\s?))((?:1[34]|19|20)\d\d|\d\d)(?![\d/:])")
PIPED = re.compile(r"(\d(?<![\d|]\d)\d?) \| (\d\d?) \| ((?:19|20)\d\d)(?!\d)")
CLOCK = re.compile(r"(\d(?<![\d.:/]\d)(?:(?<=[01])\d|(?<=2)[0-3])?)[:.h時]([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*([ap]\.?m\b\.?)?", re.I)
OFFSET = re.compile(
    r"\s*\(?(?:(?:utc|gmt|z)\s*|(?=[+\-−]\d\d:?\d\d\b)|(?<=\d)(?=[+\-−]\d\d\b))([+\-−])\s?(\d\d?):?(\d\d)?\b|"
    r"\s*\(?(?:\b|(?<=\d))(utc|gmt|z|msk|est|edt|cst|cdt|pst|pdt|cet|cest|eet|eest|bst|ist|trt|wib|wita|jst|kst|aest|aedt)\b",
    re.I,
)
OFFSETS = {
    "utc": 0,
    "gmt": 0,
    "z": 0,
    "msk": 3,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "pst": -8,
    "pdt": -7,
    "cet": 1,
    "cest": 2,
    "eet": 2,
    "eest": 3,
    "bst": 1,
    "trt": 3,
    "wib": 7,
    "wita": 8,
    "jst": 9,
    "kst": 9,
    "aest": 10,
    "aedt": 11,
}
"""Abbreviations of offsets in hours; those that several zones share (IST) are left to the source's zone."""
SPAN = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "two hours": timedelta(hours=2),
    "day": timedelta(days=1),
    "two days": timedelta(days=2),
    "today": timedelta(0),
    "week": timedelta(weeks=1),
}
BY_DAY = frozenset({"day", "two days", "today", "week"})
MAX_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A date that a text names: `clock` and `zone` where it names them too; `start` and `end` bound it in the folded text;
    `other_day` is the other reading of figures that can be day and month both ways; `dotted` ones (4.3.2021) seldom mean it.
    A `yearless` one counts as relative."""

    day: date
    clock: time | None = None
    zone: tzinfo | None = None
    start: int = 0
    end: int = 0
    relative: bool = False
    other_day: date | None = None
    dotted: bool = False
    yearless: bool = False


def dates_in(text: str, *, now: datetime, month_first: bool = False) -> list[Mention]:
    """The dates in a line, in order of place. `now` (aware, in the source's zone) resolves relative ones; `month_first` reads 3/4/2021
    as March 4."""
    folded = fold_date(text[:MAX_CHARS])
    if not DIGIT.search(folded) and not HEBREW.search(folded):
        return list(_relative(folded, now))
    found = [*_iso(folded), *_year_first(folded), *_named(folded), *_year_last(folded, month_first)]
    if not found:
        return list(_relative(folded, now)) or list(_of_the_last_year(folded, now))
    placed = sorted(found, key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in placed:
        if not kept or mention.start >= kept[-1].end:
            kept.append(_with_clock(folded, mention))
    return kept


def _iso(text: str) -> Iterator[Mention]:
    for match in ISO.finditer(text):
        if day := calendars.to_day(int(match[1]), int(match[2]), int(match[3])):
            yield Mention(day=day, start=match.start(), end=match.end())


def _year_first(text: str) -> Iterator[Mention]:
    for match in YEAR_FIRST.finditer(text):
        year, month, day = (int(part) for part in match.group(1, *((3, 4) if match[2] else (5, 6))))
        if found := calendars.to_day(year, month, day):
            yield Mention(day=found, start=match.start(), end=match.end())


def _year_last(text: str, month_first: bool) -> Iterator[Mention]:
    for match in YEAR_LAST.finditer(text):
        first, second, year = int(match[1]), int(match[4]), int(match[5])
        if len(match[5]) == 2 and match[3]:
            continue
        day, month = (second, first) if (month_first and match[2] and first <= 12) or second > 12 else (first, second)
        if found := calendars.to_day(full := _full_year(year), month, day):
            other = calendars.to_day(full, day, month) if day != month else None
            yield Mention(day=found, start=match.start(), end=match.end(), other_day=other, dotted=not (match[2] or match[3]))
    for match in PIPED.finditer(text):
        if found := calendars.to_day(int(match[3]), int(match[2]), int(match[1])):
            yield Mention(day=found, start=match.start(), end=match.end())


def _named(text: str) -> Iterator[Mention]:
    for match in month_names()[0].finditer(text):
        around = _day_and_year(text, match.start("month"), match.end("month"))
        if around is None:
            continue
        day, year, start, end = around
        for calendar, month in months_meant(match["month"]):
            if found := calendars.to_day(year, month, day, calendar):
                yield Mention(day=found, start=start, end=end)
                break


DAY_BEFORE = re.compile(
    r"(?<!\d)(?<!\d[.:/])(\d{1,2})(?:st|nd|rd|th|er|ης?|º|ª|\.|-[а-я]{1,3}|-(?:ci|cı|cu|cü))?(?:\s*de)?\s*[,.\s/-]{0,2}(?:ב|of )?$"
)
HEBREW_DAY = re.compile(r"(?<![א-ת])([א-ת]{1,2}[\"'״׳]?[א-ת]?)\s+(?:ב)?$")
DAY_AFTER = re.compile(r"\.?[\s-]{0,2}(\d{1,2})(?:st|nd|rd|th|-[\w]{1,3})?(?![\d:])(?:[,.\s]+(?:of )?((?:1[34]|19|20)\d\d))?(?!\d)")
YEAR_AFTER = re.compile(
    r"\.?(?:\s*/\s*[^\W\d_]+(?: [^\W\d_]+)?)?[\s,/.-]{0,3}(?:de |del |of |năm |سنه |سال )?('?\d\d(?!\d|:)|(?:1[34]|19|20)\d\d)(?!\d)"
)
HEBREW_YEAR = re.compile(r"\s+(?:ה['׳])?(ת[א-ת]{1,2}[\"״][א-ת])")
YEAR_AHEAD = re.compile(
    r"((?:19|20)\d\d)\.?\s?(?:-?(?:ci|cı|cu|cü) il(?:in)?|წლის|წ\.|gada|-yil|жылғы|ж\.|թ(?:վականի|\.)?|m\.|(?:թ|წ)․)\s?,?\s?$"
)
"""A year that stands before the day with a word that says so: "2026-cı il 24 noyabr"."""
YEAR_BEFORE = re.compile(r"((?:1[34]|19|20)\d\d)[\s,.-]{1,3}(?:(?:(?:ci|cı|cu|cü)? ?il|թ|წ|m|г|р)\.?,? )?$")


def _day_and_year(text: str, start: int, end: int) -> tuple[int, int, int, int] | None:
    """Day and year around a month's name at `start:end`, with the bounds of the whole; `None` where the two are not there."""
    before = text[max(start - 14, 0) : start]
    if (day := DAY_BEFORE.search(before)) and 1 <= int(day[1]) <= 31 and (year := YEAR_AFTER.match(text, end)):
        return int(day[1]), _year(year[1]), start - len(before) + day.start(), year.end()
    if day and 1 <= int(day[1]) <= 31 and (ahead := YEAR_AHEAD.search(text, max(start - 40, 0), start - len(before) + day.start())):
        return int(day[1]), int(ahead[1]), ahead.start(), end
    if (after := DAY_AFTER.match(text, end)) and 1 <= int(after[1]) <= 31:
        year_before = YEAR_BEFORE.search(before)
        if after[2]:
            return int(after[1]), int(after[2]), start, after.end()
        if year_before:
            return int(after[1]), int(year_before[1]), start - len(before) + year_before.start(), after.end()
    if (hebrew := HEBREW_DAY.search(before)) and (hebrew_year := HEBREW_YEAR.match(text, end)):
        return calendars.gematria(hebrew[1]), 5000 + calendars.gematria(hebrew_year[1]), start - len(hebrew[0]), hebrew_year.end()
    return None


def _year(text: str) -> int:
    return _full_year(int(text.lstrip("'")))


def _full_year(figures: int) -> int:
    return figures if figures >= 100 else 2000 + figures if figures < 70 else 1900 + figures


def _with_clock(text: str, mention: Mention) -> Mention:
    """The mention with the time of day that stands right behind or before it."""
    behind = CLOCK.search(text, mention.end, mention.end + 28)
    before = next(iter(CLOCK.finditer(text, max(mention.start - 24, 0), mention.start)), None)
    match = behind or before
    if match is None:
        return mention
    hour, half = int(match[1]), (match[4] or "")[:1]
    if half and not 1 <= hour <= 12:
        return mention
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    clock = time(hour, int(match[2]), int(match[3] or 0))
    return replace(mention, clock=clock, zone=_offset(text, match.end()))


def _offset(text: str, at: int) -> tzinfo | None:
    match = OFFSET.match(text, at)
    if match is None:
        return None
    if match[2]:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        return timezone(timedelta(minutes=minutes if match[1] == "+" else -minutes)) if minutes <= 14 * 60 else None
    hours = OFFSETS.get(match[4].lower())
    return None if hours is None else timezone(timedelta(hours=hours))


def _relative(text: str, now: datetime) -> Iterator[Mention]:
    if (found := find_relative(text)) is None:
        return
    unit, count, start, end = found
    at = now - SPAN[unit] * count
    if unit in BY_DAY:
        yield _with_clock(text, Mention(day=at.date(), start=start, end=end, relative=True))
    else:
        yield Mention(day=at.date(), clock=at.time().replace(microsecond=0), zone=now.tzinfo, start=start, end=end, relative=True)


def _of_the_last_year(text: str, now: datetime) -> Iterator[Mention]:
    """A day and month with a time of day, as news sites leave out the year that is not over: the last such day before `now`."""
    match = month_names()[0].search(text) if CLOCK.search(text) else None
    if match is None:
        return
    start, end = match.span("month")
    around = DAY_BEFORE.search(text, max(start - 14, 0), start) or DAY_AFTER.match(text, end)
    months = [month for calendar, month in months_meant(match["month"]) if calendar is Calendar.GREGORIAN]
    if around is None or not months:
        return
    days = (calendars.to_day(year, months[0], int(around[1])) for year in (now.year, now.year - 1))
    if day := next((day for day in days if day and day <= now.date()), None):
        bounds = min(start, around.start()), max(end, around.end())
        mention = _with_clock(text, Mention(day=day, start=bounds[0], end=bounds[1], relative=True, yearless=True))
        yield from [mention] if mention.clock else []
