"""Two texts → their paragraphs side by side in one column, the changed words marked."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from araswatch.records import Article
from araswatch.revisions import only_on

WORD = re.compile(r"\s+|\w+|[^\w\s]")
MOST_WORDS = 4_000
"""A longer paragraph is shown as changed as a whole: comparing words takes time that grows with their square."""


class Part(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    GONE = "gone"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some text and what became of it."""

    part: Part
    text: str


def revision_differences(before: Article, after: Article) -> list[list[Piece]]:
    """Headline and paragraphs of two revisions.

    What stands on both pages is no change, be it that it was moved, or that it was taken for an advertisement or a comment once: such a
    paragraph is shown where the text has it now.
    """
    gone, come = set(only_on(before, after)), set(only_on(after, before))
    new = after.text.split("\n")
    kept = gone.union(new)
    old = [line for line in before.text.split("\n") if line in kept]
    paragraphs = differences("\n".join((before.title, *old)), "\n".join((after.title, *new)))
    return [_as_it_was(pieces, come | {after.title}) for pieces in paragraphs]


def _as_it_was(pieces: list[Piece], come: Collection[str]) -> list[Piece]:
    """A whole paragraph that was added though it had been on the page before as the same."""
    match pieces:
        case [Piece(part=Part.ADDED, text=text)] if text not in come:
            return [Piece(part=Part.SAME, text=text)]
    return pieces


def differences(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs of both texts in order, each as pieces; paragraphs that are as they were are one piece."""
    old, new = before.splitlines(), after.splitlines()
    paragraphs: list[list[Piece]] = []
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            paragraphs += [[Piece(part=Part.SAME, text=line)] for line in old[first:last]]
        elif tag == "replace" and last - first == new_last - new_first:
            paragraphs += [list(_words(one, other)) for one, other in zip(old[first:last], new[new_first:new_last], strict=True)]
        else:
            paragraphs += _whole(Part.GONE, old[first:last]) + _whole(Part.ADDED, new[new_first:new_last])
    return [pieces for pieces in paragraphs if any(piece.text.strip() for piece in pieces)]


def _whole(part: Part, lines: Sequence[str]) -> list[list[Piece]]:
    return [[Piece(part=part, text=line)] for line in lines]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        yield from (Piece(part=Part.GONE, text=before), Piece(part=Part.ADDED, text=after))
        return
    for tag, first, last, new_first, new_last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(part=Part.SAME, text="".join(old[first:last]))
        else:
            yield from _changed("".join(old[first:last]), "".join(new[new_first:new_last]))


def _changed(gone: str, added: str) -> Iterator[Piece]:
    if gone:
        yield Piece(part=Part.GONE, text=gone)
    if added:
        yield Piece(part=Part.ADDED, text=added)
