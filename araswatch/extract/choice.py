"""Which of several candidates is right: each is a set of named features, each feature has a learned weight, the highest sum wins.

The weights are made by `benchmarks/_fit_choices.py` from WCXB's development split (Murrough Foley 2026, CC BY 4.0), as a conditional
logit: exp(sum) over the page's candidates is the probability that a candidate is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cache

from araswatch.extract.phrases import load_schema

Features = frozenset[str]


@cache
def weights(kind: str) -> dict[str, float]:
    """The weights of the choice of "authors" or "dates"."""
    return {str(name): float(weight) for name, weight in load_schema("choices/weights.yml")[kind].items()}


def score(features: Iterable[str], table: dict[str, float]) -> float:
    """The log-odds of one candidate; features without a weight count nothing. Summed in a fixed order, so that ties are ties."""
    return sum(table.get(name, 0.0) for name in sorted(features))


def probabilities(candidates: Sequence[Features], table: dict[str, float]) -> list[float]:
    """For each candidate the probability that it is the right one of them."""
    return shares([score(features, table) for features in candidates])


def shares(scores: Sequence[float]) -> list[float]:
    """Scores → probabilities of one choice."""
    top = max(scores, default=0.0)
    powers = [math.exp(value - top) for value in scores]
    return [power / sum(powers) for power in powers]


def reasons(features: Features, table: dict[str, float], count: int = 3) -> list[tuple[str, float]]:
    """The features that weigh most for or against a candidate."""
    return sorted(((name, table.get(name, 0.0)) for name in features), key=lambda pair: (-abs(pair[1]), pair[0]))[:count]
