"""A search as the URL says it ↔ the query it stands for. Every state of the search page is one of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol, Self
from urllib.parse import urlencode

from araswatch.query import NameLookup, Query, parse
from araswatch.query.nodes import All, Any, Node
from araswatch.stores import Sort

NARROWING = ("region", "mention", "pair", "theme", "lang", "source", "kind", "host", "author", "story")
"""URL parameters that narrow a search, by the query's field names. Of an article's one language, source and kind any will do; of the
others, of which it has several, all are wanted."""

SINGLE = frozenset({"lang", "source", "kind", "host"})
FACET_OF = {"lang": "language"}
"""The store's name of a facet where it is not the query's."""

BARE = re.compile(r"[\w-]+(\.[\w-]+)*")
LONGEST_QUERY = 4_000
MOST_FILTERS = 50


class Parameters(Protocol):
    """The parameters of a URL, each any number of times."""

    def get(self, key: str, default: str, /) -> str: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchState:
    """What the box says (`q`), what narrows it, the days between (both inclusive), the order, and the page's cursor."""

    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort | None = None
    after: str | None = None
    view: str = ""

    @classmethod
    def of(cls, parameters: Parameters) -> Self:
        """The state that a URL's parameters say; what cannot be read is left out."""
        filters = dict.fromkeys((field, value.strip()) for field in NARROWING for value in parameters.getlist(field) if value.strip())
        return cls(
            q=parameters.get("q", "")[:LONGEST_QUERY].strip(),
            filters=tuple(filters)[:MOST_FILTERS],
            since=day(parameters.get("since", "")),
            until=day(parameters.get("until", "")),
            sort=Sort(named) if (named := parameters.get("sort", "")) in set(Sort) else None,
            after=parameters.get("after", "") or None,
            view="map" if parameters.get("view", "") == "map" else "",
        )

    @property
    def order(self) -> Sort:
        """The order asked for; without one, by relevance where there are words to rate by."""
        return self.sort or (Sort.RELEVANCE if self.q else Sort.NEWEST)

    @property
    def text(self) -> str:
        """The whole search in the query language, as a watch would have it."""
        q = f"({self.q})" if self.q and (self.filters or self.since or self.until) and not _is_one_clause(self.q) else self.q
        bounds = [f"{name}:{at.isoformat()}" for name, at in (("since", self.since), ("until", self.until)) if at]
        return " ".join(part for part in (q, *_clauses(self.filters), *bounds) if part)

    def query(self, *, now: datetime, names: NameLookup | None = None) -> Query:
        """The query; raises `QueryError` whose position is one in `q` where the box is at fault."""
        own = parse(self.q, now=now, names=names)
        return without_repetition(own if self.text == self.q else parse(self.text, now=now, names=names))

    def values(self, field: str) -> tuple[str, ...]:
        """What a field is narrowed to."""
        return tuple(value for name, value in self.filters if name == field)

    def with_filter(self, field: str, value: str) -> SearchState:
        """Narrowed by one more value, from its first page."""
        return replace(self, filters=tuple(dict.fromkeys((*self.filters, (field, value)))), after=None)

    def without_filter(self, field: str, value: str) -> SearchState:
        """With one value less, from its first page."""
        return replace(self, filters=tuple(one for one in self.filters if one != (field, value)), after=None)

    def without_field(self, field: str) -> SearchState:
        """Not narrowed by a field at all."""
        return replace(self, filters=tuple(one for one in self.filters if one[0] != field), after=None)

    def between(self, since: date | None, until: date | None) -> SearchState:
        """With other days."""
        return replace(self, since=since, until=until, after=None)

    def sorted_by(self, sort: Sort) -> SearchState:
        return replace(self, sort=sort, after=None)

    def page_after(self, cursor: str | None) -> SearchState:
        return replace(self, after=cursor)

    def viewed(self, view: str) -> SearchState:
        return replace(self, view=view, after=None)

    def parameters(self) -> list[tuple[str, str]]:
        """The URL's parameters, in one order always."""
        named: Iterable[tuple[str, object]] = (
            ("since", self.since), ("until", self.until), ("sort", self.sort), ("view", self.view), ("after", self.after),
        )  # fmt: skip
        return [*([("q", self.q)] if self.q else []), *self.filters, *((name, str(value)) for name, value in named if value)]

    def url(self, path: str = "/search") -> str:
        """Where this state is."""
        parameters = self.parameters()
        return f"{path}?{urlencode(parameters)}" if parameters else path


def without_repetition(query: Query) -> Query:
    """The query without clauses that it says again: a word typed a thousand times would be looked up as often."""
    return replace(query, root=_once(query.root))


def _once(node: Node) -> Node:
    if isinstance(node, All | Any):
        return replace(node, children=tuple(dict.fromkeys(map(_once, node.children))))
    return node


def day(text: str) -> date | None:
    """The day of an ISO 8601 date."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


def clause(field: str, value: str) -> str:
    """One clause of the query language."""
    typed = value if BARE.fullmatch(value) else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"{field}:{typed}"


def _clauses(filters: tuple[tuple[str, str], ...]) -> list[str]:
    by_field: Mapping[str, list[str]] = {field: [value for name, value in filters if name == field] for field in NARROWING}
    clauses: list[str] = []
    for field, values in by_field.items():
        single = [clause(field, value) for value in values]
        clauses += [f"({' OR '.join(single)})"] if field in SINGLE and len(single) > 1 else single
    return clauses


def _is_one_clause(q: str) -> bool:
    """Whether more clauses can stand beside it as it is."""
    return re.search(r"\b(OR|AND|NOT)\b|\|\|", q) is None
