"""Countries and the provinces of a neighbour that share their name: which of the two a bare name means."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from araswatch.enrich.mentions import Mention, Part
from araswatch.enrich.words import Kind

FIRM = {Kind.SEAT, Kind.INSTITUTION, Kind.PERSON, Kind.CITY}
"""A capital, office, leader or city of the country shows that the text knows the country itself."""

NEAR_WORDS = 4
"""Named this close to a third country, as in `Turkey, Iraq, Armenia and Azerbaijan`, the name stands for the country."""


def without_shadowed(mentions: Sequence[Mention], shadows: Mapping[str, Collection[str]]) -> list[Mention]:
    """The mentions but for bare names of a country that stand for its neighbour's provinces of that name.

    That is where the text names such a province, the title does not name the country, and nothing in the text is surely the country's own.
    """
    kept = list(mentions)
    for country, provinces in shadows.items():
        home = {province[:2] for province in provinces}
        if not any(one.word.place.code in provinces and one.word.kind is Kind.NAME for one in kept) or _is_firm(kept, country):
            continue
        third = [one for one in kept if one.country not in ("", country, *home)]
        kept = [one for one in kept if one.country != country or any(_near(one, other) for other in third)]
    return kept


def _is_firm(mentions: Sequence[Mention], country: str) -> bool:
    return any(
        one.country == country
        and (
            one.part is Part.TITLE
            or one.word.kind in FIRM
            or one.word.place.code != country
            or (one.word.kind is Kind.NAME and one.words > 1)
        )
        for one in mentions
    )


def _near(one: Mention, other: Mention) -> bool:
    return one.sentence == other.sentence and abs(one.order - other.order) <= NEAR_WORDS
