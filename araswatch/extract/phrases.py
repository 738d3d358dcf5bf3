"""Furniture's phrases in many languages, from `schemas/furniture/*.yml`, as one look-up: a line → the kinds it reads like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
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
NUMBER = re.compile(r"\d[\d.,\u202f\u00a0]*")
OUTER = " \t\"'“”„«»‹›()[]{}<>|/\\*•·:;,.!?…؟،։՝-–—_→←↓»#@+&"


@lru_cache(maxsize=4_000)
def fold_line(line: str) -> str:
    """A line as it is compared: without case, outer punctuation and numbers' values, spaces squashed."""
    while line and line[0] != "©" and unicodedata.category(line[0])[0] in "SPZ":
        line = line[1:]
    lowered = line.casefold().replace("i̇", "i").replace("ي", "ی").replace("ك", "ک").replace("\u200c", " ").replace("’", "'")
    squashed = NUMBER.sub("0", " ".join(lowered.split()))
    return squashed.replace(",", "").replace("،", "").replace(";", "").strip(OUTER)


@lru_cache(maxsize=20_000)
def kinds_of_line(line: str, linked: bool) -> tuple[str, ...]:
    """The kinds of furniture that a line reads like, most specific phrase first; empty for prose. `linked`: most of it is a link."""
    folded = fold_line(line) if len(line) <= MAX_LINE else ""
    if not folded:
        return ()
    table = _phrases()
    found = list(table.whole.get(folded, ()))
    words = folded.split(" ")
    if words[0].strip(OUTER) not in table.openings:
        return tuple(dict.fromkeys(found))
    for count in range(min(len(words), LONGEST_PHRASE), 0, -1):
        start = " ".join(words[:count])
        phrase, colon = start.strip(OUTER), start.endswith(":")
        if linked or colon or len(folded) <= MAX_LOOSE + (STRETCH * len(phrase) if count > 2 else 0):
            found += table.beginnings.get(phrase, ())
        if colon:
            found += table.labels.get(phrase, ())
    return tuple(dict.fromkeys(found))


def kinds_inside(line: str, among: frozenset[str] | None = None) -> tuple[str, ...]:
    """The kinds of appeals that a sentence contains anywhere: "Subscribe to our newsletter" (phrases written "… x …"); `among` are those
    asked for, `None` is all."""
    folded = f" {fold_line(line)} "
    return tuple(kind for kind, pattern in _inner() if (among is None or kind in among) and pattern.search(folded))


@cache
def _inner() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed: dict[str, list[str]] = {}
    for kind, phrase in _load():
        if phrase.startswith("…"):
            listed.setdefault(kind, []).append(phrase.strip("…"))
    return tuple((kind, inside_pattern(phrases)) for kind, phrases in listed.items())


def inside_pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """What finds any of the phrases in a folded line; " * " stands for up to `GAP` words."""
    parts = ([re.escape(fold_line(part)) for part in phrase.split(" * ")] for phrase in phrases)
    return re.compile("|".join(rf" (?:\S+ ){{1,{GAP}}}".join(phrase) for phrase in parts))


@dataclass(frozen=True, slots=True)
class _Table:
    """Kinds by folded phrase: of whole lines, of beginnings, and of beginnings that a colon must follow; `openings` are first words."""

    whole: dict[str, tuple[str, ...]] = field(default_factory=dict)
    beginnings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    labels: dict[str, tuple[str, ...]] = field(default_factory=dict)
    openings: set[str] = field(default_factory=set)


@cache
def _phrases() -> _Table:
    table = _Table()
    for kind, phrase in _load():
        if phrase.startswith("…"):
            continue
        kinds = table.labels if phrase.endswith(":…") else table.beginnings if phrase.endswith("…") else table.whole
        key = fold_line(phrase.replace("#", "0"))
        kinds[key] = (*kinds.get(key, ()), kind)
        if kinds is not table.whole:
            table.openings.add(key.split(" ")[0].strip(OUTER))
    return table


def _load() -> Iterable[tuple[str, str]]:
    for path in sorted((schemas() / "furniture").glob("??.yml")):
        for kind, phrases in load_schema(f"furniture/{path.name}").items():
            for phrase in phrases:
                yield kind, str(phrase)


def load_schema(name: str) -> dict[str, Any]:
    """A YAML file of `schemas/`."""
    loaded: dict[str, Any] = yaml.safe_load((schemas() / name).read_text(encoding="utf-8"))
    return loaded


def schemas() -> Path:
    """The folder `schemas`: beside the package in a checkout, inside it in an installed wheel."""
    packaged = HERE / "_data" / "schemas"
    return packaged if packaged.is_dir() else HERE.parent / "schemas"
