"""Searching and reading by the API."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Path, Query

from araswatch.stores import FACETS, Interval, SearchRequest, Sort
from araswatch.web.api.parameters import Search
from araswatch.web.api.shapes import (
    PROBLEMS,
    BucketShape,
    FacetShape,
    FullArticleShape,
    HistogramShape,
    SearchShape,
    StoryShape,
    article_shape,
    full_article_shape,
    hit_shape,
)
from araswatch.web.desk import AtDesk
from araswatch.web.results import stories_query
from araswatch.zones import Zone

router = APIRouter(prefix="/api/v1", tags=["search"], responses=PROBLEMS)

Identity = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
FacetName = Literal["source", "host", "language", "region", "mention", "pair", "theme", "kind", "author", "story"]
MOST_IN_STORY = 1_000


@router.get("/search")
def search(
    desk: AtDesk,
    parameters: Search,
    limit: Annotated[int, Query(ge=0, le=100)] = 20,
    after: Annotated[str | None, Query(max_length=2_000, description="`next` of the page before")] = None,
    facet: Annotated[list[FacetName], Query(max_length=len(FACETS), description="fields to count")] = [],  # noqa: B006 - FastAPI copies it
) -> SearchShape:
    """A page of results."""
    state = parameters.state(after=after or None)
    request = SearchRequest(query=parameters.query(desk), limit=limit, sort=state.order, after=state.after, facets=tuple(facet))
    result = desk.backends.store.search(request)
    return SearchShape(
        query=state.text,
        total=result.total,
        hits=[hit_shape(hit) for hit in result.hits],
        next=result.next,
        facets={name: dict(counts) for name, counts in result.facets.items()},
    )


@router.get("/facets")
def facets(desk: AtDesk, parameters: Search, field: FacetName, size: Annotated[int, Query(ge=1, le=1_000)] = 50) -> FacetShape:
    """How often each value of a field stands among what is found."""
    request = SearchRequest(query=parameters.query(desk), limit=0, highlight=False, facets=(field,), facet_size=size)
    result = desk.backends.store.search(request)
    return FacetShape(query=parameters.state().text, field=field, total=result.total, values=dict(result.facets[field]))


@router.get("/histogram")
def histogram(desk: AtDesk, parameters: Search, interval: Interval = Interval.DAY, timezone: Zone | None = None) -> HistogramShape:
    """Counts over time in a zone; without one, in the dashboard's."""
    zone = timezone or str(desk.zone)
    request = SearchRequest(query=parameters.query(desk), limit=0, highlight=False, histogram=interval, timezone=zone)
    result = desk.backends.store.search(request)
    buckets = [BucketShape(start=start, count=count) for start, count in result.histogram.items()]
    return HistogramShape(query=parameters.state().text, interval=interval, timezone=zone, total=result.total, buckets=buckets)


@router.get("/articles/{article_id}")
def article(desk: AtDesk, article_id: Identity) -> FullArticleShape:
    """One article with its text."""
    held = desk.backends.store.get([article_id]).get(article_id)
    if held is None:
        raise HTTPException(404, "This article is not in the store.")
    return full_article_shape(held)


@router.get("/stories/{story_id}")
def story(desk: AtDesk, story_id: Identity) -> StoryShape:
    """The articles of a story, at most a thousand."""
    request = SearchRequest(query=stories_query([story_id]), limit=MOST_IN_STORY, sort=Sort.OLDEST, highlight=False)
    hits = desk.backends.store.search(request).hits
    if not hits:
        raise HTTPException(404, "No article of this story is in the store.")
    return StoryShape(id=story_id, articles=[article_shape(hit.article) for hit in hits])
