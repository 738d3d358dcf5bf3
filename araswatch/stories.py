"""Step: texts → which of them are one story: wire copies, cross-posts and lightly edited versions of the same text, in any language.

A text becomes a signature: MinHash bands over runs of three folded words find candidates, and a MinHash sketch over pairs of words verifies
them: by Jaccard and the two lengths, how much of the longer text stands in the other. Stories are the connected components of the verified
pairs, so that the order of arrival changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
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
MOST_PIECES = 1 << 17
"""Pieces of text that are kept, in some 25 MB; a table that starts anew is twice as fast as one that forgets the oldest."""
ROWS = 2
BANDS = 24
"""Of runs of three words, of which unrelated articles share few. With a copy cut by 40 % with 10 % of its words replaced 38 % of the
runs are in common, and a band with probability .97; texts with one sentence in twenty in common share one with probability .06."""
PERMUTATIONS = 256
"""Of the sketch, over runs of two words: few enough that a replaced word costs little, enough that texts on one event rarely pass a Jaccard
of .2."""
SEED = 20_261_124
LEAST_SHARE = 0.42
"""Part of the longer text's runs that the other must have: a copy cut by 40 % with 10 % of its words replaced has .49 of the whole; a text
half as long as another that was put behind it has .33, and up to .05 of commonplace pairs of words."""
LEAST_RUNS = 8
"""Shorter texts ("Subscribe to read on") say too little to be told apart; they have no signature and share no story."""
MOST_NUMBERS = 48
FRAME_WORDS = 16
FRAME_PART = 6
"""Numbers among the first and last words, at most so many of them and of the text the sixth part, say nothing of what is reported: there
stand the publisher's dateline, time of update and notice of rights."""
CORRECTED_RUNS = 100
"""In a text of so many runs one number that differs is a correction; a shorter one may be a template's."""
COPIES_WITHIN = timedelta(days=60)
"""A copy of an article that is longer known begins a story of its own: what copies are found by must not grow for ever."""
FUTURE_SLACK = timedelta(minutes=10)
"""A publisher's clock may be ahead by so much."""
SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ over the golden ratio, odd: what multiplicative hashing spreads neighbours by (Knuth, The Art of Computer Programming 3, 6.4)."""
BAND_NUMBERS = np.arange(BANDS, dtype=np.uint64)
NUMBER_BIT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a text is compared by: a function of the text alone. Texts that share one of the `bands` are candidates.

    `runs` counts different pairs of words; `sketch` holds the low 8 bits of their 256 MinHash values; `numbers` up to 48 numbers of the
    text as 32 bits each, a hash of the two words around the number above a hash of the number.
    """

    bands: tuple[int, ...]
    runs: int
    sketch: bytes
    numbers: bytes = b""

    @property
    def packed(self) -> bytes:
        """All but the bands in one value, for the ledger."""
        return self.runs.to_bytes(4, "little") + self.sketch + self.numbers

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The signature without its bands."""
        end = 4 + PERMUTATIONS
        return cls(bands=(), runs=int.from_bytes(packed[:4], "little"), sketch=packed[4:end], numbers=packed[end:])


def signature(text: str) -> Signature | None:
    """The signature of an article's text, without its title; `None` where the text is too short to be told from others."""
    hashed = np.frombuffer(b"".join(map(HASHED.__getitem__, _pieces(text))), dtype="<u8")
    if len(hashed) <= LEAST_RUNS:
        return None
    pairs = _followed(hashed[:-1], hashed[1:])
    return Signature(
        bands=_bands(_followed(pairs[:-1], hashed[2:])),
        runs=len(set(pairs.tolist())),
        sketch=np.asarray(_minima(pairs, PERMUTATIONS), dtype=np.uint32).astype(np.uint8).tobytes(),
        numbers=_numbers(hashed),
    )


def _pieces(text: str) -> list[str]:
    """The text cut where words end for certain, at white space or into ideographs: pieces come again and again, so that their words are
    looked up rather than found."""
    return text.split() if text.isascii() or not IDEOGRAPH.search(text) else WORD_OR_IDEOGRAPH.findall(text)


class Hashed(dict[str, bytes]):
    """64 bits for each word of a piece of text as it folds, the lowest says whether it is a number; made once for each piece.

    Unlike in `fold.words` an apostrophe or a combining mark always parts words, which is twice as fast.
    """

    def __missing__(self, piece: str) -> bytes:
        if len(self) >= MOST_PIECES:
            self.clear()
        found = self[piece] = b"".join(_hash(folded) for folded in map(fold_word, WORD.findall(piece)) if folded)
        return found


HASHED = Hashed()


def _hash(folded: str) -> bytes:
    spread = int.from_bytes(blake2b(folded.encode(), digest_size=8).digest(), "little")
    return (spread & ~NUMBER_BIT | (folded < AFTER_DIGITS)).to_bytes(8, "little")


def _followed(runs: NDArray[np.uint64], words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """A hash of each run with the word that follows it."""
    longer = runs * SPREAD
    longer ^= longer >> np.uint64(29)
    longer += words
    return longer


def _bands(runs: NDArray[np.uint64]) -> tuple[int, ...]:
    rows = np.asarray(_minima(runs, BANDS * ROWS), dtype=np.uint64).reshape(BANDS, ROWS)
    return tuple(_followed(_followed(BAND_NUMBERS, rows[:, 0]), rows[:, 1]).view(np.int64).tolist())


def _minima(runs: NDArray[np.uint64], permutations: int) -> list[int]:
    found: list[int] = RMinHash.digest_matrix_from_flat_token_hashes(runs, [0, len(runs)], permutations, SEED).to_rows()[0]
    return found


def same_text(one: Signature, other: Signature) -> bool:
    """Whether two texts are versions of one, by how much of the longer the other has, and by the numbers in them."""
    corrected = int(min(one.runs, other.runs) >= CORRECTED_RUNS)
    return share(one, other) >= LEAST_SHARE and not _contradict(one.numbers, other.numbers, corrected=corrected)


def share(one: Signature, other: Signature) -> float:
    """Estimated part of the longer text's runs that the other has, 0–1, with a standard error of at most .03."""
    overlap = jaccard(one, other)
    return overlap / (1 + overlap) * (one.runs + other.runs) / max(one.runs, other.runs)


def jaccard(one: Signature, other: Signature) -> float:
    """Estimated Jaccard overlap of two texts' runs, 0–1, with a standard error of .03 and a bias of 1/256."""
    return float(np.count_nonzero(np.frombuffer(one.sketch, np.uint8) == np.frombuffer(other.sketch, np.uint8))) / PERMUTATIONS


def appeared_at(article: Article, first_seen_at: datetime) -> datetime:
    """When an article appeared: as published where the page gives a time that is not in the future, else when it was first seen."""
    published = article.published
    if published is None or published.day_only or published.at > first_seen_at + FUTURE_SLACK:
        return first_seen_at
    return published.at


def _numbers(hashed: NDArray[np.uint64]) -> bytes:
    """The numbers whose surroundings hash lowest: of two texts with the same sentences the same ones. Those in the frame are left out."""
    frame = min(FRAME_WORDS, len(hashed) // FRAME_PART)
    places = frame + (hashed[frame : len(hashed) - frame] & np.uint64(NUMBER_BIT)).nonzero()[0]
    if not len(places):
        return b""
    around = np.concatenate(([np.uint64(0)], hashed, [np.uint64(0)]))
    around[1:-1][places] = NUMBER_BIT
    surroundings = (around[places] * SPREAD + around[places + 2]) * SPREAD >> np.uint64(48)
    found = sorted(set((surroundings << np.uint64(16) | hashed[places] >> np.uint64(48)).tolist()))
    return np.array(found[:MOST_NUMBERS], dtype="<u4").tobytes()


def _contradict(one: bytes, other: bytes, *, corrected: int) -> bool:
    """Whether more of the surroundings that both texts have hold different numbers than the same: reports from one template do."""
    mine, theirs = _by_surroundings(one), _by_surroundings(other)
    agreeing = [not mine[place].isdisjoint(theirs[place]) for place in mine.keys() & theirs.keys()]
    return agreeing.count(False) > max(corrected, agreeing.count(True))


def _by_surroundings(packed: bytes) -> dict[int, set[int]]:
    numbers: dict[int, set[int]] = {}
    for value in np.frombuffer(packed, dtype="<u4").tolist():
        numbers.setdefault(value >> 16, set()).add(value & 0xFFFF)
    return numbers


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
