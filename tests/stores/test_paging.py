"""Pages on Elasticsearch: a first one holds nothing open, its successors share a view of the index and give each article once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from araswatch.errors import CursorError
from araswatch.query import Query
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, SearchResult, Sort, cursor
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.paging import MOST_GIVEN

Make = Callable[..., StoredArticle]
Ask = Callable[[str], Query]


def filled(store: ElasticsearchStore, articles: list[StoredArticle]) -> None:
    assert not store.put(articles).refused
    store.refresh()


def views(store: ElasticsearchStore) -> int:
    """Views of the store's indices that the server holds open."""
    found = store.client.indices.stats(index=store.names.read, metric="search")
    return int(found["_all"]["total"]["search"]["open_contexts"])


def ids(result: SearchResult) -> list[str]:
    return [hit.article.id for hit in result.hits]


def test_a_view_is_opened_with_the_second_page_and_closed_with_the_last(elastic: ElasticsearchStore, article: Make, query: Ask) -> None:
    filled(elastic, [article(str(number), "Aras " * (number + 1)) for number in range(9)])
    request = SearchRequest(query=query("aras"), limit=4)
    first = elastic.search(request)
    assert views(elastic) == 0
    second = elastic.search(replace(request, after=first.next))
    assert views(elastic) == 1
    third = elastic.search(replace(request, after=second.next))
    assert views(elastic) == 0
    assert third.next is None
    assert ids(first) + ids(second) + ids(third) == ids(elastic.search(replace(request, limit=9)))


def test_an_article_that_falls_in_rank_is_not_given_again(elastic: ElasticsearchStore, article: Make, query: Ask) -> None:
    articles = [article(str(number), "Aras " * (20 - number)) for number in range(12)]
    filled(elastic, articles)
    request = SearchRequest(query=query("aras"), limit=3)
    result = elastic.search(request)
    filled(elastic, [article("0", "Aras" + " Kura" * 50, revision=2)])
    seen = ids(result)
    while result.next:
        result = elastic.search(replace(request, after=result.next))
        seen += ids(result)
    assert sorted(seen) == sorted(one.id for one in articles)


@pytest.mark.parametrize("limit", [30, MOST_GIVEN + 20])
def test_pages_of_any_length_hold_each_article_once(elastic: ElasticsearchStore, article: Make, query: Ask, limit: int) -> None:
    articles = [article(str(number), "Aras " * (number % 7 + 1)) for number in range(300)]
    filled(elastic, articles)
    request = SearchRequest(query=query("aras"), limit=limit)
    result = elastic.search(request)
    seen = ids(result)
    while result.next:
        assert len(result.next) < 2_000
        filled(elastic, [article(f"later{len(seen)}", "Aras")])
        result = elastic.search(replace(request, after=result.next))
        seen += ids(result)
    assert len(seen) == len(set(seen))
    assert {one.id for one in articles} <= set(seen)
    assert views(elastic) == 0


def test_a_page_whose_view_is_forgotten_goes_on(elastic: ElasticsearchStore, article: Make, query: Ask) -> None:
    filled(elastic, [article(str(number), "Aras") for number in range(12)])
    request = SearchRequest(query=query("aras"), limit=4)
    first = elastic.search(request)
    second = elastic.search(replace(request, after=first.next))
    view, *_ = cursor.decode(str(second.next), (str, float, int, str, str))
    elastic.client.close_point_in_time(id=view)
    third = elastic.search(replace(request, after=second.next))
    assert len({*ids(first), *ids(second), *ids(third)}) == 12


def test_a_cursor_of_another_order_is_refused(elastic: ElasticsearchStore, article: Make, query: Ask) -> None:
    filled(elastic, [article(str(number), "Aras") for number in range(3)])
    for sort, other in ((Sort.RELEVANCE, Sort.NEWEST), (Sort.OLDEST, Sort.RELEVANCE)):
        first = elastic.search(SearchRequest(query=query("aras"), limit=1, sort=sort))
        with pytest.raises(CursorError):
            elastic.search(SearchRequest(query=query("aras"), limit=1, sort=other, after=first.next))
