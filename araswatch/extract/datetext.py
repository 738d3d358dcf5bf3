"""A line of text → the dates it names, in the calendars and languages of `schemas/dates/`: Gregorian, Jalali, Hijri and Hebrew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import cache

from araswatch.extract import calendars
from araswatch.extract.calendars import Calendar
from araswatch.extract.phrases import load_schema

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
LETTERS = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "\u200c": " ",
        "ـ": "",
        "،": ",",
        "’": "'",
        "\u200f": "",
        "\u200e": "",
        "\u00a0": " ",
        "\u202f": " ",
        "־": " ",
        "\u0651": "",
        "\u0307": "",
    }
)
ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d?)-(\d\d?)(?!\d)")
YEAR_FIRST = re.compile(r"(?<![\d/.])(\d{4})([/.])(\d\d?)\2(\d\d?)(?![\d/])|(?<!\d)(\d{4})年\s?(\d\d?)月\s?(\d\d?)日")
YEAR_LAST = re.compile(r"(?<!\d)(?<!\d[/.:])(\d\d?)(?:(/)|(-)|\.\s?)(\d\d?)(?(2)/|(?(3)-|\.\s?))((?:1[34]|19|20)\d\d|\d\d)(?![\d/:])")
PIPED = re.compile(r"(?<![\d|])(\d\d?) \| (\d\d?) \| ((?:19|20)\d\d)(?!\d)")
CLOCK = re.compile(r"(?<![\d.:/])([01]?\d|2[0-3])[:.h]([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?\s*([ap]\.?m\b\.?)?", re.I)
OFFSET = re.compile(
    r"\s*\(?(?:(?:utc|gmt|z)\s*|(?=[+\-−]\d\d:?\d\d\b)|(?<=\d)(?=[+\-−]\d\d\b))([+\-−])\s?(\d\d?):?(\d\d)?\b|"
    r"\s*\(?(?:\b|(?<=\d))(utc|gmt|z|msk|est|edt|cst|cdt|pst|pdt|cet|cest|ist|trt)\b",
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
    "trt": 3,
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
BEFORE, BEHIND = r"(?<!\w)", r"(?!\w)"
"""A phrase's ends are those of words."""
MAX_CHARS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A date that a text names: `clock` and `zone` where it names them too; `start` and `end` bound it in the folded text;
    `other_day` is the other reading of figures with slashes that can be day and month both ways."""

    day: date
    clock: time | None = None
    zone: tzinfo | None = None
    start: int = 0
    end: int = 0
    relative: bool = False
    other_day: date | None = None


def dates_in(text: str, *, now: datetime, month_first: bool = False) -> list[Mention]:
    """The dates in a line, in order of place. `now` (aware, in the source's zone) resolves relative ones; `month_first` reads 3/4/2021
    as March 4."""
    folded = fold_date(text[:MAX_CHARS])
    found = [*_iso(folded), *_year_first(folded), *_named(folded), *_year_last(folded, month_first)]
    if not found:
        return list(_relative(folded, now))
    placed = sorted(found, key=lambda mention: (mention.start, -mention.end))
    kept: list[Mention] = []
    for mention in placed:
        if not kept or mention.start >= kept[-1].end:
            kept.append(_with_clock(folded, mention))
    return kept


def fold_date(text: str) -> str:
    """Lower case, plain figures, one form of each Arabic letter, spaces squashed."""
    return " ".join(text.replace("İ", "i").lower().translate(DIGITS).translate(LETTERS).split())


def _iso(text: str) -> Iterator[Mention]:
    for match in ISO.finditer(text):
        if day := calendars.to_day(int(match[1]), int(match[2]), int(match[3])):
            yield Mention(day=day, start=match.start(), end=match.end())


def _year_first(text: str) -> Iterator[Mention]:
    for match in YEAR_FIRST.finditer(text):
        year, month, day = (int(part) for part in (match.group(1, 3, 4) if match[1] else match.group(5, 6, 7)))
        if found := calendars.to_day(year, month, day):
            yield Mention(day=found, start=match.start(), end=match.end())


def _year_last(text: str, month_first: bool) -> Iterator[Mention]:
    for match in YEAR_LAST.finditer(text):
        first, second, year = int(match[1]), int(match[4]), int(match[5])
        if len(match[5]) == 2 and match[3]:
            continue
        day, month = (second, first) if (month_first and match[2] and first <= 12) or second > 12 else (first, second)
        if found := calendars.to_day(full := _full_year(year), month, day):
            other = calendars.to_day(full, day, month) if day != month and match[2] else None
            yield Mention(day=found, start=match.start(), end=match.end(), other_day=other)
    for match in PIPED.finditer(text):
        if found := calendars.to_day(int(match[3]), int(match[2]), int(match[1])):
            yield Mention(day=found, start=match.start(), end=match.end())


def _named(text: str) -> Iterator[Mention]:
    pattern, table = _months()
    for match in pattern.finditer(text):
        spelling = match.group("month")
        calendar_months = table.get(spelling) or _inflected(spelling)
        around = _day_and_year(text, match.start("month"), match.end("month"))
        if around is None:
            continue
        day, year, start, end = around
        for calendar, month in calendar_months:
            if found := calendars.to_day(year, month, day, calendar):
                yield Mention(day=found, start=start, end=end)
                break


DAY_BEFORE = re.compile(
    r"(?<!\d)(?<!\d[.:/])(\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-[а-я]{1,3}|-(?:ci|cı|cu|cü))?(?:\s*de)?\s*[,.\s/-]{0,2}(?:ב|of )?$"
)
HEBREW_DAY = re.compile(r"(?<![א-ת])([א-ת]{1,2}[\"'״׳]?[א-ת]?)\s+(?:ב)?$")
DAY_AFTER = re.compile(r"\.?[\s-]{0,2}(\d{1,2})(?:st|nd|rd|th|-[\w]{1,3})?(?![\d:])(?:[,.\s]+(?:of )?((?:1[34]|19|20)\d\d))?(?!\d)")
YEAR_AFTER = re.compile(
    r"\.?(?:\s*/\s*[^\W\d_]+(?: [^\W\d_]+)?)?[\s,/.-]{0,3}(?:de |del |of |سنه |سال )?('?\d\d(?!\d|:)|(?:1[34]|19|20)\d\d)(?!\d)"
)
HEBREW_YEAR = re.compile(r"\s+(?:ה['׳])?(ת[א-ת]{1,2}[\"״][א-ת])")
YEAR_BEFORE = re.compile(r"((?:1[34]|19|20)\d\d)[\s,.-]{1,3}(?:(?:ci|cı|cu|cü)? ?(?:il|թ|წ)\.?,? )?$")


def _day_and_year(text: str, start: int, end: int) -> tuple[int, int, int, int] | None:
    """Day and year around a month's name at `start:end`, with the bounds of the whole; `None` where the two are not there."""
    before = text[max(start - 14, 0) : start]
    if (day := DAY_BEFORE.search(before)) and 1 <= int(day[1]) <= 31 and (year := YEAR_AFTER.match(text, end)):
        return int(day[1]), _year(year[1]), start - len(before) + day.start(), year.end()
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
    before = next(iter(CLOCK.finditer(text, max(mention.start - 16, 0), mention.start)), None)
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
    if not _any_relative().search(text):
        return
    for unit, pattern in _relatives():
        match = pattern.search(text)
        if match is None:
            continue
        count = int(match["count"]) if "count" in pattern.groupindex and match["count"] else 1
        if count > 10_000:
            continue
        at = now - SPAN[unit] * count
        if unit in BY_DAY:
            yield _with_clock(text, Mention(day=at.date(), start=match.start(), end=match.end(), relative=True))
        else:
            yield Mention(
                day=at.date(), clock=at.time().replace(microsecond=0), zone=now.tzinfo, start=match.start(), end=match.end(), relative=True
            )
        return


@cache
def _months() -> tuple[re.Pattern[str], dict[str, list[tuple[Calendar, int]]]]:
    """One pattern for all months' names, longest first, and what each means; names shared by calendars are told apart by the year."""
    table: dict[str, list[tuple[Calendar, int]]] = {}
    stems: list[str] = []
    for calendar, languages in load_schema("dates/months.yml").items():
        for months in languages.values():
            for number, spellings in enumerate(months, start=1):
                for spelling in str(spellings).split("|"):
                    stem = fold_date(spelling.rstrip("*"))
                    table.setdefault(stem, []).append((Calendar(calendar), number))
                    stems.append(re.escape(stem) + (r"[^\W\d_]{0,4}" if spelling.endswith("*") else ""))
    _stems.update(table)
    ordered = "|".join(sorted(set(stems), key=len, reverse=True))
    return re.compile(rf"(?:(?<![^\W\d_])|(?<=ב))(?P<month>{ordered})(?![^\W\d_])"), table


_stems: dict[str, list[tuple[Calendar, int]]] = {}


def _inflected(spelling: str) -> list[tuple[Calendar, int]]:
    """What an inflected name means: that of its longest listed beginning."""
    for length in range(len(spelling) - 1, 2, -1):
        if found := _stems.get(spelling[:length]):
            return found
    return []


@cache
def _any_relative() -> re.Pattern[str]:
    """One pattern for all: that it begins with a letter or figure outside of a word is asked once a place rather than once a phrase."""
    phrases = (pattern.pattern.removeprefix(BEFORE).removesuffix(BEHIND).replace("?P<count>", "?:") for _, pattern in _relatives())
    return re.compile(rf"{BEFORE}(?=\w)(?:{'|'.join(phrases)}){BEHIND}")


@cache
def _relatives() -> list[tuple[str, re.Pattern[str]]]:
    compiled = []
    for unit, phrases in load_schema("dates/relative.yml").items():
        counted: list[str] = []
        plain: list[str] = []
        for phrase in phrases:
            pattern = re.escape(fold_date(str(phrase))).replace(r"\#", r"(?P<count>\d{1,5})").replace(r"\*", r"[^\W\d_]{0,4}")
            (counted if "count" in pattern else plain).append(pattern)
        compiled += [(unit, re.compile(rf"{BEFORE}{pattern}{BEHIND}")) for pattern in counted]
        if plain:
            compiled.append((unit, re.compile(rf"{BEFORE}(?:{'|'.join(plain)}){BEHIND}")))
    return compiled
