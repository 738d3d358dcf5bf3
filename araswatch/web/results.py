"""Hits → stories, each shown by the article that had it first, its copies folded under it.

A story is named by its earliest article. Where the search finds that one, it stands for the story in every list; where it does not (another
language, an earlier day), the earliest of the hits does, and who had the story first is said beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from araswatch.query import Query
from araswatch.query.nodes import All, Any, Value
from araswatch.records import StoredArticle
from araswatch.stores import Hit, SearchRequest, Store
from araswatch.stores.hits import hit as hit_of
from araswatch.stories import appeared_at

MOST_SHOWN_BEFORE = 200
"""Articles of a page's stories that are looked through for one on an earlier page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A story on a page of results.

    `shown` stands for it, `copies` are its other hits on the page, `articles` counts all that the store has of it. `first` is who had the
    story first where that is not among what was found; `newest_at` is when the last of the hits appeared, where that is not `shown`.
    """

    story_id: str
    shown: Hit
    copies: tuple[Hit, ...]
    articles: int
    first: StoredArticle | None = None
    newest_at: datetime | None = None


def story_of(article: StoredArticle) -> str:
    """The id of an article's story: its own where nobody copied it."""
    return article.story_id or article.id


def stories_found(store: Store, request: SearchRequest, hits: Iterable[Hit]) -> list[Found]:
    """One entry a story, where the first of its hits stood; none of a story that an earlier page has shown."""
    by_story: dict[str, list[Hit]] = {}
    for hit in hits:
        by_story.setdefault(story_of(hit.article), []).append(hit)
    sizes = story_sizes(store, list(by_story))
    shared = [story for story in by_story if sizes.get(story, 1) > 1]
    before = _shown_before(store, request, shared, by_story) if request.after and shared else frozenset[str]()
    firsts = store.get([story for story in shared if story not in before and all(hit.article.id != story for hit in by_story[story])])
    matching = store.matching(request.query, firsts) if firsts else set()
    return [
        _found(request, story, several, max(sizes.get(story, 1), len(several)), firsts.get(story), is_found=story in matching)
        for story, several in by_story.items()
        if story not in before
    ]


def _found(request: SearchRequest, story: str, hits: list[Hit], articles: int, first: StoredArticle | None, *, is_found: bool) -> Found:
    if first and is_found:
        hits = [*hits, hit_of(request, first, hits[0].score)]
    ordered = sorted(hits, key=lambda hit: (hit.article.id != story, _appeared(hit.article)))
    newest_at = max(_appeared(hit.article) for hit in hits)
    return Found(
        story_id=story,
        shown=ordered[0],
        copies=tuple(ordered[1:]),
        articles=articles,
        first=None if is_found else first,
        newest_at=newest_at if newest_at > _appeared(ordered[0].article) else None,
    )


def _shown_before(store: Store, request: SearchRequest, shared: Sequence[str], by_story: Mapping[str, Sequence[Hit]]) -> frozenset[str]:
    """The stories whose best hit stands on an earlier page."""
    chosen = stories_query(shared)
    query = Query(text=f"({request.query.text}) ({chosen.text})", root=All(children=(request.query.root, chosen.root)))
    again = replace(request, query=query, limit=MOST_SHOWN_BEFORE, after=None, highlight=False, facets=(), histogram=None)
    best: dict[str, str] = {}
    for hit in store.search(again).hits:
        best.setdefault(story_of(hit.article), hit.article.id)
    return frozenset(story for story, article_id in best.items() if all(hit.article.id != article_id for hit in by_story[story]))


def _appeared(stored: StoredArticle) -> datetime:
    return appeared_at(stored.tagged.article, stored.first_seen_at)


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
    """The articles of a story as they appeared, each with how long after the first it came."""
    ordered = sorted(articles, key=lambda article: (_appeared(article), article.id))
    return [(article, lag(_appeared(ordered[0]), _appeared(article))) for article in ordered]
