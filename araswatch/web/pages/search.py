"""The search page: results by story, facets, histogram, map; whatever is chosen is in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from araswatch.errors import QueryError
from araswatch.query import Query
from araswatch.stores import Interval, SearchRequest, SearchResult
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.maps import region_map
from araswatch.web.pages.help_page import BESIDE_THE_BOX
from araswatch.web.rendering import render
from araswatch.web.results import stories_found
from araswatch.web.state import FACET_OF, SINGLE, SearchState
from araswatch.web.timeline import Timeline, by_day, timeline

router = APIRouter()

PER_PAGE = 20
MARGIN = timedelta(days=366)
"""The most that the bars reach beyond what was found, where days were asked for."""

LEAST_SHOWN = timedelta(days=13)
"""The bars reach two weeks back at least where no first day was asked for: one day alone would fill the picture."""

SHOWN_FACETS = (("region", "About"), ("pair", "Between"), ("theme", "Theme"), ("lang", "Language"), ("source", "Source"),
                ("kind", "Kind"), ("mention", "Mentions"))  # fmt: skip
FACET_SIZE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a facet: its name, how many articles have it, whether it is chosen, and where choosing or dropping it leads."""

    value: str
    label: str
    count: int
    chosen: bool
    url: str


@router.get("/search", include_in_schema=False)
def search_page(request: Request, desk: AtDesk) -> Response:
    """Everything found, or what is wrong with the query at its place."""
    state = SearchState.of(request.query_params)
    try:
        query = state.query(now=desk.now(), names=desk.names)
    except QueryError as error:
        return _shown(request, desk, state, status=400, **_empty(), **fault_of(state, error))
    return _shown(request, desk, state, **found(desk, state, query))


def _shown(request: Request, desk: Desk, state: SearchState, **values: Any) -> Response:
    return render(request, "search.html", state=state, examples=BESIDE_THE_BOX, picks=desk.picks, **values)


def found(desk: Desk, state: SearchState, query: Query) -> dict[str, Any]:
    """What the page shows of a search."""
    request = SearchRequest(
        query=query,
        limit=PER_PAGE,
        sort=state.order,
        after=state.after,
        facets=tuple(FACET_OF.get(field, field) for field, _ in SHOWN_FACETS),
        facet_size=FACET_SIZE,
        histogram=Interval.DAY,
        timezone=str(desk.zone),
    )
    result = desk.backends.store.search(request)
    return {
        "result": result,
        "stories": stories_found(desk.backends.store, request, result.hits),
        "facets": [(field, title, choices(desk, state, field, result)) for field, title in SHOWN_FACETS],
        "timeline": searched_timeline(state, result, desk.now().date()),
        "map": region_map(result.facets.get("mention", {}), lambda code: state.with_filter("mention", code).viewed("").url())
        if state.view == "map"
        else None,
        "fault": None,
    }


def searched_timeline(state: SearchState, result: SearchResult, today: date) -> Timeline | None:
    """The bars between the days asked for, else between the first and the last found; `None` where nothing is."""
    days = {at: count for at, count in by_day(result.histogram).items() if at <= today + timedelta(days=1)}
    if not days:
        return None
    last = min(state.until or max(days), max(days) + MARGIN)
    first = max(state.since or min(*days, last - LEAST_SHOWN), min(days) - MARGIN)
    return timeline(days, first=min(first, last), last=max(first, last))


def choices(desk: Desk, state: SearchState, field: str, result: SearchResult) -> list[Choice]:
    """The values of a facet, chosen ones first. Beside a chosen source, language or kind stand those that could be added."""
    counts: Mapping[str, int] = result.facets.get(FACET_OF.get(field, field), {})
    chosen = state.values(field)
    if chosen and field in SINGLE:
        counts = {**_counts_without(desk, state.without_field(field), field), **counts}
    values = [*chosen, *(value for value in counts if value not in chosen)]
    return [_choice(desk, state, field, value, counts.get(value, 0), value in chosen) for value in values]


def _choice(desk: Desk, state: SearchState, field: str, value: str, count: int, chosen: bool) -> Choice:
    leads_to = state.without_filter(field, value) if chosen else state.with_filter(field, value)
    return Choice(value=value, label=desk.labels.of(field, value), count=count, chosen=chosen, url=leads_to.url())


def _counts_without(desk: Desk, state: SearchState, field: str) -> dict[str, int]:
    facet = FACET_OF.get(field, field)
    query = state.query(now=desk.now(), names=desk.names)
    request = SearchRequest(query=query, limit=0, highlight=False, facets=(facet,), facet_size=FACET_SIZE)
    return dict(desk.backends.store.search(request).facets[facet])


def _empty() -> dict[str, Any]:
    return {"result": None, "stories": [], "facets": [], "timeline": None, "map": None}


def fault_of(state: SearchState, error: QueryError) -> dict[str, Any]:
    """The fault's reason, and the query before, at and after its place; one in a filter of the URL has no place in the box."""
    if error.query != state.q or error.position is None:
        return {"fault": {"reason": error.reason, "before": "", "at": "", "after": ""}}
    at = min(error.position, len(state.q))
    return {"fault": {"reason": error.reason, "before": state.q[:at], "at": state.q[at : at + 1] or " ", "after": state.q[at + 1 :]}}
