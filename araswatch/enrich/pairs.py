"""Pairs of countries that a text relates to one another."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations

from araswatch.enrich.mentions import Mention

FEW = 4
"""Up to so many countries that a text is about, two that stand in one sentence or in neighbouring ones are related; a longer list needs
them in two sentences."""


def related(mentions: Sequence[Mention], about: Collection[str]) -> tuple[str, ...]:
    """`AZ-IR` … of the countries in `about` that stand together; codes and pairs in alphabetical order."""
    by_sentence: dict[int, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.country in about:
            by_sentence[mention.sentence].add(mention.country)
            if len(about) <= FEW:
                by_sentence[mention.sentence + 1].add(mention.country)
    together = Counter(pair for countries in by_sentence.values() for pair in combinations(sorted(countries), 2))
    enough = 1 if len(about) <= FEW else 2
    return tuple(sorted("-".join(pair) for pair, sentences in together.items() if sentences >= enough))
