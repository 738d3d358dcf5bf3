"""Regions of a text from the places it names: what it is about, what it merely mentions, and with which evidence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Sequence

from araswatch.enrich.mentions import Mention, Part
from araswatch.enrich.words import Kind
from araswatch.records import RegionTag, Role

TRUST = {
    Kind.NAME: 1.0,
    Kind.DEMONYM: 0.9,
    Kind.SEAT: 0.9,
    Kind.INSTITUTION: 0.8,
    Kind.PERSON: 0.8,
    Kind.CITY: 0.7,
    Kind.DATELINE: 0.7,
    Kind.TOWN: 0.6,
    Kind.CURRENCY: 0.4,
    Kind.AGENCY: 0.0,
    Kind.TERM: 0.0,
}
"""How much a word of each kind says of its country. An agency that reports says nothing, nor does a name of no country."""

READ_SENTENCES = 5
"""What a report is about stands at its beginning; later sentences add mentions alone."""

CITIES = {Kind.CITY, Kind.TOWN, Kind.CURRENCY, Kind.DATELINE}

ABOUT = 0.45
"""Score from which a text is about a country; a little under one half, where precision has more to give than recall."""

EVIDENCE_WORDS = 5

WEIGHTS = {
    "bias": -2.9,
    "weight": 3.65,
    "title": -0.5,
    "lead": 0.65,
    "another in title": -0.9,
    "dateline": 2.85,
    "dateline alone": 2.65,
    "dateline alone, another in title": -1.1,
    "cities alone": -0.75,
    "demonyms or persons alone": -1.55,
}
"""Logistic regression over the features of `country_features`, rounded; benchmarks/_fit_regions.py fits it to labelled reports. The title's
own weight is in `weight`, where it counts double."""


def country_features(mentions: Sequence[Mention]) -> dict[str, dict[str, float]]:
    """What speaks for a text being about a country, by country. No other country's mentions weigh in, but those in the title."""
    by_country: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.country and mention.sentence < READ_SENTENCES and mention.part is not Part.LINE and TRUST[mention.word.kind]:
            by_country[mention.country].append(mention)
    titled = {mention.country for found in by_country.values() for mention in found if mention.part is Part.TITLE}
    return {country: _features(found, titled) for country, found in by_country.items()}


def _features(found: Sequence[Mention], titled: Collection[str]) -> dict[str, float]:
    parts, kinds = {mention.part for mention in found}, {mention.word.kind for mention in found}
    untitled = bool(titled) and Part.TITLE not in parts
    return {
        "bias": 1.0,
        "weight": math.log1p(_weight(found)),
        "title": float(Part.TITLE in parts),
        "lead": float(Part.LEAD in parts),
        "another in title": float(untitled),
        "dateline": float(Part.DATELINE in parts),
        "dateline alone": float(parts == {Part.DATELINE}),
        "dateline alone, another in title": float(parts == {Part.DATELINE} and untitled),
        "cities alone": float(kinds <= CITIES),
        "demonyms or persons alone": float(kinds in ({Kind.DEMONYM}, {Kind.PERSON})),
    }


def _weight(found: Sequence[Mention]) -> float:
    """One point a word at full trust at the beginning, falling by sentence; a place named thrice in a sentence counts once and a half."""
    seen: dict[int, float] = {}
    for mention in found:
        value = TRUST[mention.word.kind] * (
            2.0 if mention.part is Part.TITLE else 0.5 if mention.part is Part.DATELINE else 1 / (1 + 0.15 * mention.sentence)
        )
        seen[mention.sentence] = max(seen.get(mention.sentence, 0.0), value) + (0.25 * value if mention.sentence in seen else 0.0)
    return sum(seen.values())


def probability(features: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-sum(WEIGHTS.get(name, 0.0) * value for name, value in features.items())))


def tag_regions(mentions: Sequence[Mention]) -> tuple[RegionTag, ...]:
    """Countries, their subdivisions and cross-border regions, the surest first."""
    features = country_features(mentions)
    scores = {country: probability(values) for country, values in features.items()}
    about = {country for country, score in scores.items() if score >= ABOUT}
    tags = []
    by_code: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if TRUST[mention.word.kind]:
            by_code[mention.word.place.code].append(mention)
            if mention.country:
                by_code[mention.country].append(mention)
    for code, found in by_code.items():
        distinct = list(dict.fromkeys(found))
        if code in scores or (code.isupper() and "-" not in code):
            score = scores.get(code, 0.05)
            role = Role.ABOUT if code in about else Role.MENTION
        else:
            prominent = any(mention.part in (Part.TITLE, Part.LEAD) for mention in distinct) or len(distinct) > 2
            country = distinct[0].country
            role = Role.ABOUT if prominent and (not country or country in about) else Role.MENTION
            score = min(1.0, 0.3 + 0.1 * len(distinct) + 0.3 * prominent)
        tags.append(RegionTag(code=code, role=role, score=round(score, 3), evidence=_evidence(distinct)))
    return tuple(sorted(tags, key=lambda tag: (tag.role is Role.MENTION, -tag.score, tag.code)))


def _evidence(found: Sequence[Mention]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{mention.part}: {mention.surface}" for mention in found))[:EVIDENCE_WORDS]
