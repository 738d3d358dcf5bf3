"""How much attention a watch or any search gets: over time and as a share of all coverage, by whom, and what is unusual this week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from markupsafe import Markup

from araswatch.errors import QueryError
from araswatch.jobs.health import SOURCE_WINDOW, SourceState, source_health
from araswatch.query import Query as ParsedQuery
from araswatch.query import parse
from araswatch.stores import Interval, SearchRequest, Sort
from araswatch.web import charts
from araswatch.web.attention import LEAST_DAYS_BEFORE, attention, collection_gaps, days_covered, unusual
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.pages.search import fault_of
from araswatch.web.rendering import render
from araswatch.web.results import stories_found
from araswatch.web.state import SearchState, without_repetition
from araswatch.web.timeline import by_day

router = APIRouter(include_in_schema=False)

SPANS = (30, 60, 180, 365)
DAY = timedelta(days=1)
WEEK = timedelta(days=7)
WEEKS_BEFORE = 4
COMPARED = ("theme", "source", "mention", "language")
NEWEST = 12
ILL = {SourceState.FAILING, SourceState.SILENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the overview is of: a search, or a watch's query, over so many days."""

    state: SearchState
    watch_id: str = ""
    watch_name: str = ""
    days: int = SPANS[1]

    @property
    def text(self) -> str:
        return self.state.text

    def url(self, *, days: int | None = None) -> str:
        """Where this overview is."""
        span = days or self.days
        base = f"/overview?watch={self.watch_id}" if self.watch_id else self.state.url("/overview")
        return f"{base}{'&' if '?' in base else '?'}days={span}"


@router.get("/overview")
def overview_page(
    request: Request, desk: AtDesk, watch: str = "", days: Annotated[int, Query(ge=7, le=730)] = SPANS[1]
) -> Response:  # fmt: skip
    """The overview of the scope that the URL names; of everything where it names none."""
    state = replace(SearchState.of(request.query_params), since=None, until=None, sort=None, after=None, view="")
    scope = Scope(state=state, days=days)
    if watch:
        chosen = desk.watches().by_id().get(watch)
        if chosen is None:
            raise HTTPException(404, "There is no watch of this name.")
        scope = Scope(state=SearchState(q=chosen.query), watch_id=chosen.id, watch_name=chosen.name, days=days)
    try:
        query = scope.state.query(now=desk.now(), names=desk.names)
    except QueryError as error:
        return _shown(request, desk, scope, status=400, view=None, **fault_of(state, error))
    return _shown(request, desk, scope, view=view_of(desk, scope, query), fault=None)


def _shown(request: Request, desk: Desk, scope: Scope, **values: Any) -> Response:
    watches = desk.watches().watches
    return render(request, "overview.html", scope=scope, watches=watches, spans=SPANS, picks=desk.picks, **values)


def view_of(desk: Desk, scope: Scope, query: ParsedQuery) -> dict[str, Any]:
    """Everything that the page shows of a scope."""
    today = desk.now().date()
    first = today - timedelta(days=scope.days - 1)
    request = _counting(desk, scope.text, first, facets=("source", "language", "theme"))
    found, everything = desk.backends.store.search(request), desk.backends.store.search(_counting(desk, "", first))
    articles, coverage = by_day(found.histogram), by_day(everything.histogram)
    days = attention(articles, coverage, first=first, last=today)
    gaps = _gaps(desk, coverage, first, today)
    spec, narrow = charts.attention_chart(days, gaps), charts.attention_chart(days, gaps, width=charts.PHONE_WIDTH)
    week = sum(count for at, count in articles.items() if at > today - WEEK)
    return {
        "total": found.total,
        "share": found.total / everything.total if everything.total else 0.0,
        "week": week,
        "before": sum(count for at, count in articles.items() if today - 2 * WEEK < at <= today - WEEK),
        "sources": found.facets["source"],
        "languages": found.facets["language"],
        "themes": found.facets["theme"],
        "days": days,
        "gaps": gaps,
        "spec": spec,
        "svg": Markup(charts.svg(spec)),  # noqa: S704 - our own SVG: it holds numbers and our words alone
        "narrow_svg": Markup(charts.svg(narrow)),  # noqa: S704
        "newest": stories_found(desk.backends.store, request, found.hits)[:NEWEST],
        "unusual": _unusual(desk, scope.text, today),
        "before_covered": days_covered(coverage, first=today - 2 * WEEK + DAY, last=today - WEEK),
        "ill": _ill_sources(desk, found.facets["source"]),
    }


def _counting(desk: Desk, text: str, first: date, facets: tuple[str, ...] = ()) -> SearchRequest:
    """A search since a day, with daily counts."""
    return SearchRequest(
        query=_since(desk, text, first),
        limit=NEWEST * 3 if facets else 0,
        sort=Sort.NEWEST,
        highlight=False,
        facets=facets,
        histogram=Interval.DAY,
        timezone=str(desk.zone),
    )


def _since(desk: Desk, text: str, first: date, before: date | None = None) -> ParsedQuery:
    days = f"since:{first}" + (f" until:{before - timedelta(days=1)}" if before else "")
    return without_repetition(parse(f"({text}) {days}" if text else days, now=desk.now(), names=desk.names))


def _gaps(desk: Desk, coverage: Mapping[date, int], first: date, today: date) -> list[Any]:
    ledger = desk.backends.ledger
    start = datetime.combine(first, datetime.min.time(), tzinfo=desk.zone)
    began = ledger.first_segment_at()
    collected = ledger.pages_by_day(since=start, zone=desk.zone)
    return collection_gaps(coverage, collected, began=began.astimezone(desk.zone).date() if began else None, first=first, last=today)


def _unusual(desk: Desk, text: str, today: date) -> list[Any] | None:
    """This week against the weeks before it, by the days of which anything was collected; `None` where those are too few."""
    this_week = today - WEEK + DAY
    earlier = this_week - WEEKS_BEFORE * WEEK
    everything = by_day(desk.backends.store.search(_counting(desk, "", earlier)).histogram)
    covered = days_covered(everything, first=earlier, last=this_week - DAY)
    if covered < LEAST_DAYS_BEFORE:
        return None
    queries = _since(desk, text, this_week), _since(desk, text, earlier, this_week)
    now, before = (
        desk.backends.store.search(SearchRequest(query=query, limit=0, highlight=False, facets=COMPARED, facet_size=200)).facets
        for query in queries
    )
    return unusual(now, before, weeks=covered / WEEK.days)


def _ill_sources(desk: Desk, sources: Mapping[str, int]) -> list[Any]:
    """Sources that carried the scope and are failing or silent now: their silence says nothing."""
    now = desk.now()
    counts = desk.backends.ledger.source_counts(since=now - SOURCE_WINDOW)
    states = [source_health(desk.sources[one], counts.get(one), now=now) for one in sources if one in desk.sources]
    return [state for state in states if state.state in ILL]
