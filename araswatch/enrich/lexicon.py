"""The matcher: sequences of words in a text that the vocabulary holds, longest first, in any inflection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from araswatch.enrich.affixes import affixes_of

STEM = "*"
SHORTEST_PREFIX = 2
REMEMBERED = 200_000

T = TypeVar("T")


class Match(NamedTuple, Generic[T]):
    """What was found at tokens `first` up to `last` (exclusive). `inflected` where the text has another form than the vocabulary."""

    first: int
    last: int
    found: tuple[T, ...]
    inflected: bool


class Lexicon(Generic[T]):
    """Sequences of folded words, each with its meanings. A word that ends in `*` stands for every word that begins so."""

    def __init__(self, *, inflect: bool) -> None:
        self._inflect = inflect
        self._whole: dict[str, tuple[T, ...]] = {}
        self._longer: dict[str, dict[tuple[str, ...], tuple[T, ...]]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._keys: dict[str | None, dict[str, tuple[str, ...]]] = {}

    def add(self, words: Sequence[str], meaning: T) -> None:
        """Hold one more meaning of a sequence; the order of adding is the order of `Match.found`."""
        for word in words:
            (self._stems if word.endswith(STEM) else self._words).add(word.removesuffix(STEM))
        head, rest = words[0], tuple(words[1:])
        if not rest:
            self._whole[head] = (*self._whole.get(head, ()), meaning)
            return
        longer = self._longer.setdefault(head, {})
        longer[rest] = (*longer.get(rest, ()), meaning)
        self._lengths[head] = tuple(sorted({len(one) for one in longer}, reverse=True))

    def meanings(self, words: Sequence[str]) -> tuple[T, ...]:
        """Meanings of exactly this sequence."""
        if len(words) == 1:
            return self._whole.get(words[0], ())
        return self._longer.get(words[0], {}).get(tuple(words[1:]), ()) if words else ()

    def matches(self, folded: Sequence[str], language: str | None) -> Iterator[Match[T]]:
        """Matches from left to right that do not overlap."""
        keys = self._known(folded, language)
        at, end = 0, len(keys)
        while at < end:
            if keys[at] and (starting := list(self._starting(keys, folded, at))):
                match = max(starting, key=lambda match: match.last)
                yield match
                at = match.last
            else:
                at += 1

    def every_match(self, folded: Sequence[str], language: str | None) -> Iterator[Match[T]]:
        """Matches from left to right, overlapping ones too; the longest of each place first."""
        keys = self._known(folded, language)
        for at in range(len(keys)):
            if keys[at]:
                yield from sorted(self._starting(keys, folded, at), key=lambda match: -match.last)

    def _known(self, folded: Sequence[str], language: str | None) -> list[tuple[str, ...]]:
        """The vocabulary words that each word of the text may be."""
        known = self._keys.setdefault(language, {})
        if len(known) > REMEMBERED:
            known.clear()
        return [known[word] if word in known else self._remember(known, word, language) for word in folded]

    def _starting(self, keys: list[tuple[str, ...]], folded: Sequence[str], at: int) -> Iterator[Match[T]]:
        """All matches that begin at a word."""
        for head in keys[at]:
            for length in self._lengths.get(head, ()):
                last = at + 1 + length
                if last <= len(keys):
                    for rest in _sequences(keys[at + 1 : last]):
                        if found := self._longer[head].get(rest):
                            yield Match(at, last, found, (head, *rest) != tuple(folded[at:last]))
            if head in self._whole:
                yield Match(at, at + 1, self._whole[head], head != folded[at])

    def _remember(self, known: dict[str, tuple[str, ...]], word: str, language: str | None) -> tuple[str, ...]:
        keys = known[word] = tuple(dict.fromkeys(self._find_keys(word, language)))
        return keys

    def _find_keys(self, word: str, language: str | None) -> Iterator[str]:
        """Vocabulary words that a word of the text may be: itself, its dictionary forms, the longest stem it begins with."""
        affixes = affixes_of(language)
        for form in affixes.forms(word) if self._inflect else affixes.without_prefix(word):
            if form in self._words:
                yield form
        for form in affixes.without_prefix(word):
            for cut in range(len(form), SHORTEST_PREFIX - 1, -1):
                if form[:cut] in self._stems:
                    yield form[:cut] + STEM


def _sequences(keys: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Every choice of one key a token, without building lists where there is one choice only."""
    if any(not options for options in keys):
        return
    if all(len(options) == 1 for options in keys):
        yield tuple(options[0] for options in keys)
        return
    head, *rest = keys
    for first in head:
        if not rest:
            yield (first,)
        for others in _sequences(rest) if rest else ():
            yield (first, *others)
