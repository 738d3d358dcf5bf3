"""Both stores and the evaluator find the same articles, query by query: `parity/queries.txt` over 600 articles in twelve languages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from araswatch.errors import QueryError
from araswatch.query import parse
from araswatch.query.evaluate import holds
from araswatch.query.searchable import Searchable, searchable
from araswatch.records import StoredArticle
from araswatch.stores import FACETS, Interval, SearchRequest, Store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.sqlite import SqliteStore

from .conftest import NOW, make_article, new_prefix

HERE = Path(__file__).resolve().parent / "parity"
ARTICLES = 600
LINES = [line.split(" ", 1) for line in (HERE / "queries.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
REGIONS = ("IR", "AZ", "TR", "AM", "IR-04", "AZ-NX", "caspian")
THEMES = ("military-exercise", "energy", "water", "diplomacy")
AUTHORS = ((), ("Leyla Əliyeva",), ("Ann Lee", "Bob Ray"), ("Бахтияр Ахмедов",))


def corpus() -> list[StoredArticle]:
    """Articles put together from the sentences of one language each, with every combination of tags sooner or later."""
    sentences: dict[str, list[str]] = yaml.safe_load((HERE / "sentences.yml").read_text(encoding="utf-8"))
    chance = random.Random(20261124)
    return [composed(number, chance, sentences) for number in range(ARTICLES)]


def composed(number: int, chance: random.Random, sentences: dict[str, list[str]]) -> StoredArticle:
    language = list(sentences)[number % len(sentences)]
    about, mention = chance.sample(REGIONS, chance.randint(0, 2)), chance.sample(REGIONS, chance.randint(0, 2))
    known = sentences[language]
    return make_article(
        f"{language}/{number}", title=chance.choice(known), text="\n".join(chance.sample(known, min(len(known), chance.randint(1, 3)))),
        language=language, about=about, mention=[code for code in mention if code not in about],
        pairs=["AZ-IR"] if {"AZ", "IR"} <= set(about) else [], themes=chance.sample(THEMES, chance.randint(0, 2)),
        named=chance.sample(("IR", "AZ"), chance.randint(0, 2)), source_id=chance.choice(("trend", "irna", "aravot")),
        source_kind=chance.choice((None, "blog", "newspaper")), host=chance.choice(("www.news.one.example", "two.example")),
        authors=chance.choice(AUTHORS), published=None if number % 7 == 0 else NOW - timedelta(hours=chance.randint(1, 9000)),
        first_seen_at=datetime(2026, 4 + number % 8, 1 + number % 24, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture(scope="module")
def articles() -> list[StoredArticle]:
    return corpus()


@pytest.fixture(scope="module")
def projected(articles: list[StoredArticle]) -> dict[str, Searchable]:
    """What can be searched of each article, by URL."""
    return {article.tagged.article.url: searchable(article) for article in articles}


@pytest.fixture(scope="module")
def sqlite(articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = SqliteStore(tmp_path_factory.mktemp("parity") / "store.sqlite")
    store.put(articles)
    yield store
    store.close()


@pytest.fixture(scope="module")
def elastic(articles: list[StoredArticle], elasticsearch_url: str) -> Iterator[Store]:
    store = ElasticsearchStore(Access(urls=(elasticsearch_url,), prefix=new_prefix()))
    assert not store.put(articles).refused
    store.refresh()
    yield store
    store.close()


def found(store: Store, articles: list[StoredArticle], text: str) -> set[str]:
    query = parse(text, now=NOW)
    matching = store.matching(query, [article.id for article in articles])
    assert store.search(SearchRequest(query=query, limit=0)).total == len(matching)
    return {article.tagged.article.url for article in articles if article.id in matching}


@pytest.mark.parametrize("text", [text for mark, text in LINES if mark != "!"])
def test_sqlite_finds_what_the_evaluator_finds(
    sqlite: Store, articles: list[StoredArticle], projected: dict[str, Searchable], text: str
) -> None:
    root = parse(text, now=NOW).root
    assert found(sqlite, articles, text) == {url for url, article in projected.items() if holds(root, article)}


@pytest.mark.parametrize("text", [text for mark, text in LINES if mark == "="])
def test_both_stores_find_the_same(sqlite: Store, elastic: Store, articles: list[StoredArticle], text: str) -> None:
    assert found(elastic, articles, text) == found(sqlite, articles, text)


@pytest.mark.parametrize("text", [text for mark, text in LINES if mark == "~"])
def test_elasticsearch_finds_more_by_stems(sqlite: Store, elastic: Store, articles: list[StoredArticle], text: str) -> None:
    assert found(elastic, articles, text) > found(sqlite, articles, text)


@pytest.mark.parametrize("text", [text for mark, text in LINES if mark == "!"])
def test_bad_syntax_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        parse(text, now=NOW)


@pytest.mark.parametrize("text", ["*", '"aras"', "region:IR", "title:azerb*"])
def test_both_stores_count_the_same(sqlite: Store, elastic: Store, text: str) -> None:
    for interval in Interval:
        request = SearchRequest(
            query=parse(text, now=NOW), limit=0, facets=FACETS, facet_size=ARTICLES, histogram=interval, timezone="Asia/Tehran"
        )
        one, other = sqlite.search(request), elastic.search(request)
        assert (one.facets, one.histogram, one.total) == (other.facets, other.histogram, other.total)


def test_both_stores_mark_the_same(sqlite: Store, elastic: Store) -> None:
    for text in ('title:"aras"', "azerb* lang:tr", '"war games" region:IR', "region:IR-04"):
        marks = [
            {
                hit.article.id: (hit.title_highlighted, hit.snippets)
                for hit in store.search(SearchRequest(query=parse(text, now=NOW), limit=600)).hits
            }
            for store in (sqlite, elastic)
        ]
        assert marks[0] == marks[1]


def test_both_stores_match_and_scan_the_same(sqlite: Store, elastic: Store, articles: list[StoredArticle]) -> None:
    query, ids = parse('"aras" OR region:IR-*', now=NOW), [article.id for article in articles[::3]]
    assert sqlite.matching(query, ids) == elastic.matching(query, ids) == {stored.id for stored in sqlite.scan(query)} & set(ids)
    assert list(sqlite.scan(query)) == list(elastic.scan(query))
