"""The places of `schemas/regions`: hand-written YAML and generated tables into a lexicon of words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from araswatch.enrich.files import line_of, read_table, read_yaml
from araswatch.enrich.lexicon import STEM, Lexicon
from araswatch.enrich.place_files import PlaceEntry, PlaceFile, RuleEntry, RuleFile, sequence
from araswatch.enrich.words import Kind, Place, Rule, Word
from araswatch.errors import ConfigError
from araswatch.fold import words

LOCAL_LETTERS = 5
"""A shorter name in Latin letters counts only in texts of the languages that have it: `Fas` is Morocco in Turkish alone. Shorter names of
cities in Arabic letters count where such letters write Persian and its neighbours."""

PERSIAN_ALONE = "fa alone"
IN_PERSIAN_LETTERS = frozenset(("fa", "az", "ur", "ps", "ku"))
"""Languages in which a short name of a city in Arabic letters counts."""

ACRONYM_LETTERS = 6
SHORTEST_STEM = 5
SHORTEST_SEMITIC_STEM = 4
SHORTEST_TOWN = 4
"""Letters from which stems of Newsmap and towns of GeoNames are taken: shorter ones are mostly other words."""

NAMING = {Kind.NAME, Kind.SEAT, Kind.CITY, Kind.TOWN, Kind.PERSON, Kind.INSTITUTION, Kind.TERM}
CITIES = {Kind.CITY, Kind.TOWN}
_LATIN = re.compile(r"[a-z ]+")


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A word while the languages that have it are still being collected."""

    word: Word
    languages: set[str] = field(default_factory=set)


class _Drafts:
    """All meanings of all sequences, in the order of reading: hand-written first, then generated."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.by_key: dict[tuple[str, ...], dict[tuple[str, bool], _Draft]] = {}

    def place(self, identity: str, code: str) -> Place:
        return self.places.setdefault(identity, Place(id=identity, code=code))

    def written(self, key: str, country: str) -> Place | None:
        """The hand-written place of that name in a country: a province and its seat are one place to a reader who looks for the name."""
        meanings = self.by_key.get(tuple(key.split()), {}).values()
        return next((one.word.place for one in meanings if one.word.names and one.word.place.country == country), None)

    def add(self, spelling: str, language: str, place: Place, kind: Kind, *, names: bool, folded: bool = False) -> None:
        key = tuple(spelling.split()) if folded else sequence(spelling)
        if not key:
            return
        any_case = not folded and spelling[0].islower()
        acronym = not folded and spelling.isupper() and len(spelling) <= ACRONYM_LETTERS
        meanings = self.by_key.setdefault(key, {})
        draft = meanings.get((place.code, names))
        if draft is None:
            word = Word(place=place, kind=kind, names=names, any_case=any_case, acronym=acronym)
            draft = meanings[place.code, names] = _Draft(word=word)
        elif any_case > draft.word.any_case or acronym < draft.word.acronym:
            draft.word = replace(draft.word, any_case=any_case or draft.word.any_case, acronym=acronym and draft.word.acronym)
        draft.languages.add(language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """All words for places; `shadows` are the provinces of a neighbour that share a country's name."""

    places: dict[str, Place]
    words: Lexicon[Word]
    shadows: dict[str, frozenset[str]]


def load_places(folder: Path) -> Gazetteer:
    """The places of `schemas/regions`; raises `ConfigError` with file and line."""
    drafts = _Drafts()
    for path in sorted(folder.glob("*.yml")):
        if path.name != "ambiguous.yml":
            _add_written(drafts, path)
    _add_generated(drafts, folder / "generated")
    ambiguous = read_yaml(folder / "ambiguous.yml", RuleFile)
    rules = _rules(folder / "ambiguous.yml", ambiguous, drafts)
    lexicon: Lexicon[Word] = Lexicon(inflect=True)
    for key, meanings in drafts.by_key.items():
        named = {code for code, names in meanings if names}
        for (code, names), draft in meanings.items():
            if (names or code not in named) and (word := _finished(key, draft, rules)) is not None:
                lexicon.add(key, word)
    return Gazetteer(
        places=drafts.places, words=lexicon, shadows={country: frozenset(codes) for country, codes in ambiguous.shadows.items()}
    )


def _add_written(drafts: _Drafts, path: Path) -> None:
    for entry in read_yaml(path, PlaceFile).places:
        own = _same_place(drafts, entry) or drafts.place(entry.id or entry.code, entry.code)
        for language, names in entry.names.items():
            for name in names:
                drafts.add(name, language, own, entry.kind, names=not entry.group and entry.kind in NAMING and not name.endswith(STEM))
        for kind, listed in ((Kind.DEMONYM, entry.demonyms), (Kind.CURRENCY, entry.currencies)):
            for language, names in listed.items():
                for name in names:
                    drafts.add(name, language, own, kind, names=False)


def _same_place(drafts: _Drafts, entry: PlaceEntry) -> Place | None:
    """The place read before that a city's entry is about too: of the same subdivision and under one of its names."""
    if entry.kind not in CITIES or entry.group or entry.id in drafts.places:
        return None
    keys = (sequence(name) for names in entry.names.values() for name in names)
    drafted = (drafts.by_key.get(key, {}).get((entry.code, True)) for key in keys)
    return next((draft.word.place for draft in drafted if draft), None)


def _add_generated(drafts: _Drafts, folder: Path) -> None:
    for code, language, names in read_table(folder / "countries.tsv", 3):
        for name in names.split("|"):
            drafts.add(name, language, drafts.place(code, code), Kind.NAME, names=True, folded=True)
    for code, language, kind, names in read_table(folder / "newsmap.tsv", 4):
        for name in names.split("|"):
            if not name.endswith(STEM) or _distinct(name, language):
                drafts.add(name, language, drafts.place(code, code), Kind(kind), names=False)
    for identity, code, kind, names in read_table(folder / "cities.tsv", 4):
        spellings = names.split("|")
        place = drafts.written(spellings[0], code[:2]) or drafts.place(identity, code)
        for name in spellings:
            if kind != Kind.TOWN or len(name) >= SHORTEST_TOWN:
                drafts.add(name, PERSIAN_ALONE if _is_short_arabic(name) else "en", place, Kind(kind), names=True, folded=True)
    for code, name in read_table(folder / "states.tsv", 2):
        drafts.add(name, "en", drafts.place(code, code), Kind.NAME, names=True, folded=True)


def _distinct(stem: str, language: str) -> bool:
    """Whether a stem of Newsmap is long enough to be no other word's. Russian nouns are left to the affix rules: `Куб*` begins a cup."""
    letters = len(words(stem)[0])
    if language in ("ar", "he"):
        return letters >= SHORTEST_SEMITIC_STEM
    return letters >= SHORTEST_STEM and not (language == "ru" and stem[0].isupper())


def _is_short_arabic(folded: str) -> bool:
    return len(folded) < LOCAL_LETTERS and "\u0600" <= folded[0] <= "\u06ff"


def _rules(path: Path, file: RuleFile, drafts: _Drafts) -> dict[tuple[tuple[str, ...], str], Rule | None]:
    """Rules by sequence and code; `None` where the spelling never has that meaning. A rule about no name is a mistake."""
    rules: dict[tuple[tuple[str, ...], str], Rule | None] = {}
    for number, entry in enumerate(file.rules):
        key = sequence(entry.name)
        places = [draft.word.place for draft in drafts.by_key.get(key, {}).values()]
        if not any(entry.code in (place.code, place.country) for place in places):
            problem = f"no place of {entry.code} has the name {entry.name!r}"
            raise ConfigError(problem, path=path, line=line_of(path, ["rules", number]), field=f"rules.{number}")
        rules[key, entry.code] = None if entry.never else _rule(entry)
    return rules


def _rule(entry: RuleEntry) -> Rule:
    return Rule(
        not_after=_folded(entry.not_after),
        not_before=_folded(entry.not_before),
        against=_folded(entry.against),
        within=_folded(entry.within),
        requires=_folded(entry.requires),
        support=entry.support,
        person=entry.person,
        ordinary=entry.ordinary,
        languages=frozenset(entry.only) if entry.only else None,
    )


def _folded(spellings: list[str]) -> frozenset[str]:
    return frozenset(" ".join(words(spelling)) for spelling in spellings)


def _finished(key: tuple[str, ...], draft: _Draft, rules: dict[tuple[tuple[str, ...], str], Rule | None]) -> Word | None:
    """The word with its rule; `None` where a rule says never. A rule of a country holds for its subdivisions too."""
    word = draft.word
    for code in (word.place.code, word.place.country):
        if (key, code) in rules:
            rule = rules[key, code]
            return None if rule is None else replace(word, rule=rule)
    short = len(key) == 1 and len(key[0]) < LOCAL_LETTERS
    local = short and ((_LATIN.fullmatch(key[0]) and "en" not in draft.languages) or draft.languages == {PERSIAN_ALONE})
    languages = IN_PERSIAN_LETTERS if PERSIAN_ALONE in draft.languages else frozenset(draft.languages)
    return replace(word, rule=Rule(languages=languages)) if local else word
