"""Step: an article's text now × what it was before → which revision of it this is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from araswatch.fold import fold


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


def text_digest(title: str, text: str) -> str:
    """32 hex digits of SHA-256 of title and text without case, diacritics and white space: what looks the same is the same.

    Of the text its paragraphs of eight words and more, all of them where none is so long.
    """
    paragraphs = [line.split() for line in fold(text).split("\n")]
    long = [paragraph for paragraph in paragraphs if len(paragraph) >= LEAST_WORDS]
    kept = [" ".join(paragraph) for paragraph in long or paragraphs]
    return hashlib.sha256("\n".join((" ".join(fold(title).split()), " ".join(kept))).encode()).hexdigest()[:32]


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
