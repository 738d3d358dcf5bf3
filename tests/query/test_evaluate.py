"""A query on one article, clause by clause."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from araswatch.query import explain, matches, parse
from araswatch.records import StoredArticle
from tests.stores.conftest import make_article

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def article() -> StoredArticle:
    return make_article(
        "a", "War games near Nakhchivan", "Troops crossed the Aras.\nIranian guards watched.", about=["IR"], mention=["AZ"],
        themes=["military-exercise"], authors=("Leyla Əliyeva", "Ann Lee"), host="www.news.one.example", source_kind="blog",
        published=datetime(2026, 11, 20, tzinfo=UTC), first_seen_at=datetime(2026, 11, 21, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "nakhchivan", '"war games"', "aras -baku", "title:war text:aras", "crossed* ?uards", '"troops aras"~2', "region:IR",
        "mention:AZ -region:AZ", "author:əliyeva", 'author:"ann lee"', "site:.example", "site:one.example host:news.one.example",
        "kind:blog", "since:7d seen:2026-11-21", '"aras iranian"', "baku OR aras", "NOT (baku OR ganja)",
    ],
)  # fmt: skip
def test_finds(article: StoredArticle, text: str) -> None:
    assert matches(parse(text, now=NOW), article)


@pytest.mark.parametrize(
    "text",
    [
        "baku", '"games war"', "aras baku", "title:aras", "title:troops", '"troops aras"~1', "region:AZ", "author:lee-əliyeva",
        'author:"əliyeva ann"', "site:two.example", "host:one.example", "since:2d", "until:2026-11-19", "seen:2026-11-20", "-aras",
        "* -region:*",
    ],
)  # fmt: skip
def test_does_not_find(article: StoredArticle, text: str) -> None:
    assert not matches(parse(text, now=NOW), article)


def test_explains_each_clause_as_typed(article: StoredArticle) -> None:
    query = parse('aras ("war games" OR baku) region:AZ -theme:energy since:7d', now=NOW)
    assert [(clause.strip(), holds) for clause, holds in explain(query, article)] == [
        ("aras", True),
        ('"war games"', True),
        ("baku", False),
        ("region:AZ", False),
        ("-theme:energy", True),
        ("since:7d", True),
    ]
