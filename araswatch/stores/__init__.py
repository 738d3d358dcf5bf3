"""Adapters of the search index: one Protocol, two stores (SQLite and Elasticsearch) that pass the same contract tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from araswatch.errors import ConfigError
from araswatch.query import Query
from araswatch.records import StoredArticle


class Sort(StrEnum):
    """Order of hits. `RELEVANCE` falls back to newest first among equals; time is `published`, else `first_seen_at`."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


class Interval(StrEnum):
    """Width of a histogram's buckets."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What to search and what to return beside the hits.

    `facets` names fields of `FACETS` to count; `histogram` asks for counts over time in `timezone` (IANA). `after` is a cursor that an
    earlier `SearchResult.next` gave: paging is stable while articles are added. `significant` asks for that many words that are telling of
    what was found.
    """

    query: Query
    limit: int = 20
    sort: Sort = Sort.RELEVANCE
    after: str | None = None
    highlight: bool = True
    facets: Sequence[str] = ()
    facet_size: int = 20
    histogram: Interval | None = None
    timezone: str = "UTC"
    significant: int = 0


FACETS = ("source", "host", "language", "region", "mention", "pair", "theme", "kind", "author", "story")
"""Fields that can be counted: `region` by role about, `mention` by any role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A found article. `score` is comparable within one result alone; `snippets` carry matched words between U+0002 and U+0003."""

    article: StoredArticle
    score: float
    title_highlighted: str
    snippets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """Hits in order; `total` is exact.

    `significant` are lower-case words that the best hits hold more often than the rest does, the most telling first: a sample, not a count.
    `facets[name]` maps values to counts, most frequent first; `histogram` maps aware bucket starts to counts, oldest first, none empty.
    """

    total: int
    hits: tuple[Hit, ...]
    next: str | None = None
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    histogram: Mapping[datetime, int] = field(default_factory=dict)
    significant: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PutReport:
    """Outcome of a write: ids now searchable after `refresh`, ids refused with the store's reason; together they are the input."""

    written: tuple[str, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreHealth:
    """`ok` where the store can serve; `trouble` says in a sentence what is wrong or outgrown, and what to do."""

    ok: bool
    articles: int
    trouble: str | None = None


class Store(Protocol):
    """A full-text index of articles. Raises `StoreError` when it cannot serve, never returns partial results."""

    def put(self, articles: Iterable[StoredArticle]) -> PutReport:
        """Insert or replace by id; an older `revision` never replaces a newer one. Idempotent."""

    def refresh(self) -> None:
        """Make everything put before visible to searches."""

    def get(self, ids: Collection[str]) -> dict[str, StoredArticle]:
        """Articles by id; ids not held are left out."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Hits with what the request asks for beside them."""

    def matching(self, query: Query, ids: Collection[str]) -> set[str]:
        """Those of `ids` that the query finds: the same engine as `search`."""

    def matching_each(self, queries: Sequence[Query], ids: Collection[str]) -> list[set[str]]:
        """What `matching` gives for each of many queries, in their order."""

    def scan(self, query: Query | None = None) -> Iterator[StoredArticle]:
        """Every article that the query finds (all without one), by id, without a ceiling."""

    def remove(self, ids: Collection[str]) -> None:
        """Forget articles by id."""

    def prune(self, before: datetime) -> int:
        """Drop articles first seen before a time (Elasticsearch: whole months); returns how many."""

    def compact(self) -> None:
        """Rewrite what is hardly written to any more into few large pieces, which are searched faster; searches and writes go on."""

    def health(self) -> StoreHealth:
        """Whether the store can serve, and what to do if not; never raises."""

    def close(self) -> None:
        """Release connections and files."""


class StoreSettings(Protocol):
    """Where the store is and how it is entered: the part of the settings that `open_store` reads."""

    @property
    def store_url(self) -> str: ...
    @property
    def store_api_key(self) -> SecretStr | None: ...
    @property
    def store_user(self) -> str | None: ...
    @property
    def store_password(self) -> SecretStr | None: ...
    @property
    def store_ca(self) -> Path | None: ...


def open_store(settings: StoreSettings) -> Store:
    """The store that the settings name. Raises `ConfigError` on a URL of neither kind, `StoreError` where it cannot be opened."""
    scheme, _, path = settings.store_url.partition("://")
    if scheme == "sqlite":
        from araswatch.stores.sqlite import SqliteStore

        return SqliteStore(Path(path.removeprefix("/")))
    if scheme in ("http", "https"):
        from araswatch.stores.elasticsearch import ElasticsearchStore
        from araswatch.stores.elasticsearch.connection import read_access

        return ElasticsearchStore(read_access(settings))
    raise ConfigError("the store is sqlite:///FILE or http(s)://HOST:PORT", field="ARASWATCH_STORE")
