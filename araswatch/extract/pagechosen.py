"""The blocks that are kept, and the words around them → features for the verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.pagerow import Part
from araswatch.extract.pageshape import DENSE_LETTER, PROSE, Outline, measure
from araswatch.extract.site import split_url

KEPT = ("kept_chars", "kept_blocks", "kept_share")
SIZED = (
    "kept_mean",
    "sure_chars",
    "paragraphs",
    "longest",
    "stops",
    "kept_links",
    "page_links",
    "page_chars",
)
SHAPED = (
    "median_kept",
    "engine_chars",
    "engine_agrees",
    "prose_share",
    "short_kept",
    "first_kept",
    "questions",
    "lists",
    "tables",
    "largest_gap",
    "kept_carded",
    "kept_uncarded",
    "kept_of_one",
    "figures",
    "capitals",
    "commas",
    "sentence_words",
    "kept_linked",
)
TITLED = ("title_words", "title_chars", "title_lists")
WORDED = (
    "long_links",
    "linked_blocks",
    "brief_blocks",
    "sorting",
    "buying",
    "reviews",
    "long_paragraphs",
    "run",
    "kept_words",
    "headings_like",
    "brief_after",
    "slug_in_title",
    "plural_slug",
)
NAMES = (*KEPT, *SIZED, *SHAPED, *TITLED, *WORDED)
LISTS = re.compile(
    r"\b(?:all|news|archives?|categor\w+|catalog\w*|products?|shop|store|collections?|list|directory|issues|events|resources|"
    r"library|courses?|topics?|articles|reviews|deals|buy|sale|free shipping)\b",
    re.I,
)
SORTING = re.compile(
    r"\b(?:sort(?:ed)? by|filter|showing|results|per page|items|page \d+ of|view (?:all|more|details)|load more|shop now|"
    r"learn more|compare|grid|next page)\b"
)
BUYING = re.compile(
    r"\b(?:sku|qty|quantity|size|colou?r|warranty|shipping|wishlist|in stock|stock|delivery|returns?|cart|checkout|model|"
    r"specifications?|dimensions|weight|ingredients|item no)\b"
)
REVIEWS = re.compile(r"\b(?:reviews?|ratings?|stars?|verified|customers? (?:also|who))\b|★")


NO_FIGURE = re.compile(r"\D+")
SENTENCE_END = re.compile(r"[.!?…։۔؟](?:\s|$)|[。！？]")
STOPS, COMMAS = ".؟?!。！？", ",،，、"
WORD_CHARS = 6
"""Where a script sets no spaces, a word for so many characters (as `pageshape.measure` counts them)."""


def chosen_parts(
    page: Outline, probabilities: NDArray[np.float32], kept: Sequence[bool], engine: Sequence[bool], *, title: str, url: str
) -> list[Part]:
    """What the chosen blocks look like, and what the words of title and short lines say: the features of `NAMES`."""
    mask = np.array(kept, dtype=bool)
    texts = [text for text, yes in zip(page.texts, kept, strict=True) if yes]
    return [
        Part(KEPT, lambda: _kept(page.sizes, mask)),
        Part(SIZED, lambda: _sized(page, mask, probabilities, texts)),
        Part(SHAPED, lambda: _shaped(page, mask, np.array(engine, dtype=bool), texts)),
        Part(TITLED, lambda: [min(len(title.split()), 25), min(measure(title), 150), float(bool(LISTS.search(title)))]),
        Part(WORDED, lambda: _worded(page, mask, texts, title, url)),
    ]


def _shaped(page: Outline, mask: NDArray[np.bool_], chosen: NDArray[np.bool_], texts: list[str]) -> list[float]:
    return [
        *_agreement(page.sizes, mask, chosen),
        *_shape(page, mask, texts),
        *_cards(page, mask),
        *_prose(texts),
        float((page.links[mask] > page.sizes[mask] * 0.6).sum()) / max(len(texts), 1),
    ]


def _worded(page: Outline, mask: NDArray[np.bool_], texts: list[str], title: str, url: str) -> list[float]:
    count = max(len(page.texts), 1)
    linked = page.links > page.sizes * 0.6
    words = set(re.findall(r"\w{3,}", title.lower()))
    slug = set(re.findall(r"[^\W_]{3,}", split_url(url).path.rsplit("/", 2)[-1].lower() or split_url(url).path.lower()))
    last = np.flatnonzero(mask)[-1] if mask.any() else 0
    return [
        float((linked & (page.sizes > 25)).sum()) ** 0.5,
        float(linked.sum()) / count,
        len(page.short) / count,
        *(min(sum(bool(pattern.search(text)) for text in page.short), 40) ** 0.5 for pattern in (SORTING, BUYING, REVIEWS)),
        float((page.sizes[mask] >= 250).sum()),
        _longest_run(mask, page.sizes),
        sum(map(_words, texts)) / max(len(texts), 1),
        sum(len(text) < 60 and text[-1].isalnum() for text in texts) / max(len(texts), 1),
        float((page.sizes[last:] < 60).sum()),
        len(words & slug) / max(len(slug), 1),
        float(any(word.endswith("s") for word in slug) and len(slug) <= 2),
    ]


def _longest_run(mask: NDArray[np.bool_], sizes: NDArray[np.float32]) -> float:
    """Characters in the longest unbroken run of chosen blocks (square root)."""
    best = run = 0.0
    for yes, size in zip(mask.tolist(), sizes.tolist(), strict=True):
        run = run + size if yes else 0.0
        best = max(best, run)
    return float(min(best, 50_000.0) ** 0.5)


def _words(text: str) -> int:
    spaced = text.count(" ") + 1
    return spaced if text.isascii() or not DENSE_LETTER.search(text) else max(spaced, measure(text) // WORD_CHARS)


def _kept(sizes: NDArray[np.float32], mask: NDArray[np.bool_]) -> list[float]:
    kept = float(sizes[mask].sum())
    return [min(kept, 50_000) ** 0.5, min(int(mask.sum()), 300), kept / max(float(sizes.sum()), 1.0)]


def _sized(page: Outline, mask: NDArray[np.bool_], probabilities: NDArray[np.float32], texts: list[str]) -> list[float]:
    sizes, links = page.sizes, page.links
    total, kept = max(float(sizes.sum()), 1.0), float(sizes[mask].sum())
    words = max(sum(map(_words, texts)), 1)
    return [
        float((sizes * probabilities).sum()) / total,
        min(float(sizes[probabilities > 0.9].sum()), 50_000) ** 0.5,
        float((sizes[mask] >= PROSE).sum()),
        float(sizes[mask].max(initial=0)),
        sum(map(" ".join(texts).count, STOPS)) / words,
        float(links[mask].sum()) / max(kept, 1),
        float(links.sum()) / total,
        min(total, 200_000) ** 0.5,
    ]


def _agreement(sizes: NDArray[np.float32], mask: NDArray[np.bool_], chosen: NDArray[np.bool_]) -> list[float]:
    union = float(sizes[mask | chosen].sum())
    return [
        float(np.median(sizes[mask])) if mask.any() else 0.0,
        min(float(sizes[chosen].sum()), 50_000) ** 0.5,
        float(sizes[mask & chosen].sum()) / max(union, 1),
    ]


def _shape(page: Outline, mask: NDArray[np.bool_], texts: list[str]) -> list[float]:
    sizes = page.sizes[mask]
    prose = float(sizes[sizes >= PROSE].sum())
    total, count = max(float(sizes.sum()), 1.0), max(len(texts), 1)
    where = np.flatnonzero(mask)
    first = float(where[0]) / len(mask) if len(where) else 1.0
    gap = float(np.diff(where).max()) if len(where) > 1 else 0.0
    return [
        prose / total,
        float((sizes < 40).sum()) / count,
        first,
        sum(text.endswith(("?", "؟")) for text in texts),
        float(page.listed[mask].sum()) / count,
        float(page.tabled[mask].sum()) / count,
        min(gap, 200),
    ]


def _cards(page: Outline, mask: NDArray[np.bool_]) -> list[float]:
    kept = max(float(page.sizes[mask].sum()), 1.0)
    return [
        float(page.sizes[mask & page.carded].sum()) / kept,
        min(float(page.sizes[mask & ~page.carded].sum()), 30_000) ** 0.5,
        min(max((chars for chars, _ in page.prose), default=0.0) / kept, 2.0),
    ]


def _prose(texts: list[str]) -> list[float]:
    """Shares of figures, of capital letters at words' heads and of commas, and words a sentence."""
    joined = " ".join(texts)
    words = joined.split()
    count = max(sum(map(_words, texts)), 1)
    return [
        len(NO_FIGURE.sub("", joined)) / max(len(joined), 1),
        sum(word[0].isupper() for word in words) / count,
        sum(map(joined.count, COMMAS)) / count,
        min(count / max(len(SENTENCE_END.findall(joined)), 1), 100),
    ]
