"""Furniture's phrases in many languages, from `schemas/furniture/*.yml`, as one look-up: a line → the kinds it reads like."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent.parent
MAX_LOOSE, STRETCH = 70, 3
"""How long a line that begins with a phrase may be and still be nothing else: 70 characters, and three more for each of a phrase of
three words or more."""
MAX_LINE = 240
"""A longer line is prose, whatever it begins with."""
LONGEST_PHRASE = 14
INNER = str.maketrans("", "", ",،;")
NUMBER = re.compile(r"\d[\d.,\u202f\u00a0]*")
OUTER = " \t\"'“”„«»‹›()[]{}<>|/\\*•·:;,.!?…؟،։՝-–—_→←↓»#@+&"


def fold_line(line: str) -> str:
    """A line as it is compared: without case, outer punctuation and numbers' values, spaces squashed."""
    lowered = line.casefold().replace("i̇", "i").replace("ي", "ی").replace("ك", "ک").replace("\u200c", " ").replace("’", "'")
    return NUMBER.sub("0", " ".join(lowered.split())).translate(INNER).strip(OUTER)


@lru_cache(maxsize=20_000)
def kinds_of_line(line: str) -> tuple[str, ...]:
    """The kinds of furniture that a line reads like, most specific phrase first; empty for prose."""
    if len(line) > MAX_LINE:
        return ()
    folded = fold_line(line)
    whole, beginnings = _phrases()
    found = list(whole.get(folded, ()))
    words = folded.split(" ")
    if words[0].strip(OUTER) not in _openings():
        return tuple(dict.fromkeys(found))
    for count in range(min(len(words), LONGEST_PHRASE), 0, -1):
        phrase = " ".join(words[:count]).strip(OUTER)
        if len(folded) <= MAX_LOOSE + (STRETCH * len(phrase) if count > 2 else 0):
            found += beginnings.get(phrase, ())
    return tuple(dict.fromkeys(found))


def kinds_inside(line: str) -> tuple[str, ...]:
    """The kinds of appeals that a sentence contains anywhere: "Subscribe to our newsletter", "Follow us on …" (phrases written "… x …")."""
    folded = f" {fold_line(line)} "
    return tuple(dict.fromkeys(kind for phrase, kind in _inner() if phrase in folded))


@cache
def _openings() -> frozenset[str]:
    """The first words of all beginnings."""
    return frozenset(phrase.split(" ")[0].strip(OUTER) for phrase in _phrases()[1])


@cache
def _inner() -> tuple[tuple[str, str], ...]:
    return tuple((fold_line(phrase), kind) for kind, phrase in _load() if phrase.startswith("…"))


@cache
def _phrases() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    whole: dict[str, tuple[str, ...]] = {}
    beginnings: dict[str, tuple[str, ...]] = {}
    for kind, phrase in _load():
        if phrase.startswith("…"):
            continue
        table = beginnings if phrase.endswith("…") else whole
        key = fold_line(phrase.replace("#", "0"))
        table[key] = (*table.get(key, ()), kind)
    return whole, beginnings


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
