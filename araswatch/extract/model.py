"""Small boosted trees, evaluated with numpy alone: which blocks are the article's, and whether a page is an article.

All trees are symmetric (one question a level), so that a forest is a table: deterministic, and a page costs a few milliseconds.
The file is made by `benchmarks/_train_extract.py` from WCXB's development split (Murrough Foley 2026, CC BY 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).with_name("model.npz")
Matrix = NDArray[np.float32]


@dataclass(frozen=True)
class Forest:
    """`columns` and `borders` are (trees, depth), `leaves` (trees, 2**depth) log-odds; `names` are the features that `columns` count."""

    columns: NDArray[np.int64]
    borders: Matrix
    leaves: Matrix
    bias: float
    names: tuple[str, ...]

    def probability(self, rows: Matrix) -> Matrix:
        """For each row of features the probability of yes."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        leaf = self._leaf(rows)
        leaf += np.arange(len(self.leaves), dtype=np.int32) * self.leaves.shape[1]
        odds = self.bias + self.leaves.ravel().take(leaf).sum(axis=1)
        probability: Matrix = (1 / (1 + np.exp(-np.clip(odds, -30, 30)))).astype(np.float32)
        return probability

    def reasons(self, row: Matrix, count: int = 3) -> list[tuple[str, float]]:
        """The features that moved one row most, each with the change of log-odds when its questions are answered the other way."""
        leaf = self._leaf(row[None, :])[0]
        trees = np.arange(len(self.leaves))
        moved = self.leaves[trees, leaf].sum() - self.leaves[trees, leaf ^ self._turned].sum(axis=1)
        named = zip((self.names[column] for column in self._used.tolist()), moved.tolist(), strict=True)
        return sorted(named, key=lambda pair: -abs(pair[1]))[:count]

    @cached_property
    def _used(self) -> NDArray[np.int64]:
        """The features that the forest asks for."""
        return np.unique(self.columns)

    @cached_property
    def _turned(self) -> NDArray[np.int32]:
        """For each feature and tree the bits of a leaf's number that answers to that feature set."""
        bits = 1 << np.arange(self.columns.shape[1], dtype=np.int32)
        return np.array([((self.columns == column) * bits).sum(axis=1) for column in self._used], dtype=np.int32)

    def _leaf(self, rows: Matrix) -> NDArray[np.int32]:
        """For each row and tree the number of its leaf. Level by level, features outermost: what is compared lies side by side."""
        features = np.ascontiguousarray(rows.T)
        leaf = np.zeros((len(self.columns), len(rows)), dtype=np.uint8)
        for level in range(self.columns.shape[1]):
            answers = features[self.columns[:, level]] > self.borders[:, level, None]
            leaf |= answers.view(np.uint8) << np.uint8(level)
        return leaf.T.astype(np.int32, order="C")


@cache
def load_forest(name: str) -> Forest:
    """The forest `blocks`, `blocks_again` or `page` of the shipped file."""
    with np.load(FILE) as arrays:
        return Forest(
            columns=arrays[f"{name}_columns"].astype(np.int64),
            borders=arrays[f"{name}_borders"].astype(np.float32),
            leaves=arrays[f"{name}_leaves"].astype(np.float32),
            bias=float(arrays[f"{name}_bias"]),
            names=tuple(arrays[f"{name}_names"]),
        )


@cache
def threshold(name: str) -> float:
    """The probability from which a forest's answer is yes, as chosen in cross-validation."""
    with np.load(FILE) as arrays:
        return float(arrays[f"{name}_threshold"])
