"""Hits → stories: the copies of a text folded under the first of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from araswatch.query import Query
from araswatch.query.nodes import Any, Value
from araswatch.query.searchable import date_of
from araswatch.records import StoredArticle
from araswatch.stores import Hit, SearchRequest, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story on a page of results: its best hit, the other hits of it on the page, and how many articles the store has of it in all."""

    story_id: str
    best: Hit
    copies: tuple[Hit, ...]
    articles: int


def story_of(article: StoredArticle) -> str:
    """The id of an article's story: its own where nobody copied it."""
    return article.story_id or article.id


def folded(hits: Iterable[Hit], sizes: Mapping[str, int]) -> list[Found]:
    """One entry a story, where its first hit stood."""
    by_story: dict[str, list[Hit]] = {}
    for hit in hits:
        by_story.setdefault(story_of(hit.article), []).append(hit)
    return [
        Found(story_id=story, best=several[0], copies=tuple(several[1:]), articles=max(sizes.get(story, 1), len(several)))
        for story, several in by_story.items()
    ]


def story_sizes(store: Store, stories: Sequence[str]) -> Mapping[str, int]:
    """How many articles the store has of each story."""
    if not stories:
        return {}
    request = SearchRequest(query=stories_query(stories), limit=0, highlight=False, facets=("story",), facet_size=len(stories))
    return store.search(request).facets["story"]


def stories_query(stories: Sequence[str]) -> Query:
    """Finds the articles of stories by id."""
    values = tuple(Value(field="story", value=story) for story in stories)
    return Query(text=" OR ".join(f"story:{story}" for story in stories), root=Any(children=values))


def lag(first: datetime, later: datetime) -> str:
    """How much later a copy came: `+35 min`, `+4 h`, `+2 days`."""
    behind = later - first
    if behind < timedelta(minutes=1):
        return "at once"
    if behind < timedelta(hours=2):
        return f"+{behind // timedelta(minutes=1)} min"
    if behind < timedelta(days=2):
        return f"+{behind // timedelta(hours=1)} h"
    return f"+{behind.days} days"


def lags(articles: Iterable[StoredArticle]) -> list[tuple[StoredArticle, str]]:
    """The articles of a story by time, each with how long after the first it came."""
    ordered = sorted(articles, key=date_of)
    return [(article, lag(date_of(ordered[0]), date_of(article))) for article in ordered]
