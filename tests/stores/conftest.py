"""Articles to store, and an empty store of each kind."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from araswatch.query import Query, parse
from araswatch.records import Article, Dated, RegionTag, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.stores import Store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.sqlite import SqliteStore
from araswatch.urls import article_id
from infra.elasticsearch.node import Node, NodeError, make_node

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def make_article(slug: str, title: str = "", text: str = "", **fields: Any) -> StoredArticle:
    """An article at `https://{host}/{slug}` with defaults for all that a test does not say; `about` and `mention` are region codes."""
    url = f"https://{fields.pop('host', 'news.example')}/{slug}"
    published, language = fields.pop("published", NOW - timedelta(days=1)), fields.pop("language", "en")
    roles = [(code, Role.ABOUT) for code in fields.pop("about", ())] + [(code, Role.MENTION) for code in fields.pop("mention", ())]
    tags = Tags(
        language=language,
        regions=tuple(RegionTag(code=code, role=role, score=1.0, evidence=("evidence",)) for code, role in roles),
        pairs=tuple(fields.pop("pairs", ())),
        themes=tuple(ThemeTag(id=theme, iptc=None, score=1.0) for theme in fields.pop("themes", ())),
        named=tuple(fields.pop("named", ())),
    )
    state = {name: fields.pop(name) for name in ("revision", "story_id", "source_kind", "first_seen_at", "removed_at") if name in fields}
    article = Article(
        id=article_id(url), url=url, canonical_url=url, source_id=fields.pop("source_id", "example"), title=title, text=text,
        fetched_at=NOW, language=language, published=published and Dated(at=published, source="json-ld"), **fields,
    )  # fmt: skip
    return StoredArticle(tagged=TaggedArticle(article=article, tags=tags), **{"first_seen_at": NOW, **state})


@pytest.fixture
def article() -> Callable[..., StoredArticle]:
    return make_article


@pytest.fixture
def query() -> Callable[[str], Query]:
    return lambda text: parse(text, now=NOW)


@pytest.fixture(params=["sqlite", "elasticsearch"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store of each kind."""
    if request.param == "sqlite":
        opened: Store = SqliteStore(tmp_path / "store.sqlite")
    else:
        opened = ElasticsearchStore(Access(urls=(request.getfixturevalue("elasticsearch_url"),), prefix=new_prefix()), patience_s=20)
    yield opened
    opened.close()


@pytest.fixture
def access(elasticsearch_url: str) -> Access:
    """An access to Elasticsearch under names that nobody has used."""
    return Access(urls=(elasticsearch_url,), prefix=new_prefix())


def new_prefix() -> str:
    return f"test-{uuid4().hex[:12]}"


@pytest.fixture
def elastic(access: Access) -> Iterator[ElasticsearchStore]:
    store = ElasticsearchStore(access)
    yield store
    store.close()


@pytest.fixture(scope="session")
def elasticsearch_url(request: pytest.FixtureRequest) -> str:
    """A running Elasticsearch: `ARASWATCH_TEST_ES`, else the development node."""
    given = os.environ.get("ARASWATCH_TEST_ES")
    node: Node | None = None if given else request.getfixturevalue("elasticsearch_node")
    return node.url if node else str(given)


@pytest.fixture(scope="session")
def elasticsearch_node() -> Iterator[Node]:
    """The development node, started once and stopped at the end, which a test may kill if it starts it again."""
    with running_node() as node:
        yield node


@pytest.fixture(scope="session")
def secure_node() -> Iterator[Node]:
    """A development node of its own with TLS and passwords."""
    with running_node(secure=True) as node:
        yield node


@contextmanager
def running_node(*, secure: bool = False) -> Iterator[Node]:
    """A node on a free port with an empty data folder, gone at the end; skips, or fails under CI=true, where it cannot be installed."""
    try:
        node = make_node(secure=secure)
    except NodeError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, but there is no Elasticsearch: {error}")
        pytest.skip(f"no Elasticsearch; `make es-up` installs the development node: {error}")
    try:
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(node.home, ignore_errors=True)
