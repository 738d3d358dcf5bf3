"""What stands for a story in a list: the article that had it first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from araswatch.query import parse
from araswatch.records import Dated, StoredArticle
from araswatch.stores import SearchRequest, Sort, Store
from araswatch.urls import article_id
from araswatch.web.desk import Desk
from araswatch.web.results import Found, stories_found
from tests.web import sample

FIRST_AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


def article(source: str, hours: float, *, story: str | None = None, text: str = "a ferry named Sigurd") -> StoredArticle:
    """An article of a story, so many hours after its first."""
    made = sample.articles()[0]
    url = f"https://{source}.example/sigurd/{hours}"
    at = FIRST_AT + timedelta(hours=hours)
    moved = replace(
        made.tagged.article, id=article_id(url), url=url, canonical_url=url, source_id=source, title=text, text=text, fetched_at=at,
        published=Dated(at=at, source="json-ld"),
    )  # fmt: skip
    return replace(made, tagged=replace(made.tagged, article=moved), first_seen_at=at, story_id=story or moved.id)


@pytest.fixture
def store(desk: Desk) -> Store:
    first = article("aras-wire", 0)
    copies = [article("baku-daily", 5, story=first.id), article("tehran-post", 60, story=first.id)]
    alone = [article("aras-wire", hours, text=f"Sigurd sails {hours}") for hours in range(10, 34)]
    desk.backends.store.put([first, *copies, *alone])
    desk.backends.store.refresh()
    return desk.backends.store


def found(store: Store, query: str, *, sort: Sort = Sort.NEWEST, after: str | None = None) -> tuple[list[Found], str | None]:
    request = SearchRequest(query=parse(query, now=sample.NOW), limit=10, sort=sort, after=after)
    result = store.search(request)
    return stories_found(store, request, result.hits), result.next


@pytest.mark.parametrize("sort", Sort)
def test_the_first_article_stands_for_its_story(store: Store, sort: Sort) -> None:
    shown, _ = found(store, "sigurd ferry", sort=sort)
    (story,) = shown
    assert story.shown.article.tagged.article.source_id == "aras-wire"
    assert [copy.article.tagged.article.source_id for copy in story.copies] == ["baku-daily", "tehran-post"]
    assert (story.articles, story.first) == (3, None)
    assert story.newest_at == FIRST_AT + timedelta(hours=60)


def test_it_does_so_where_its_own_place_is_pages_away(store: Store) -> None:
    shown, _ = found(store, "sigurd")
    assert shown[0].shown.article.tagged.article.source_id == "aras-wire"
    assert "<" not in shown[0].shown.title_highlighted
    assert "\x02Sigurd\x03" in shown[0].shown.title_highlighted


def test_a_story_is_shown_once_over_all_pages(store: Store) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        shown, after = found(store, "sigurd", after=after)
        seen += [story.story_id for story in shown]
        if after is None:
            break
    assert len(seen) == len(set(seen)) == 25


def test_who_had_it_first_is_named_where_the_search_leaves_that_out(store: Store) -> None:
    (story,), _ = found(store, "sigurd ferry -source:aras-wire")
    assert story.shown.article.tagged.article.source_id == "baku-daily"
    assert story.first is not None
    assert story.first.tagged.article.source_id == "aras-wire"
