"""The words of a page → how much they speak for an article: those of its markup's names, its short lines, title and URL, in any script.

A logistic regression over which words are there at all; words that it does not know say nothing. The weights stand in the model's file and
are made by `benchmarks/_train_extract.py` from WCXB's development split (Murrough Foley 2026, CC BY 4.0).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from araswatch.extract.blocks import Layout
from araswatch.extract.model import FILE
from araswatch.extract.site import split_url
from araswatch.extract.structured import Structured

WORD = re.compile(r"[^\W\d_]{3,}")
NAME_WORD = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{3,}")
"""A word of a name: addToCart has two, of three letters or more."""
SHORT_LINE = 60
CERTAIN = 8.0
"""Log-odds beyond which words say no more."""


def markup_words(names: Sequence[str], properties: Sequence[str], head: str) -> frozenset[str]:
    """The words of `names` (classes and ids), of microdata's `properties` and types, and of the head's title."""
    named = {f"c:{word.lower()}" for word in set(NAME_WORD.findall("\n".join(names))) if len(word) > 2}
    return frozenset(named | {f"p:{name.rsplit('/', 1)[-1].lower()}" for name in properties} | _tagged("T", head[:300]))


def text_words(layout: Layout, data: Structured, url: str, title: str) -> frozenset[str]:
    """The words of short lines, title, description, URL and of what the page declares."""
    lines = "\n".join(block.text for block in layout.blocks if len(block.text) < SHORT_LINE)
    return frozenset(
        _tagged("s", lines)
        | _tagged("t", title)
        | _tagged("d", (data.first("description", "og:description") or "")[:1000])
        | _tagged("u", split_url(url).path)
        | {f"m:{name}" for name in data.meta}
        | {f"o:{kind.lower()}" for kind in data.meta.get("og:type", ())}
        | {f"j:{kind}" for kind in data.types()}
    )


def _tagged(kind: str, text: str) -> set[str]:
    return {f"{kind}:{word}" for word in set(WORD.findall(text.lower()))}


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds by word. A page of unknown words scores nothing either way."""

    by_word: dict[str, float]

    def score(self, words: frozenset[str]) -> float:
        """The log-odds that a page with these words is an article, within the bounds of `CERTAIN`. Summed in a fixed order."""
        known = sorted(word for word in words if word in self.by_word)
        return float(np.clip(sum(self.by_word[word] for word in known), -CERTAIN, CERTAIN))


@cache
def load_weights() -> Weights:
    """The weights of the shipped file."""
    with np.load(FILE) as arrays:
        names, values = str(arrays["words_names"]).split("\n"), arrays["words_weights"].astype(float).tolist()
        return Weights(dict(zip(names, values, strict=True)))
