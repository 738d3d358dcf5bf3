"""The words in dates: one spelling of each letter, the names of months, phrases that say how long ago, from `schemas/dates/`."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

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
RUN_TOGETHER = re.compile(r"[A-ZА-ЯЁ](?:(?<=[a-zß-öø-ÿа-яё][A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ][A-ZА-ЯЁ])(?=[a-zа-яё]))")
"""A capital that begins a word without a space before it."""
BEFORE, BEHIND = r"(?<!\w)", r"(?!\w)"
"""A phrase's ends are those of words."""
FIGURES = r"\d{1,5}"
COUNT = rf"(?P<count>{FIGURES})"
MAX_COUNT = 10_000


def fold_date(text: str) -> str:
    """Lower case, plain figures, one form of each Arabic letter, spaces squashed; words that run together ("HealthMay 5") part."""
    parted = RUN_TOGETHER.sub(_apart, text) if not text.islower() else text
    folded = parted.lower() if parted.isascii() else parted.replace("İ", "i").lower().translate(DIGITS).translate(LETTERS)
    return " ".join(folded.split())


def _apart(capital: re.Match[str]) -> str:
    return f" {capital[0]}"


@cache
def month_names() -> tuple[re.Pattern[str], dict[str, list[tuple[Calendar, int]]]]:
    """One pattern for all months' names, longest first, and what each means; names shared by calendars are told apart by the year."""
    table: dict[str, list[tuple[Calendar, int]]] = {}
    names: set[str] = set()
    for calendar, languages in load_schema("dates/months.yml").items():
        for months in languages.values():
            for number, spellings in enumerate(months, start=1):
                for spelling in spellings.split("|") if spellings else ():
                    stem = fold_date(spelling.rstrip("*"))
                    table.setdefault(stem, []).append((Calendar(calendar), number))
                    names.add(re.escape(stem) + (r"[^\W\d_]{0,4}" if spelling.endswith("*") else ""))
    return re.compile(rf"(?:(?<![^\W\d_])|(?<=ב))(?P<month>{_by_letter(names)})(?![^\W\d_])"), table


def _by_letter(names: set[str]) -> str:
    """One pattern for all names, the longest first, in which a letter is asked once rather than once a name."""
    ordered = sorted(names, key=lambda name: (name[0], -len(name), name))
    return "|".join(f"{letter}(?:{'|'.join(name[1:] for name in same)})" for letter, same in groupby(ordered, key=lambda name: name[0]))


def months_meant(spelling: str) -> list[tuple[Calendar, int]]:
    """What a month's name means; an inflected one what its longest listed beginning does."""
    table = month_names()[1]
    return next((table[spelling[:length]] for length in range(len(spelling), 1, -1) if spelling[:length] in table), [])


def find_relative(text: str) -> tuple[str, int, int, int] | None:
    """The first phrase of a folded text that says how long ago: its unit, how many of it, and its bounds."""
    if not _any_relative().search(text):
        return None
    for unit, pattern in _relatives():
        if match := pattern.search(text):
            count = int(match["count"]) if "count" in pattern.groupindex else 1
            if count <= MAX_COUNT:
                return unit, count, match.start(), match.end()
    return None


@cache
def _any_relative() -> re.Pattern[str]:
    """One pattern for all phrases, in which the number or letter that they begin with is asked once rather than once a phrase."""
    phrases = {phrase for _, listed in _phrases() for phrase in listed}
    counted = {phrase for phrase in phrases if phrase.startswith(COUNT)}
    behind = {phrase.removeprefix(COUNT) for phrase in counted}
    others = {phrase.replace(COUNT, FIGURES) for phrase in phrases - counted}
    return re.compile(rf"{BEFORE}(?:{FIGURES}(?:{_by_letter(behind)})|{_by_letter(others)}){BEHIND}")


@cache
def _relatives() -> list[tuple[str, re.Pattern[str]]]:
    compiled = []
    for unit, phrases in _phrases():
        counted = [phrase for phrase in phrases if COUNT in phrase]
        compiled += [(unit, re.compile(rf"{BEFORE}{phrase}{BEHIND}")) for phrase in counted]
        if plain := [phrase for phrase in phrases if COUNT not in phrase]:
            compiled.append((unit, re.compile(rf"{BEFORE}(?:{'|'.join(plain)}){BEHIND}")))
    return compiled


@cache
def _phrases() -> list[tuple[str, list[str]]]:
    """The patterns of the phrases that say how long ago, by unit."""
    return [(unit, [_phrase(str(phrase)) for phrase in phrases]) for unit, phrases in load_schema("dates/relative.yml").items()]


def _phrase(listed: str) -> str:
    return re.escape(fold_date(listed)).replace(r"\ ", " ").replace(r"\#", COUNT).replace(r"\*", r"[^\W\d_]{0,4}")
