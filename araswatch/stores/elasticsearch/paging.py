"""Where a page of hits begins, and how its cursor says so.

Scores shift with every article that is added, so pages by relevance share one view of the index. Most searches never come to a second page:
the view is opened with that one, and it and the pages after it leave out what the first page gave. Where an article is added later by date,
it has its place, and no view is needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from araswatch.stores import SearchRequest, Sort, cursor

LARGEST_PAGE = 10_000
"""`index.max_result_window`, the server's limit for one page."""
MOST_GIVEN = 100
"""Hits of a first page up to which its successors' cursors name them; a longer one has a view itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The view of the index that a page looks into, the sort values of the hit that it follows, and the ids that a page outside of that
    view has given."""

    view: str | None = None
    after: Sequence[Any] = ()
    given: Sequence[str] = ()


def place_of(request: SearchRequest) -> Place:
    """Where the page that is asked for begins. Raises `StoreError` for a cursor of another search."""
    if not request.after:
        return Place()
    if request.sort is not Sort.RELEVANCE:
        return Place(after=cursor.decode(request.after, (int, str)))
    view, *after, given = cursor.decode(request.after, (str, float, int, str, str))
    return Place(view=view, after=after, given=given.split()) if view else Place(given=given.split())


def needs_view(request: SearchRequest) -> bool:
    """Whether the page is one of several that have to look into the same state of the index."""
    return request.sort is Sort.RELEVANCE and (request.after is not None or request.limit > MOST_GIVEN)


def following(request: SearchRequest, place: Place, hits: Sequence[Mapping[str, Any]], total: int) -> str | None:
    """The cursor of the page after the one that begins at a place and has these hits, out of `total`; `None` where this one is the last."""
    if not hits or len(hits) < min(request.limit, LARGEST_PAGE) or len(hits) == total:
        return None
    after = hits[-1]["sort"]
    if request.sort is not Sort.RELEVANCE:
        return cursor.encode(*after[:2])
    if place.view is None:
        return cursor.encode("", 0.0, 0, "", " ".join(hit["_id"] for hit in hits))
    return cursor.encode(place.view, *after[:3], " ".join(place.given))
