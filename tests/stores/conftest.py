"""Articles to store, and an empty store of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from araswatch.query import Query, parse
from araswatch.records import Article, Dated, RegionTag, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.stores import Store
from araswatch.stores.sqlite import SqliteStore
from araswatch.urls import article_id

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


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = SqliteStore(tmp_path / "store.sqlite")
    yield opened
    opened.close()
