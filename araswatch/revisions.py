"""Step: an article's text now × what it was before → which revision of it this is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Self

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
LEAST_LETTERS = 20
"""Of a paragraph that is looked for inside others; a shorter one ("2 : 1") may happen to stand in any."""
SENTENCE_END = re.compile(r"[.!?…。！？؟۔։।][\"'»”’)\]]*$")


def text_digest(title: str, text: str) -> str:
    """32 hex digits of SHA-256 of title and text without case, diacritics and white space: what looks the same is the same.

    Of the text the paragraphs that count, all of them where none does.
    """
    return hashlib.sha256("\n".join((_plain(title), " ".join(_telling(text)))).encode()).hexdigest()[:32]


def is_revised(before: Article, after: Article) -> bool:
    """Whether a page says something else than it did: its headline, or a paragraph of one text that is nowhere on the other page."""
    return _plain(before.title) != _plain(after.title) or any(
        any(map(_telling_in(one), only_on(one, other))) for one, other in ((before, after), (after, before))
    )


def only_on(one: Article, other: Article) -> list[str]:
    """The paragraphs of one text that are nowhere on the other page, in their order.

    A paragraph that stood on the page both times, taken for the article's once and for an advertisement or a comment the other time, is no
    change: what stands around an article weighs in that choice, and changes with every visit. Nor is one that stands elsewhere in the text.
    """
    page = _Page.of(other, own=_joined(_blocks(one)))
    return [line for line in one.text.split("\n") if line.strip() and not page.says(line)]


def _telling_in(article: Article) -> Callable[[str], bool]:
    """Which paragraphs of a text count, all where none does."""
    some = any(_counts(_plain(line)) for line in article.text.split("\n"))
    return lambda line: not some or _counts(_plain(line))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page to look for paragraphs on, without case, diacritics and white space. `own` is the page that they come from."""

    text: str
    lines: frozenset[str]
    beside: tuple[str, ...]
    whole: str
    own: str

    @classmethod
    def of(cls, article: Article, *, own: str) -> Self:
        blocks = tuple(_joined([block.text]) for block in article.removed)
        lines = frozenset(_joined([line]) for text in _blocks(article) for line in text.split("\n"))
        return cls(text=_joined([article.text]), lines=lines, beside=blocks, whole=_joined(_blocks(article)), own=own)

    def says(self, line: str) -> bool:
        """Whether a paragraph is in the text or beside it; a short one as a whole line."""
        paragraph = _joined([line])
        if len(paragraph) < LEAST_LETTERS:
            return paragraph in self.lines
        return paragraph in self.text or self._has_beside(paragraph)

    def _has_beside(self, paragraph: str) -> bool:
        """Whether it is among the removed blocks, in one that has not changed itself or over several."""
        around = [block for block in self.beside if paragraph in block]
        return any(block in self.own for block in around) if around else paragraph in self.whole


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
