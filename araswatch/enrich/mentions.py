"""Which places a text names, where and how: the matcher's finds after the rules of ambiguous names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from itertools import groupby

from araswatch.enrich.lexicon import Lexicon, Match
from araswatch.enrich.reading import Passage, Reading
from araswatch.enrich.words import Kind, Rule, Word

UNSURE = {Kind.TOWN, Kind.CURRENCY}
"""Kinds that count only where the text points to the same country in another way."""

CITIES = {Kind.CITY, Kind.TOWN}

GEORGIAN = frozenset(map(chr, range(0x10D0, 0x1100)))
"""Letters that Unicode calls small and that no capitals stand beside in running text."""

SHORT_ACRONYM = 2
"""Letters up to which an acronym is nothing in a passage of capitals alone: `CONTACT US`."""

OFFICES = frozenset(
    [
        "president", "prime", "minister", "king", "queen", "government", "army", "military", "parliament", "foreign", "defense", "defence",
        "and", "or", "in", "on", "to", "of", "s", "says", "said",
    ]
)  # fmt: skip
"""After a name that may be a person's, a capitalised word of these shows that it is the country's."""


class Part(StrEnum):
    """Where a mention stands. A `LINE` is a paragraph that is no sentence: a headline, a list entry, what a page has around its article."""

    TITLE = "title"
    DATELINE = "dateline"
    LEAD = "lead"
    TEXT = "text"
    LINE = "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A word that points to a place.

    `order` and `words` count words of the passage; `sentence` is -1 in the title. `after_name` says that a capitalised word stands right
    before, as a given name does; `names` that the place's own name stands here, not a word made of it.
    """

    word: Word
    part: Part
    sentence: int
    order: int
    words: int
    start: int
    end: int
    surface: str
    country: str
    after_name: bool = False
    names: bool = False


def find_mentions(reading: Reading, lexicon: Lexicon[Word], language: str | None) -> list[Mention]:
    """All mentions in reading order, title first: what each spelling may mean, by the rules for what stands around it."""
    return [
        mention
        for passage, is_title in ((reading.title, True), (reading.body, False))
        for mention in lexicon.accepted(
            passage.folded, language, partial(_candidates, passage=passage, reading=reading, language=language, is_title=is_title)
        )
    ]


def with_support(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions to file the text by.

    Towns, currencies and words that are also ordinary ones need their country named in another way, and of the countries that share a name
    one is chosen.
    """
    spellings = [list(same) for _, same in groupby(mentions, key=lambda one: (one.part is Part.TITLE, one.start))]
    sure = {one.country for one in filter(None, map(_only, spellings)) if not _needs_support(one)} - {""}
    return [mention for same in spellings for mention in _supported(same, sure)]


def named_places(found: Sequence[Mention], supported: Sequence[Mention]) -> set[str]:
    """Ids of the places whose own names stand in the text: search asks for no support, but where the word is an ordinary one too."""
    certain = [one for one in found if one.word.rule is None or not one.word.rule.ordinary]
    return {one.word.place.id for one in (*certain, *supported) if one.names}


def _candidates(match: Match[Word], *, passage: Passage, reading: Reading, language: str | None, is_title: bool) -> list[Mention]:
    words = [word for word in match.found if _written_so(word, passage, match) and _allowed(word.rule, passage, match, reading, language)]
    if not words:
        return []
    start, end = passage.starts[match.first], passage.ends[match.last - 1]
    sentence = -1 if is_title else reading.sentence(start)
    part = Part.TITLE if is_title else _part(reading, start, sentence)
    surface = passage.surface(match.first, match.last)
    after_name = part in (Part.LEAD, Part.TEXT) and _follows_capital(passage, match.first, reading)
    words = [word for word in words if word.kind is not Kind.DATELINE or part is Part.DATELINE]
    return [
        Mention(
            word=word,
            part=part,
            sentence=sentence,
            order=match.first,
            words=match.last - match.first,
            start=start,
            end=end,
            surface=surface,
            country=word.place.country,
            after_name=after_name,
            names=word.names and not match.derived,
        )
        for word in words
    ]


def _part(reading: Reading, start: int, sentence: int) -> Part:
    if start < reading.dateline_end:
        return Part.DATELINE
    if sentence in reading.lines:
        return Part.LINE
    return Part.LEAD if sentence == reading.sentence(reading.dateline_end) else Part.TEXT


def _written_so(word: Word, passage: Passage, match: Match[Word]) -> bool:
    """Capitals as the name has them; scripts without case pass."""
    first = passage.text[passage.starts[match.first]]
    if word.acronym:
        surface = passage.surface(match.first, match.last)
        shouted = len(surface) <= SHORT_ACRONYM and passage.text.isupper()
        return surface == surface.upper() and not shouted and not (match.inflected and first.isascii())
    return word.any_case or not first.islower() or first in GEORGIAN


def _allowed(rule: Rule | None, passage: Passage, match: Match[Word], reading: Reading, language: str | None) -> bool:
    if rule is None:
        return True
    if rule.languages is not None and (language or "").split("-")[0] not in rule.languages:
        return False
    before = passage.folded[match.first - 1] if match.first else ""
    after = passage.folded[match.last] if match.last < len(passage.folded) else ""
    if before in rule.not_after or after in rule.not_before or (rule.person and _reads_like_person(passage, match.last, after)):
        return False
    if rule.requires and not _count(rule.requires, reading):
        return False
    return not rule.against or _count(rule.against, reading) <= _count(rule.within, reading)


def _reads_like_person(passage: Passage, last: int, after: str) -> bool:
    """Followed by another capitalised word that is no office: `Chad Smith`, but `Chad President`."""
    return passage.joined(last) and passage.text[passage.starts[last]].isupper() and after not in OFFICES


def _follows_capital(passage: Passage, first: int, reading: Reading) -> bool:
    """Whether a capitalised word within the sentence stands right before: `Jewel Tete`, but not `In Tete`."""
    start = passage.starts[first - 1] if first else 0
    return passage.joined(first) and passage.text[start].isupper() and start not in reading.first_words


def _count(words: frozenset[str], reading: Reading) -> int:
    return sum((f" {word} " in reading.running) if " " in word else word in reading.vocabulary for word in words)


def _needs_support(mention: Mention) -> bool:
    return _strictly(mention) or (mention.word.rule is not None and mention.word.rule.person)


def _only(candidates: list[Mention]) -> Mention | None:
    """The meaning of a spelling whose meanings are all of one country."""
    return candidates[0] if len({one.country for one in candidates}) == 1 else None


def _supported(candidates: list[Mention], sure: set[str]) -> Iterator[Mention]:
    """The meanings that stand.

    Of several countries it is one whose own name or seat it is before one that has such a city, then one that the text points to in another
    way, then the first, which is the largest.
    """
    standing = [one for one in candidates if one.country in sure or not _strictly(one)]
    if standing:
        chosen = min(standing, key=lambda one: (one.word.kind in CITIES, one.country not in sure)).country
        yield from (one for one in standing if one.country in ("", chosen))


def _strictly(mention: Mention) -> bool:
    """Whether it counts beside other evidence alone."""
    word = mention.word
    return word.kind in UNSURE or (word.kind is Kind.CITY and mention.after_name) or (word.rule is not None and word.rule.support)
