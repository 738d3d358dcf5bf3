"""Regions of a text from the places it names: what it is about, what it merely mentions, and with which evidence."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from araswatch.enrich.mentions import Mention, Part
from araswatch.enrich.words import Kind
from araswatch.records import RegionTag, Role

TRUST = {
    Kind.NAME: 1.0, Kind.DEMONYM: 0.9, Kind.SEAT: 0.9, Kind.INSTITUTION: 0.8, Kind.PERSON: 0.8, Kind.CITY: 0.7, Kind.TOWN: 0.6, Kind.CURRENCY: 0.4, Kind.AGENCY: 0.0,
}  # fmt: skip

READ_SENTENCES = 12
"""What a report is about stands at its beginning; later sentences add mentions alone."""

EVIDENCE_WORDS = 5

WEIGHTS = {
    "bias": -3.0,
    "title": 2.0,
    "title_first": 0.3,
    "lead": 1.5,
    "second": 0.5,
    "weight": 1.0,
    "share": 2.0,
    "relative": 1.0,
    "dateline": 0.5,
    "dateline_alone": 1.5,
    "unsure": -1.0,
    "countries": -0.3,
    "not_in_title": -0.5,
}


def country_features(mentions: Sequence[Mention]) -> dict[str, dict[str, float]]:
    """Features by country of the mentions that speak for one; sentences past the beginning are not read."""
    by_country: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.country and mention.sentence < READ_SENTENCES and TRUST[mention.word.kind]:
            by_country[mention.country].append(mention)
    weights = {country: _weight(found) for country, found in by_country.items()}
    total, top = sum(weights.values()), max(weights.values(), default=0.0)
    titled = [mention.country for found in by_country.values() for mention in found if mention.part is Part.TITLE]
    first = min(
        (mention for found in by_country.values() for mention in found if mention.part is Part.TITLE),
        key=lambda mention: mention.order,
        default=None,
    )
    return {
        country: {
            "bias": 1.0,
            "title": float(country in titled),
            "title_first": float(first is not None and first.country == country),
            "not_in_title": float(bool(titled) and country not in titled),
            "lead": float(any(mention.part is Part.LEAD for mention in found)),
            "second": float(any(mention.sentence == 1 and mention.part is Part.TEXT for mention in found)),
            "weight": math.log1p(weights[country]),
            "share": weights[country] / total if total else 0.0,
            "relative": weights[country] / top if top else 0.0,
            "dateline": float(any(mention.part is Part.DATELINE for mention in found)),
            "dateline_alone": float(all(mention.part is Part.DATELINE for mention in found)),
            "alone": float(len(by_country) == 1),
            "unsure": float(all(mention.word.kind in (Kind.CITY, Kind.TOWN, Kind.CURRENCY) for mention in found)),
            "countries": math.log(len(by_country)),
        }
        for country, found in by_country.items()
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
    about = {country for country, score in scores.items() if score >= 0.5}
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
