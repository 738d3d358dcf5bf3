"""What editors write of places: the types of `schemas/regions/*.yml`, and how a spelling is read."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from araswatch.enrich.lexicon import STEM
from araswatch.enrich.words import Kind
from araswatch.fold import words
from araswatch.language import LANGUAGES

CODE = r"^(?:[A-Z]{2}(?:-[A-Z0-9]{1,3})?|[a-z]+(?:-[a-z]+)*)$"


def _configured(language: str) -> str:
    if language not in LANGUAGES:
        raise ValueError(f"no configured language: {language!r}; one of {', '.join(LANGUAGES)}")
    return language


Language = Annotated[str, AfterValidator(_configured)]
Code = Annotated[str, StringConstraints(pattern=CODE)]
Words = dict[Language, list[Annotated[str, StringConstraints(min_length=1)]]]


class PlaceEntry(BaseModel):
    """A place as an editor writes it. `seat` is its capital as GeoNames spells it (for the generator).

    A `group` lists several persons, cities or offices of one country: they point to it, but are no names of one another for search.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Code
    id: str | None = None
    kind: Kind = Kind.NAME
    seat: str | None = None
    group: bool = False
    source: str | None = None
    names: Words = {}
    demonyms: Words = {}
    currencies: Words = {}


class PlaceFile(BaseModel):
    """Any file of `schemas/regions` but `ambiguous.yml`. `source` holds for entries that name no other."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    places: list[PlaceEntry]


class RuleEntry(BaseModel):
    """A rule of `ambiguous.yml`, whose head explains the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    code: str
    not_after: list[str] = []
    not_before: list[str] = []
    against: list[str] = []
    within: list[str] = []
    requires: list[str] = []
    support: bool = False
    person: bool = False
    ordinary: bool = False
    never: bool = False
    only: list[Language] | None = None


class RuleFile(BaseModel):
    """`ambiguous.yml`. `shadows` maps a country to the neighbour's provinces that share its name."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    shadows: dict[Code, list[Code]] = {}
    rules: list[RuleEntry]


def sequence(spelling: str) -> tuple[str, ...]:
    """The folded tokens of a spelling; a part that ends in `*` stays a stem: `азербайджанск* провинци*`."""
    found: list[str] = []
    for part in spelling.split():
        tokens = words(part)
        if tokens and part.endswith(STEM):
            tokens[-1] += STEM
        found += tokens
    return tuple(found)
