"""A query over the last weeks: what a watch of it would have told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from araswatch.query import Query, parse
from araswatch.query.nodes import All, Times
from araswatch.query.searchable import to_ms
from araswatch.stores import Interval, SearchRequest, Sort
from araswatch.web.desk import Desk
from araswatch.web.results import Found, stories_found
from araswatch.web.state import without_repetition
from araswatch.web.timeline import Timeline, by_day, timeline

DAYS = 30
SHOWN = 8
MOST_STORIES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """`articles` published in the last `days` days, in `stories`: a watch alerts once a story. `busiest` is the most articles of a day.

    `newest` lists the last stories, `more` says how many there are beside them; `since` is the first day.
    """

    days: int
    since: date
    articles: int
    stories: int
    busiest: int
    timeline: Timeline
    newest: tuple[Found, ...]

    @property
    def alerts_a_day(self) -> float:
        return self.stories / self.days

    @property
    def more(self) -> int:
        return self.stories - len(self.newest)


def backtest(desk: Desk, text: str, *, days: int = DAYS) -> Backtest:
    """What a query would have found; raises `QueryError`."""
    now = desk.now()
    since = (now - timedelta(days=days - 1)).replace(hour=0, minute=0, second=0, microsecond=0)
    query = without_repetition(parse(text, now=now, names=desk.names))
    lately = Query(text=f"({text}) since:{since.date()}", root=All(children=(query.root, _since(to_ms(since)))))
    request = SearchRequest(
        query=lately,
        limit=SHOWN * 3,
        sort=Sort.NEWEST,
        facets=("story",),
        facet_size=MOST_STORIES,
        histogram=Interval.DAY,
        timezone=str(desk.zone),
    )
    result = desk.backends.store.search(request)
    counts: Mapping[date, int] = by_day(result.histogram)
    return Backtest(
        days=days,
        since=since.date(),
        articles=result.total,
        stories=len(result.facets["story"]),
        busiest=max(counts.values(), default=0),
        timeline=timeline(counts, first=since.date(), last=now.date()),
        newest=tuple(stories_found(desk.backends.store, request, result.hits)[:SHOWN]),
    )


def _since(ms: int) -> Times:
    return Times(field="date", low_ms=ms, high_ms=None)
