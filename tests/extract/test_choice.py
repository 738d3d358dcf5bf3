"""The likeliest candidate wins, and says why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from araswatch.extract import choice

TABLE = {"declared": 2.0, "near": 1.0, "beside": -1.5}
FEATURES = st.frozensets(st.sampled_from([*TABLE, "unknown"]))


@given(st.lists(FEATURES, min_size=1))
def test_probabilities_are_of_one_choice(candidates: list[choice.Features]) -> None:
    found = choice.probabilities(candidates, TABLE)
    assert abs(sum(found) - 1) < 1e-9
    best = found.index(max(found))
    assert choice.score(candidates[best], TABLE) == max(choice.score(features, TABLE) for features in candidates)


def test_no_candidates_no_choice() -> None:
    assert choice.probabilities([], TABLE) == []


def test_the_heaviest_features_are_the_reasons() -> None:
    assert choice.reasons(frozenset({"near", "beside", "declared"}), TABLE, 2) == [("declared", 2.0), ("beside", -1.5)]


def test_the_shipped_weights_know_the_places() -> None:
    assert choice.weights("authors")["person:json-ld"] > 0
    assert choice.weights("dates")["meta-article"] > 0
