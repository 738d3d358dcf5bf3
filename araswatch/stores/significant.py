"""Words that are telling of what was found: in the best hits far more often than in the whole store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

SAMPLE = 100
"""Articles that are read for it, the best of the hits."""
LEAST_ARTICLES = 3
CANDIDATES = 300


def significant_words(
    texts: Iterable[set[str]], found_in: Callable[[list[str]], Mapping[str, int]], articles: int, size: int
) -> tuple[str, ...]:
    """The `size` words with the highest JLH score, which Elasticsearch uses too: change of share times its ratio.

    `texts` are the distinct words of each article of the sample, `found_in` says in how many of all `articles` a word stands.
    """
    sample = list(texts)
    counts = Counter(word for words in sample for word in words if len(word) > 2 and not word.isdigit())
    frequent = {word: count / len(sample) for word, count in counts.most_common(CANDIDATES) if count >= LEAST_ARTICLES}
    everywhere = found_in(list(frequent))
    shares = {word: everywhere[word] / articles for word in frequent if everywhere.get(word)}
    scores = {word: (frequent[word] - share) * (frequent[word] / share) for word, share in shares.items() if frequent[word] > share}
    return tuple(sorted(scores, key=lambda word: (-scores[word], word))[:size])
