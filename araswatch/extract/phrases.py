"""Furniture's phrases in many languages, from `schemas/furniture/*.yml`, as one look-up: a line → the kinds it reads like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent.parent
MAX_LOOSE, STRETCH = 70, 3
"""How long a line that begins with a phrase may be and still be nothing else: 70 characters, and three more for each of a phrase of
three words or more; any length where a colon follows ("Read also: …") or the rest is a link."""
MAX_LINE = 240
"""A longer line is prose, whatever it begins with."""
LONGEST_PHRASE = 14
GAP = 5
"""Words that a "*" in a phrase stands for, at most."""
STEM = 5
"""So many characters of a word are enough to tell which phrases a sentence may hold."""
NUMBER = re.compile(r"\d[\d.,\u202f\u00a0]*")
OUTER = " \t\"'“”„«»‹›()[]{}<>|/\\*•·:;,.!?…؟،։՝-–—_→←↓»#@+&"


@lru_cache(maxsize=4_000)
def fold_line(line: str) -> str:
    """A line as it is compared: without case, outer punctuation and numbers' values, spaces squashed."""
    lowered = (line if line[:1].isalnum() else _from_first_word(line)).casefold()
    if not lowered.isascii():
        lowered = lowered.replace("i̇", "i").replace("ي", "ی").replace("ك", "ک").replace("\u200c", " ").replace("’", "'")
    squashed = NUMBER.sub("0", " ".join(lowered.split()))
    return squashed.replace(",", "").replace("،", "").replace(";", "").strip(OUTER)


def _from_first_word(line: str) -> str:
    """The line without the symbols, punctuation and spaces before it; "©" says what a line is."""
    return next((line[at:] for at, sign in enumerate(line) if sign == "©" or unicodedata.category(sign)[0] not in "SPZ"), "")


def opening_of(line: str) -> str:
    """The first word of the folded line, told without folding the rest; empty where what stands before the first space does not tell it."""
    return opening(fold_line(line.partition(" ")[0]))


def opening(folded: str) -> str:
    """The first word of a folded line, without punctuation around it."""
    return folded.partition(" ")[0].strip(OUTER)


@lru_cache(maxsize=20_000)
def kinds_of_line(line: str, linked: bool) -> tuple[str, ...]:
    """The kinds of furniture that a line reads like, most specific phrase first; empty for prose. `linked`: most of it is a link."""
    folded = fold_line(line) if len(line) <= MAX_LINE else ""
    if not folded:
        return ()
    table = _phrases()
    whole = table.whole.get(folded, ())
    longest = table.openings.get(opening(folded))
    return tuple(dict.fromkeys((*whole, *_kinds_of_beginning(folded, longest, linked)))) if longest else whole


def _kinds_of_beginning(folded: str, longest: int, linked: bool) -> Iterator[str]:
    """The kinds of the phrases with which a line begins, the longest phrase first; none has more than `longest` words."""
    table, words = _phrases(), folded.split(" ")
    while longest < len(words) and not words[longest].strip(OUTER):
        longest += 1  # "Read also : …"
    for count in range(min(len(words), longest, LONGEST_PHRASE), 0, -1):
        start = " ".join(words[:count])
        phrase, colon = start.strip(OUTER), start.endswith(":")
        if linked or colon or len(folded) <= MAX_LOOSE + (STRETCH * len(phrase) if count > 2 else 0):
            yield from table.beginnings.get(phrase, ())
        if colon:
            yield from table.labels.get(phrase, ())


def kinds_inside(line: str, among: frozenset[str] | None = None) -> tuple[str, ...]:
    """The kinds of appeals that a sentence contains anywhere: "Subscribe to our newsletter" (phrases written "… x …"); `among` are those
    asked for, `None` is all."""
    folded = f" {fold_line(line)} "
    patterns = _inner()
    stems = patterns.keys() & {"", *(word[:STEM] for word in folded.split())}
    found = {kind for stem in stems for kind, pattern in patterns[stem] if pattern.search(folded)}
    return tuple(kind for kind in _inner_kinds() if kind in found and (among is None or kind in among))


@cache
def _inner() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """What finds the phrases of each kind, by the stem that one word of a line must have if any of them stands there."""
    listed: dict[str, dict[str, list[str]]] = {"": {}}
    for kind, phrase in _load():
        if phrase.startswith("…"):
            inside = phrase.strip("…")
            listed.setdefault(stem_inside(inside), {}).setdefault(kind, []).append(inside)
    return {stem: tuple((kind, inside_pattern(phrases)) for kind, phrases in kinds.items()) for stem, kinds in listed.items()}


@cache
def _inner_kinds() -> tuple[str, ...]:
    return tuple(dict.fromkeys(kind for kind, phrase in _load() if phrase.startswith("…")))


def stem_inside(phrase: str) -> str:
    """The stem of the phrase's longest word of which a line that holds the phrase holds the begin: not the first word, which may be the
    end of another, nor a last one shorter than a stem, which may be the begin of another. Empty where there is none."""
    _, *words = " ".join(fold_line(part) for part in phrase.split(" * ")).split()
    if words and len(words[-1]) < STEM:
        words.pop()
    return max(words, key=len, default="")[:STEM]


def inside_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a folded line; " * " stands for up to `GAP` words."""
    parts = ([re.escape(fold_line(part)) for part in phrase.split(" * ")] for phrase in phrases)
    return re.compile("|".join(rf" (?:\S+ ){{1,{GAP}}}".join(phrase) for phrase in parts))


@dataclass(frozen=True, slots=True)
class _Table:
    """Kinds by folded phrase: of whole lines, of beginnings, and of beginnings that a colon must follow; `openings` are the first words of
    beginnings, each with how many words the longest of them has."""

    whole: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    openings: dict[str, int] = field(default_factory=dict)


@cache
def _phrases() -> _Table:
    table = _Table()
    for kind, phrase in _load():
        if phrase.startswith("…"):
            continue
        kinds = table.labels if phrase.endswith(":…") else table.beginnings if phrase.endswith("…") else table.whole
        key = fold_line(phrase.replace("#", "0"))
        kinds[key] = tuple(dict.fromkeys((*kinds.get(key, ()), kind)))
        if kinds is not table.whole:
            first, words = opening(key), key.count(" ") + 1
            table.openings[first] = max(words, table.openings.get(first, 0))
    return table


@cache
def _load() -> tuple[tuple[str, str], ...]:
    """Every phrase of every language behind its kind."""
    listed = (load_schema(f"furniture/{path.name}") for path in sorted((schemas() / "furniture").glob("??.yml")))
    return tuple((kind, str(phrase)) for kinds in listed for kind, phrases in kinds.items() for phrase in phrases)


def load_schema(name: str) -> dict[str, Any]:
    """A YAML file of `schemas/`."""
    loaded: dict[str, Any] = yaml.load((schemas() / name).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def schemas() -> Path:
    """The folder `schemas`: beside the package in a checkout, inside it in an installed wheel."""
    packaged = HERE / "_data" / "schemas"
    return packaged if packaged.is_dir() else HERE.parent / "schemas"
