"""Fits the weights of `araswatch.enrich.regions` to the labelled reports beside the checkout: `python -m benchmarks._fit_regions`.

Logistic regression by Newton's method. Prints the scores of five-fold cross-validation by threshold, then the weights of all the data. The
beat's texts are few and count `BEAT_WEIGHT` times as much as the agency's.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np

from araswatch.enrich import load_vocabulary
from araswatch.enrich.mentions import find_mentions, with_support
from araswatch.enrich.reading import read
from araswatch.enrich.regions import country_features
from araswatch.enrich.shadows import without_shadowed
from araswatch.language import identify
from benchmarks.enrich import SETS, precision_recall, read_set
from benchmarks.measure import SHARED_DATA

BEAT_WEIGHT = 8.0
FOLDS = 5
RIDGE = 1.0

Labelled = tuple[set[str], dict[str, dict[str, float]]]


def main() -> None:
    reports = {name: labelled(read_set(SHARED_DATA / file)) for name, file in SETS.items()}
    names = sorted({name for texts in reports.values() for _, features in texts for values in features.values() for name in values})
    for threshold in (0.4, 0.45, 0.5, 0.55):
        line = {name: cross_validated(reports, names, name, threshold) for name in reports}
        sys.stdout.write(json.dumps({"threshold": threshold, **line}) + "\n")
    weights = fitted([(text, BEAT_WEIGHT if name == "beat" else 1.0) for name, texts in reports.items() for text in texts], names)
    sys.stdout.write(json.dumps({name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)}) + "\n")


def labelled(texts: list[dict[str, Any]]) -> list[Labelled]:
    """The countries that each text is about, and the features of those that it names."""
    vocabulary = load_vocabulary().gazetteer
    found = []
    for text in texts:
        mentions = find_mentions(read(text["title"], text["text"]), vocabulary.words, identify(text["text"]))
        found.append((set(text["about"]), country_features(without_shadowed(with_support(mentions), vocabulary.shadows))))
    return found


def cross_validated(reports: dict[str, list[Labelled]], names: list[str], judged: str, threshold: float) -> dict[str, float]:
    """Scores on one set of weights that were fitted without the texts they are judged on."""
    had: list[tuple[set[str], set[str]]] = []
    for fold in range(FOLDS):
        kept = [(t, BEAT_WEIGHT if n == "beat" else 1.0) for n, texts in reports.items() for i, t in enumerate(texts) if i % FOLDS != fold]
        weights = fitted(kept, names)
        for index, (about, features) in enumerate(reports[judged]):
            if index % FOLDS == fold:
                had.append((about, {country for country, values in features.items() if probability(values, names, weights) >= threshold}))
    return precision_recall(had)


def fitted(texts: list[tuple[Labelled, float]], names: list[str]) -> np.ndarray:
    """One weight a name."""
    rows = [(values, country in about, times) for (about, features), times in texts for country, values in features.items()]
    inputs = np.array([[values[name] for name in names] for values, _, _ in rows])
    wanted, times = np.array([float(yes) for _, yes, _ in rows]), np.array([weight for _, _, weight in rows])
    weights = np.zeros(len(names))
    for _ in range(30):
        had = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (times * (wanted - had)) - RIDGE * weights
        curve = inputs.T @ (inputs * (times * had * (1 - had))[:, None]) + RIDGE * np.eye(len(names))
        weights = weights + np.linalg.solve(curve, slope)
    return weights


def probability(values: dict[str, float], names: list[str], weights: np.ndarray) -> float:
    return float(1 / (1 + np.exp(-sum(values[name] * weight for name, weight in zip(names, weights, strict=True)))))


if __name__ == "__main__":
    main()
