"""The matcher: sequences of words in a text that the vocabulary holds, longest first, in any inflection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Generic, NamedTuple, TypeVar

from araswatch.enrich.affixes import affixes_of

STEM = "*"
SHORTEST_PREFIX = 2
REMEMBERED = 200_000

T = TypeVar("T")
R = TypeVar("R")


class Match(NamedTuple, Generic[T]):
    """What was found at tokens `first` up to `last` (exclusive).

    `inflected` where the text has another form than the vocabulary, `derived` where that is another word made of it.
    """

    first: int
    last: int
    found: tuple[T, ...]
    inflected: bool
    derived: bool = False


class _Known(NamedTuple, Generic[T]):
    """What a word of a text is to the vocabulary.

    `keys` are what it may stand for, the surest first; `alone` what each means by itself, and whether the word is a form of it, or derived
    from it; `begins`
    whether a longer sequence begins with it.
    """

    keys: tuple[str, ...]
    alone: tuple[tuple[tuple[T, ...], bool, bool], ...]
    begins: bool


class _Memory(dict[str, "_Known[T] | None"], Generic[T]):
    """What words are to the vocabulary, found out when they are first met."""

    def __init__(self, recognise: Callable[[str], _Known[T] | None]) -> None:
        self._recognise = recognise

    def __missing__(self, word: str) -> _Known[T] | None:
        known = self[word] = self._recognise(word)
        return known


class Lexicon(Generic[T]):
    """Sequences of folded words, each with its meanings. A word that ends in `*` stands for every word that begins so."""

    def __init__(self, *, inflect: bool) -> None:
        self._inflect = inflect
        self._whole: dict[str, tuple[T, ...]] = {}
        self._longer: dict[str, dict[tuple[str, ...], tuple[T, ...]]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._words: set[str] = set()
        self._stems: set[str] = set()
        self._known: dict[str | None, _Memory[T]] = {}

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

    def accepted(self, folded: Sequence[str], language: str | None, accept: Callable[[Match[T]], list[R]]) -> Iterator[R]:
        """What `accept` makes of the matches from left to right.

        Of those that begin at a word the longest that yields anything is taken, and reading goes on behind it.
        """
        known = self._recognised(folded, language)
        end = 0
        for at, word in enumerate(known):
            if word is not None and at >= end:
                for match in self._starting(known, word, folded, at):
                    if results := accept(match):
                        yield from results
                        end = match.last
                        break

    def every_match(self, folded: Sequence[str], language: str | None) -> Iterator[Match[T]]:
        """Matches from left to right, overlapping ones too; the longest of each place first."""
        known = self._recognised(folded, language)
        for at, word in enumerate(known):
            if word is not None:
                if word.begins and known[at + 1] is not None:
                    yield from self._starting(known, word, folded, at)
                else:
                    for found, inflected, derived in word.alone:
                        yield Match(at, at + 1, found, inflected, derived)

    def _recognised(self, folded: Sequence[str], language: str | None) -> list[_Known[T] | None]:
        """What each word of the text is to the vocabulary, `None` where nothing, and a `None` at the end; remembered by language."""
        remembered = self._known.get(language)
        if remembered is None or len(remembered) > REMEMBERED:
            remembered = self._known[language] = _Memory(lambda word: self._recognise(word, language))
        return [*map(remembered.__getitem__, folded), None]

    def _recognise(self, word: str, language: str | None) -> _Known[T] | None:
        keys = tuple(dict.fromkeys(self._keys(word, language)))
        if not keys:
            return None
        inflections = set(affixes_of(language).forms(word, derived=False)) if self._inflect else {*keys}
        alone = tuple((self._whole[key], key != word, key not in inflections) for key in keys if key in self._whole)
        return _Known(keys, alone, any(key in self._longer for key in keys))

    def _keys(self, word: str, language: str | None) -> Iterator[str]:
        """Vocabulary words that a word of the text may be: itself, its dictionary forms, the stems it begins with, the longest first."""
        affixes = affixes_of(language)
        for form in affixes.forms(word) if self._inflect else affixes.without_prefix(word):
            if form in self._words:
                yield form
        for form in affixes.without_prefix(word):
            for cut in range(len(form), SHORTEST_PREFIX - 1, -1):
                if form[:cut] in self._stems:
                    yield form[:cut] + STEM

    def _starting(self, known: list[_Known[T] | None], word: _Known[T], folded: Sequence[str], at: int) -> Iterator[Match[T]]:
        """All matches that begin at a word, the longest first. `known` ends with a `None`."""
        if word.begins and known[at + 1] is not None:
            yield from sorted(self._longer_ones(known, word, folded, at), key=_by_falling_length)
        for found, inflected, derived in word.alone:
            yield Match(at, at + 1, found, inflected, derived)

    def _longer_ones(self, known: list[_Known[T] | None], word: _Known[T], folded: Sequence[str], at: int) -> Iterator[Match[T]]:
        for head in word.keys:
            for length in self._lengths.get(head, ()):
                last = at + 1 + length
                following = known[at + 1 : last]
                if len(following) < length or None in following:
                    continue
                for rest in product(*(one.keys for one in following if one is not None)):
                    if found := self._longer[head].get(rest):
                        yield Match(at, last, found, (head, *rest) != tuple(folded[at:last]))


def _by_falling_length(match: Match[T]) -> int:
    return -match.last
