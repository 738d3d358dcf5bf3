"""Step: texts → which of them are one story: wire copies, cross-posts and lightly edited versions of the same text, in any language.

A text becomes a signature: MinHash over runs of three folded words, cut into bands that find candidates and a sketch that verifies them by
Jaccard. Stories are the connected components of the verified pairs, so that the order of arrival changes nothing.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from araswatch.fold import IDEOGRAPHS, fold_word
from araswatch.records import Article

WORD = re.compile(r"[^\W_]+")
IDEOGRAPH = re.compile(f"[{IDEOGRAPHS}]")
WORD_OR_IDEOGRAPH = re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+")
AFTER_DIGITS = ":"
"""Sorts after every word that begins with a digit and before every other."""
RUN = 2
"""Words a run: with 10 % of the words replaced, Jaccard stays at .69; different texts on one event rarely pass .13."""
PERMUTATIONS = 128
ROWS = 3
BANDS = 28
"""Pairs at Jaccard .5 share a band with probability .98, at .4 with .84, at .1 with .03."""
SEED = 20_261_124
LEAST_JACCARD = 0.4
LEAST_RUNS = 8
"""Shorter texts ("Subscribe to read on") say too little to be told apart; they have no signature and share no story."""
MOST_NUMBERS = 48
FUTURE_SLACK = timedelta(minutes=10)
"""A publisher's clock may be ahead by so much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a text is compared by: a function of the text alone. `bands` are signed 64-bit numbers; texts that share one are candidates.

    `sketch` holds the low 16 bits of 128 MinHash values; `numbers` up to 48 numbers of the text as 32 bits each, a hash of the two words
    around the number above a hash of the number.
    """

    bands: tuple[int, ...]
    sketch: bytes
    numbers: bytes = b""

    @property
    def packed(self) -> bytes:
        """Sketch and numbers in one value, for the ledger."""
        return self.sketch + self.numbers

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The signature without its bands."""
        return cls(bands=(), sketch=packed[: PERMUTATIONS * 2], numbers=packed[PERMUTATIONS * 2 :])


def signature(text: str) -> Signature | None:
    """The signature of an article's text, without its title; `None` where the text is too short to be told from others."""
    folded = _words(text)
    if len(folded) < LEAST_RUNS + RUN - 1:
        return None
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update([f"{one} {two}" for one, two in pairwise(folded)])
    values = np.asarray(sketch.digest(), dtype="<u4")
    return Signature(bands=_bands(values), sketch=values.astype("<u2").tobytes(), numbers=_numbers(folded))


def _words(text: str) -> list[str]:
    """Folded words in order; unlike `fold.words` an apostrophe or a combining mark always parts them, which is twice as fast."""
    if text.isascii():
        return WORD.findall(text.lower())
    found = (WORD_OR_IDEOGRAPH if IDEOGRAPH.search(text) else WORD).findall(text)
    return [folded for folded in map(fold_word, found) if folded]


def same_text(one: Signature, other: Signature) -> bool:
    """Whether two texts are versions of one, by the estimated Jaccard overlap of their runs and by the numbers in them."""
    return jaccard(one, other) >= LEAST_JACCARD and not _contradict(one.numbers, other.numbers)


def jaccard(one: Signature, other: Signature) -> float:
    """Estimated Jaccard overlap of two texts' runs, 0–1, with a standard error of at most .045."""
    return float(np.count_nonzero(_values(one.sketch) == _values(other.sketch))) / PERMUTATIONS


def appeared_at(article: Article, first_seen_at: datetime) -> datetime:
    """When an article appeared: as published where the page gives a time that is not in the future, else when it was first seen."""
    published = article.published
    if published is None or published.day_only or published.at > first_seen_at + FUTURE_SLACK:
        return first_seen_at
    return published.at


def _bands(values: NDArray[np.uint32]) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(
            blake2b(values[band * ROWS : (band + 1) * ROWS].tobytes(), digest_size=8, salt=bytes([band])).digest(), "little", signed=True
        )
        for band in range(BANDS)
    )


def _numbers(folded: Sequence[str]) -> bytes:
    """The numbers whose surroundings hash lowest: of two texts with the same sentences the same ones."""
    found = {
        zlib.crc32(_surroundings(folded, index).encode()) >> 16 << 16 | zlib.crc32(word.encode()) & 0xFFFF
        for index, word in enumerate(folded)
        if word < AFTER_DIGITS
    }
    return np.asarray(sorted(found)[:MOST_NUMBERS], dtype="<u4").tobytes()


def _surroundings(folded: Sequence[str], index: int) -> str:
    """The words before and after one, numbers among them as 0."""
    around = (folded[index - 1] if index else "", folded[index + 1] if index + 1 < len(folded) else "")
    return " ".join("0" if word < AFTER_DIGITS else word for word in around)


def _contradict(one: bytes, other: bytes) -> bool:
    """Whether more of the surroundings that both texts have hold different numbers than the same: reports from one template do."""
    mine, theirs = _by_surroundings(one), _by_surroundings(other)
    agreeing = [not mine[place].isdisjoint(theirs[place]) for place in mine.keys() & theirs.keys()]
    return agreeing.count(False) > agreeing.count(True)


def _by_surroundings(packed: bytes) -> dict[int, set[int]]:
    numbers: dict[int, set[int]] = {}
    for value in np.frombuffer(packed, dtype="<u4").tolist():
        numbers.setdefault(value >> 16, set()).add(value & 0xFFFF)
    return numbers


def _values(packed: bytes) -> NDArray[np.uint16]:
    return np.frombuffer(packed, dtype="<u2")


class Groups:
    """Disjoint sets of names that grow together."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, name: str) -> str:
        """The set's present representative."""
        parent = self._parent.setdefault(name, name)
        while parent != name:
            self._parent[name] = self._parent[parent]
            name, parent = parent, self._parent[parent]
        return name

    def join(self, one: str, other: str) -> None:
        """Make the two one set."""
        self._parent[self.find(one)] = self.find(other)

    def sets(self) -> Iterable[list[str]]:
        """The sets with more than one name."""
        found: dict[str, list[str]] = {}
        for name in list(self._parent):
            found.setdefault(self.find(name), []).append(name)
        return (names for names in found.values() if len(names) > 1)
