"""A title and its text as the tagger reads them: folded words with their places, sentences, dateline."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from araswatch.fold import spans

ABBREVIATIONS = (
    "Gen Mr Mrs Ms Dr Sen Rep Gov Lt Col Maj Adm Prof Sgt St Jan Feb Mar Apr Aug Sept Sep Oct Nov Dec Inc Corp Cos Ltd Bros vs Nos"
)
END_MARKS = ".!?։؟۔…\"'»”’)]:;"
SENTENCE_END = re.compile(
    r"[.!?։؟۔…](?<=\w\w.)" + "".join(rf"(?<!\b{word}.)" for word in ABBREVIATIONS.split()) + r"[\"'»”’)\]]*(?=\s+[^\sa-zа-яё])\s*|\n+"
)

DATELINE = re.compile(r"\s*(?:\([^)\n]{1,20}\)\s*)?[^\W\d_][^\n–—:;!?]{1,60}?(?:\s*\([^)\n]{1,30}\))?\s*(?:–|—|--|(?<=\s)-)\s")
"""`TORONTO, March 5 -`, `ДУШАНБЕ, 9 июл —`, `أنقرة –`: what stands before the first dash, where that comes early."""

DATELINE_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Passage:
    """The folded words of a title or text and their character spans in it."""

    text: str
    folded: list[str]
    starts: list[int]
    ends: list[int]

    def surface(self, first: int, last: int) -> str:
        """Tokens `first` up to `last` as they stand in the text."""
        return self.text[self.starts[first] : self.ends[last - 1]]

    def joined(self, at: int) -> bool:
        """Whether token `at` and the one before are parted by a blank alone."""
        return 0 < at < len(self.starts) and self.text[self.ends[at - 1] : self.starts[at]] == " "


def read_passage(text: str) -> Passage:
    return Passage(text, *spans(text))


@dataclass(frozen=True)
class Reading:
    """A whole article. Sentences are counted in the text, from 0; the title is none of them."""

    title: Passage
    body: Passage

    @cached_property
    def sentence_starts(self) -> list[int]:
        return [0, *(found.end() for found in self._ends)]

    @cached_property
    def lines(self) -> frozenset[int]:
        """The numbers of the sentences that are lines without an end mark, but for the first."""
        found = {number for number, end in enumerate(self._ends) if number and end[0][0] == "\n"}
        last = len(self._ends)
        if last and self._ends[-1][0].endswith("\n") and not self.body.text.rstrip().endswith(tuple(END_MARKS)):
            found.add(last)
        return frozenset(found)

    @cached_property
    def _ends(self) -> list[re.Match[str]]:
        first = self.body.starts[0] if self.body.starts else 0
        return list(SENTENCE_END.finditer(self.body.text, first))

    @cached_property
    def first_words(self) -> frozenset[int]:
        """The characters at which the first word of a sentence begins."""
        found = (bisect_left(self.body.starts, start) for start in self.sentence_starts)
        return frozenset(self.body.starts[order] for order in found if order < len(self.body.starts))

    def sentence(self, character: int) -> int:
        """The number of the sentence that a character of the text is in."""
        return bisect_right(self.sentence_starts, character) - 1

    def words_before(self, sentence: int) -> int:
        """How many words of the text stand before a sentence."""
        starts = self.sentence_starts
        return bisect_left(self.body.starts, starts[sentence]) if sentence < len(starts) else len(self.body.starts)

    @cached_property
    def dateline_end(self) -> int:
        """The character at which the dateline ends; 0 without one."""
        found = DATELINE.match(self.body.text[:120])
        if found is None or bisect_right(self.body.starts, found.end() - 1) > DATELINE_TOKENS:
            return 0
        return found.end() if _is_place_like(found[0]) else 0

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        return frozenset(self.title.folded).union(self.body.folded)

    @cached_property
    def running(self) -> str:
        """All words in order, for looking up phrases."""
        return f" {' '.join(self.title.folded)} | {' '.join(self.body.folded)} "


def read(title: str, text: str) -> Reading:
    return Reading(title=read_passage(title), body=read_passage(text))


def _is_place_like(head: str) -> bool:
    """A dateline begins with a capital where the script has them."""
    return not head.lstrip(" (\t").startswith(tuple("abcdefghijklmnopqrstuvwxyzабвгдежзиклмнопрстуфхцчшщэюя"))
