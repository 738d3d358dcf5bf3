"""What a query may name, as lists to pick from: themes, regions, sources, languages and kinds with what a person calls them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from araswatch.catalogue import Source
from araswatch.web.harmless import plain
from araswatch.web.labels import COUNTRY_CODE, Labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A field of the query language and its values, each with its name, by name; `groups` hold those of one heading (empty: none)."""

    field: str
    title: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    @property
    def values(self) -> int:
        return sum(len(values) for _, values in self.groups)


def read_picks(labels: Labels, sources: Collection[Source]) -> tuple[Pick, ...]:
    """The lists of a catalogue and the vocabularies."""
    cross_border = {code for code in labels.regions if code.islower()}
    languages = {language.split("-")[0] for source in sources for language in source.languages}
    return (
        Pick(field="theme", title="Theme", groups=_named(labels, "theme", [("", labels.themes)])),
        Pick(
            field="region",
            title="Region",
            groups=_named(
                labels,
                "region",
                [
                    ("Beyond one country", cross_border),
                    ("Countries", labels.countries),
                    ("Provinces", labels.regions.keys() - cross_border),
                ],
            ),
        ),
        Pick(field="source", title="Source", groups=_named(labels, "source", _by_country(labels, sources))),
        Pick(field="lang", title="Language", groups=_named(labels, "lang", [("", languages)])),
        Pick(field="kind", title="Kind of source", groups=_named(labels, "kind", [("", {str(source.kind) for source in sources})])),
    )


def options(pick: Pick, chosen: str = "") -> Markup:
    """The values as `<option>`s, one of them chosen."""
    every, value = _options(pick), f'value="{escape(chosen)}"'
    return Markup(str(every).replace(value, f"{value} selected", 1)) if chosen else every  # noqa: S704 - all of it is escaped


@cache
def _options(pick: Pick) -> Markup:
    return Markup().join(_option_group(title, values) for title, values in pick.groups)


def _option_group(title: str, values: Iterable[tuple[str, str]]) -> Markup:
    lines = Markup().join(Markup('<option value="{}">{}</option>').format(value, plain(name, 60)) for value, name in values)
    return Markup('<optgroup label="{}">{}</optgroup>').format(title, lines) if title else lines


def _by_country(labels: Labels, sources: Collection[Source]) -> list[tuple[str, Collection[str]]]:
    countries = sorted({source.country for source in sources}, key=labels.region)
    return [(labels.region(country), {one.id for one in sources if one.country == country}) for country in countries]


def _named(
    labels: Labels, field: str, groups: Iterable[tuple[str, Collection[str]]]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The values that are not empty, each with its name; a province with its country, since names repeat across borders."""
    named = (
        (title, sorted(((value, _name(labels, field, value)) for value in values), key=lambda one: one[1])) for title, values in groups
    )
    return tuple((title, tuple(values)) for title, values in named if values)


def _name(labels: Labels, field: str, value: str) -> str:
    is_province = field == "region" and value.isupper() and len(value) > COUNTRY_CODE
    return f"{labels.region(value.split('-')[0])}: {labels.region(value)}" if is_province else labels.of(field, value)
