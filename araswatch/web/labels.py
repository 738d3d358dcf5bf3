"""Codes → what a person calls them, in English: regions, pairs, languages, themes, sources, kinds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.core import UnknownLocaleError

from araswatch.catalogue import Source
from araswatch.settings import data_folder

ENGLISH = Locale("en")
COUNTRY_CODE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names that the catalogue and the vocabularies give, by code; CLDR knows languages, and the `countries` that editors wrote of."""

    regions: Mapping[str, str] = field(default_factory=dict)
    countries: frozenset[str] = frozenset()
    themes: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)

    def of(self, facet: str, value: str) -> str:
        """The name of a facet's value; the value itself where nobody knows a better one."""
        match facet:
            case "region" | "mention":
                return self.region(value)
            case "pair":
                return "\u2009–\u2009".join(self.region(code) for code in value.split("-"))
            case "lang" | "language":
                return str(ENGLISH.languages.get(value, value))
            case "theme":
                return self.themes.get(value) or spaced(value)
            case "source":
                return self.sources.get(value, value)
            case "kind":
                return spaced(value)
        return value

    def region(self, code: str) -> str:
        """A place's name: `Iran`, `East Azerbaijan`, `Caspian`."""
        return self.regions.get(code) or ENGLISH.territories.get(code) or (spaced(code) if code.islower() else code)


def read_labels(sources: Iterable[Source]) -> Labels:
    """The names that the catalogue and the vocabularies give."""
    schemas = data_folder("schemas")
    places = _places(schemas / "regions")
    return Labels(
        regions=_first_names(places),
        countries=frozenset(place["code"] for place in places if len(place["code"]) == COUNTRY_CODE),
        themes=_theme_names(schemas / "themes"),
        sources={source.id: source.name for source in sources},
    )


def _places(folder: Path) -> list[dict[str, Any]]:
    """The places that editors wrote of, in the order of the files."""
    files = [yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) for path in sorted(folder.glob("*.yml"))]
    return [place for file in files for place in file.get("places", ())]


def _first_names(places: Iterable[dict[str, Any]]) -> dict[str, str]:
    """The first English name of each place that is no country, by code; countries are CLDR's.

    Places with an id of their own (cities, bodies) lie within their code, and name it only where nothing else does.
    """
    names: dict[str, str] = {}
    for place in sorted(places, key=lambda place: "id" in place):
        english = (place.get("names") or {}).get("en")
        if english and len(place["code"]) != COUNTRY_CODE:
            names.setdefault(place["code"], english[0])
    return names


def _theme_names(folder: Path) -> dict[str, str]:
    """The English name of each theme, by id."""
    files = [yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) for path in sorted(folder.glob("*.yml"))]
    return {file["id"]: file["name"] for file in files if isinstance(file, dict) and "id" in file and "name" in file}


def own_name(language: str) -> str:
    """What speakers call a language: `فارسی` of `fa`."""
    try:
        return (Locale.parse(language, sep="-").get_display_name() or language) if language else ""
    except (UnknownLocaleError, ValueError):
        return language


def spaced(identifier: str) -> str:
    """`military-exercise` as words."""
    return identifier.replace("-", " ").capitalize()
