"""Step: an article's text now × what it was before → which revision of it this is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from araswatch.fold import fold
from araswatch.records import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A text that an article had: `number` counts from 1, `digest` is `text_digest`, `seen_at` the fetch that brought it."""

    number: int
    digest: str
    seen_at: datetime


class Change(StrEnum):
    """How a fetched text relates to its article's history."""

    NEW = "new"
    REVISED = "revised"
    SAME = "same"
    OLDER = "older"


LEAST_WORDS = 8
"""Words that a paragraph needs to count for a revision: in shorter ones prices, counters and teasers slip into a text."""
LEAST_WORDS_OF_A_SENTENCE = 5
"""Words of a paragraph that ends as a sentence does."""
SENTENCE_END = re.compile(r"[.!?…。！？؟۔։।][\"'»”’)\]]*$")


def text_digest(title: str, text: str) -> str:
    """32 hex digits of SHA-256 of title and text without case, diacritics and white space: what looks the same is the same.

    Of the text the paragraphs that count, all of them where none does.
    """
    return hashlib.sha256("\n".join((_plain(title), " ".join(_telling(text)))).encode()).hexdigest()[:32]


def is_revised(before: Article, after: Article) -> bool:
    """Whether a page says something else than it did: its headline, or a paragraph of one text that is nowhere on the other page.

    A paragraph that stood on the page both times, taken for the article's once and for an advertisement or a comment the other time, is no
    change: what stands around an article weighs in that choice, and changes with every visit.
    """
    return _plain(before.title) != _plain(after.title) or _is_missing(before, after) or _is_missing(after, before)


def _is_missing(one: Article, other: Article) -> bool:
    """Whether a paragraph of one text is not on the other page."""
    text, page, own = _joined([other.text]), _joined(_blocks(other)), _joined(_blocks(one))
    beside = [_joined([block.text]) for block in other.removed]
    lost = [paragraph for line in _telling(one.text) if (paragraph := _joined([line])) not in text]
    return not all(_is_beside(paragraph, beside, page, own) for paragraph in lost)


def _is_beside(paragraph: str, beside: Sequence[str], page: str, own: str) -> bool:
    """Whether a paragraph is among the removed blocks of a page, in one that has not changed itself or over several."""
    around = [block for block in beside if paragraph in block]
    return any(block in own for block in around) if around else paragraph in page


def _blocks(article: Article) -> Iterable[str]:
    return (article.title, article.text, *(block.text for block in article.removed))


def _joined(texts: Iterable[str]) -> str:
    return "".join(fold("\n".join(texts)).split())


def _telling(text: str) -> list[str]:
    """The paragraphs that count, all where none does."""
    paragraphs = [_plain(line) for line in text.split("\n")]
    return [paragraph for paragraph in paragraphs if _counts(paragraph)] or paragraphs


def _counts(paragraph: str) -> bool:
    words = paragraph.count(" ") + 1
    return words >= LEAST_WORDS or (words >= LEAST_WORDS_OF_A_SENTENCE and SENTENCE_END.search(paragraph) is not None)


def _plain(line: str) -> str:
    return " ".join(map(_plain_word, line.split()))


@lru_cache(maxsize=1 << 15)
def _plain_word(word: str) -> str:
    return fold(word)


def place(history: Sequence[Revision], digest: str, seen_at: datetime) -> tuple[int, Change]:
    """The number of the revision that a text fetched at `seen_at` is, and whether it is new to the history.

    `history` is in ascending order. A text older than the newest revision is placed where it was (a rebuild from the archive reads old
    fetches again) and changes nothing; one that was never recorded there is `OLDER` as well.
    """
    if not history:
        return 1, Change.NEW
    before = [revision for revision in history if revision.seen_at <= seen_at]
    current = before[-1] if before else history[0]
    if current.digest == digest:
        return current.number, Change.SAME
    if current is history[-1]:
        return current.number + 1, Change.REVISED
    return current.number, Change.OLDER
