"""Train the verdict on pages: a regression over their words, and forests that know its score."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from araswatch.extract.pagewords import Weights

Vector = NDArray[np.float64]
SHAPE = {
    "depth": 3,
    "learning_rate": 0.06,
    "l2_leaf_reg": 6,
    "thread_count": 1,
    "border_count": 64,
    "rsm": 0.2,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "iterations": 400,
    "verbose": 0,
    "allow_writing_files": False,
}
SEEDS = (1, 2, 3)
"""Forests of different chances are steadier together than one."""
PENALTY = 8.0
ROUNDS = 12
SEEN_ON = 8
"""Words of fewer sites are left out: they would name single sites."""
BLIND_FOLDS = 5
MADE = 0.3
"""What a page weighs that was made of one of the set, beside the set's own."""
ARTICLES_KEPT = 0.99


@dataclass(slots=True)
class Pages:
    """Pages of the two kinds, row by row: features but for the words' score, words, whether an article, site, and of what is made of a page
    of the set how (empty for the set's own)."""

    rows: NDArray[np.float32]
    words: list[frozenset[str]]
    articles: NDArray[np.bool_]
    sites: list[str]
    made: list[str]

    def take(self, chosen: NDArray[np.bool_]) -> Pages:
        """The chosen pages alone."""
        at = np.flatnonzero(chosen)
        return Pages(self.rows[at], [self.words[n] for n in at], self.articles[at], [self.sites[n] for n in at], [self.made[n] for n in at])

    @property
    def own(self) -> NDArray[np.bool_]:
        """Which are the set's own pages."""
        return np.array([not made for made in self.made])

    @property
    def weights(self) -> Vector:
        """What each page weighs: both kinds alike in sum, a page that was made less than the set's own."""
        weights = np.array([MADE if made else 1.0 for made in self.made])
        for kind in (self.articles, ~self.articles):
            weights[kind] *= 0.5 * len(weights) / weights[kind].sum()
        return weights


@dataclass(slots=True)
class Verdict:
    """Forests and words' weights that judge pages together."""

    forests: list[CatBoostClassifier]
    weights: Weights

    def odds(self, pages: Pages) -> Vector:
        """Log-odds of an article, page by page."""
        rows = with_scores(pages.rows, [self.weights.score(words) for words in pages.words])
        return np.mean([forest.predict(rows, prediction_type="RawFormulaVal") for forest in self.forests], axis=0)  # type: ignore[no-any-return]


def train(pages: Pages) -> Verdict:
    """Words' weights from all pages; forests from rows whose words were scored by weights that had not seen their site."""
    rows = with_scores(pages.rows, blind_scores(pages))
    forests = []
    for seed in SEEDS:
        forest = CatBoostClassifier(random_seed=seed, **SHAPE)
        forest.fit(rows, pages.articles.astype(int), sample_weight=pages.weights)
        forests.append(forest)
    return Verdict(forests, fit_words(pages.take(pages.own)))


def with_scores(rows: NDArray[np.float32], scores: Sequence[float]) -> NDArray[np.float32]:
    """The rows with the words' scores as last column."""
    return np.hstack([rows, np.array(scores, dtype=np.float32)[:, None]])


def blind_scores(pages: Pages) -> list[float]:
    """The words' score of each page by weights that have not seen its site."""
    folds = np.array([zlib.crc32(site.encode()) % BLIND_FOLDS for site in pages.sites])
    scores = [0.0] * len(pages.words)
    for fold in range(BLIND_FOLDS):
        weights = fit_words(pages.take((folds != fold) & pages.own))
        for number in np.flatnonzero(folds == fold):
            scores[number] = weights.score(pages.words[number])
    return scores


def fit_words(pages: Pages) -> Weights:
    """A logistic regression with a ridge penalty over the presence of words, both kinds of pages weighing the same. It has no constant, so
    that a page of unknown words, as those of a language not trained on, scores nothing."""
    names = vocabulary(pages)
    index = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(pages.words), len(names)))
    for row, words in enumerate(pages.words):
        matrix[row, [index[word] for word in words if word in index]] = 1
    wanted = pages.articles.astype(float)
    weight = np.where(pages.articles, 0.5 / wanted.mean(), 0.5 / (1 - wanted.mean()))
    rounded = np.round(regress(matrix, wanted, weight), 4)
    return Weights({name: float(slope) for name, slope in zip(names, rounded, strict=True) if slope})


def vocabulary(pages: Pages) -> list[str]:
    """The words that enough sites use."""
    sites: dict[str, set[str]] = defaultdict(set)
    for words, site in zip(pages.words, pages.sites, strict=True):
        for word in words:
            sites[word].add(site)
    return sorted(word for word, found in sites.items() if len(found) >= SEEN_ON)


def regress(matrix: Vector, wanted: Vector, weight: Vector) -> Vector:
    """Slopes by Newton's method in the space of the pages, which are fewer than the words."""
    alike, count = matrix @ matrix.T, len(wanted)
    odds: NDArray[np.floating[Any]] = np.zeros(count)
    shares: NDArray[np.floating[Any]] = np.zeros(count)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        curve = np.maximum(weight * chance * (1 - chance), 1e-6)
        target = odds + weight * (wanted - chance) / curve
        shares = np.linalg.solve(alike + np.diag(PENALTY / curve), target)
        odds = alike @ shares
    return np.asarray(matrix.T @ shares, dtype=np.float64)


def blind_odds(pages: Pages, folds: NDArray[np.int64], known: NDArray[np.bool_]) -> Vector:
    """The log-odds of each page by a verdict that has not seen its fold; those that are `known` are trained on."""
    odds = np.zeros(len(pages.words))
    for fold in np.unique(folds):
        odds[folds == fold] = train(pages.take((folds != fold) & known)).odds(pages.take(folds == fold))
    return odds


def cut_for(odds: Vector, articles: NDArray[np.bool_]) -> float:
    """The highest log-odds that keep as many articles as is asked."""
    lowest = np.sort(odds[articles])
    return float(lowest[int(len(lowest) * (1 - ARTICLES_KEPT))])
