"""What the vocabulary knows of places: the words that point to them, in which way, and what must hold around those words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a word points to a place.

    `AGENCY` is who reports: it is evidence of nothing. `TERM` is a name that search knows and that no region stands behind.
    `DATELINE` counts there alone. `TOWN` and `CURRENCY` need other evidence.
    """

    NAME = "name"
    DEMONYM = "demonym"
    SEAT = "seat"
    INSTITUTION = "institution"
    PERSON = "person"
    CITY = "city"
    TOWN = "town"
    CURRENCY = "currency"
    AGENCY = "agency"
    TERM = "term"
    DATELINE = "dateline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place, or what stands for one. `id` is unique; `code` is where it counts: ISO 3166-1, ISO 3166-2 or a cross-border id."""

    id: str
    code: str

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2; empty for a cross-border region."""
        return self.code[:2] if self.code[:2].isupper() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must hold around a word that is also something else; all words folded.

    `not_after` and `not_before` are neighbours that make it something else; `against` and `within` words anywhere in the text that speak
    against and for this meaning, of `requires` one must stand there. With `support` it counts only where the text points to the same
    country in another way; with `person` not where it reads like a person's name. An `ordinary` word is no name to those who
    search for it. `languages` are those of the texts in which it counts, `None` for all.
    """

    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    requires: frozenset[str] = frozenset()
    support: bool = False
    person: bool = False
    ordinary: bool = False
    languages: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One meaning of a sequence of tokens.

    `names` says that it is the place's own name, which cross-script search looks up. `any_case` words count in small letters too; an
    `acronym` counts in capitals alone.
    """

    place: Place
    kind: Kind
    names: bool = False
    any_case: bool = False
    acronym: bool = False
    rule: Rule | None = None
