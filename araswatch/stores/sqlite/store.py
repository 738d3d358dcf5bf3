"""The SQLite store: the Protocol's methods, each one transaction or several small ones."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path

import apsw
import numpy as np
import orjson
from isal import isal_zlib

from araswatch import fold
from araswatch.errors import StoreError
from araswatch.query import Query
from araswatch.query.nodes import Everything
from araswatch.query.searchable import to_ms
from araswatch.records import StoredArticle
from araswatch.stores import Hit, PutReport, SearchRequest, SearchResult, Sort, StoreHealth
from araswatch.stores.document import from_document
from araswatch.stores.histogram import histogram
from araswatch.stores.hits import hit
from araswatch.stores.significant import SAMPLE, significant_words
from araswatch.stores.sqlite.columns import Columns, Integers, Mask, refreshed
from araswatch.stores.sqlite.database import connect, rows_of, sqlite_errors, transaction
from araswatch.stores.sqlite.facets import count_facets
from araswatch.stores.sqlite.find import Finder
from araswatch.stores.sqlite.page import Orders, Ranked, page_by_relevance, page_by_time
from araswatch.stores.sqlite.put import Row, delete, docids_of, row_of, write

AT_ONCE = 200
"""Articles in one transaction: what is lost by a kill and redone, and how long readers' view lags."""
SCAN_AT_ONCE = 500
LARGEST = 200_000
"""Articles up to which 95 of 100 typical searches take 150 ms of processor time at most: `benchmarks/store.py`, docs/scale.md."""
OUTGROWN = f"the SQLite store answers slowly above {LARGEST} articles: move to Elasticsearch, as docs/scale.md tells"
ALL_DOCIDS = (0, (1 << 62))


class SqliteStore:
    """A `Store` in one SQLite file. Threads each have a connection of their own; any number of processes may read while one writes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()
        self._opened: list[apsw.Connection] = []
        self._lock = threading.Lock()
        self._columns = Columns.empty()
        self._orders = Orders()
        self._connection()

    def put(self, articles: Iterable[StoredArticle]) -> PutReport:
        written: list[str] = []
        refused: dict[str, str] = {}
        remaining = iter(articles)
        while batch := list(islice(remaining, AT_ONCE)):
            rows = _rows(batch, refused)
            with self._view(write=True) as connection:
                write(connection, rows)
            written += [row.id for row in rows]
        return PutReport(written=tuple(dict.fromkeys(written)), refused=refused)

    def refresh(self) -> None:
        """Nothing to do: what is committed is visible."""

    def get(self, ids: Collection[str]) -> dict[str, StoredArticle]:
        with self._view() as connection:
            return {article.id: article for article in _records(connection, list(docids_of(connection, ids).values()))}

    def search(self, request: SearchRequest) -> SearchResult:
        with self._view() as connection:
            columns = self._refreshed(connection)
            finder = Finder(connection=connection, columns=columns, docids=ALL_DOCIDS)
            scores = finder.scores(request.query.root) if request.sort is Sort.RELEVANCE and request.limit else None
            mask = finder.mask(request.query.root) & columns.alive
            if scores is None:
                page, following = page_by_time(request, columns, mask)
            else:
                page, following = page_by_relevance(request, columns, scores, mask, self._orders)
            return SearchResult(
                total=int(np.count_nonzero(mask)),
                hits=_hits(request, page, connection),
                next=following,
                facets=count_facets(connection, columns, mask, request.facets, request.facet_size),
                significant=self._significant(request, finder, mask) if request.significant else (),
                histogram=histogram(columns.dates_ms[mask], request.histogram, request.timezone) if request.histogram else {},
            )

    def matching(self, query: Query, ids: Collection[str]) -> set[str]:
        with self._view() as connection:
            held = docids_of(connection, ids)
            if not held:
                return set()
            columns = self._refreshed(connection)
            finder = Finder(connection=connection, columns=columns, docids=(min(held.values()), max(held.values())))
            mask = finder.mask(query.root)
            return {id_ for id_, docid in held.items() if mask[columns.positions[docid]]}

    def matching_each(self, queries: Sequence[Query], ids: Collection[str]) -> list[set[str]]:
        return [self.matching(query, ids) for query in queries]

    def scan(self, query: Query | None = None) -> Iterator[StoredArticle]:
        for docids in self._portions(query):
            with self._view() as connection:
                articles = _records(connection, docids)
            yield from articles

    def remove(self, ids: Collection[str]) -> None:
        with self._view(write=True) as connection:
            delete(connection, docids_of(connection, ids).values())

    def prune(self, before: datetime) -> int:
        dropped = 0
        while docids := self._first_seen_before(to_ms(before)):
            with self._view(write=True) as connection:
                delete(connection, docids)
            dropped += len(docids)
        if dropped:
            with sqlite_errors(self.path):
                self._connection().execute("PRAGMA incremental_vacuum").fetchall()
        return dropped

    def compact(self) -> None:
        """Nothing is left to do: FTS5 merges while it is written to, and one piece was no faster than its handful."""

    def health(self) -> StoreHealth:
        try:
            with self._view() as connection:
                articles = int(rows_of(connection, "SELECT count(*) FROM articles")[0][0])
            outgrown = f"{OUTGROWN} (it holds {articles})" if articles > LARGEST else None
            return StoreHealth(ok=True, articles=articles, trouble=outgrown)
        except StoreError as error:
            return StoreHealth(ok=False, articles=0, trouble=str(error))

    def close(self) -> None:
        with self._lock:
            while self._opened:
                self._opened.pop().close()
        self._threads = threading.local()

    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = self._threads.connection = connect(self.path)
            with self._lock:
                self._opened.append(connection)
        return connection

    @contextmanager
    def _view(self, *, write: bool = False) -> Iterator[apsw.Connection]:
        with sqlite_errors(self.path), transaction(self._connection(), write=write) as connection:
            yield connection

    def _refreshed(self, connection: apsw.Connection) -> Columns:
        """The columns as this transaction sees them; threads share what is the newest."""
        columns = refreshed(self._columns, connection)
        if columns.version > self._columns.version:
            self._columns = columns
        return columns

    def _significant(self, request: SearchRequest, finder: Finder, mask: Mask) -> tuple[str, ...]:
        scores = finder.scores(request.query.root)
        best = np.flatnonzero(mask)
        best = best[np.argsort(-scores[best], kind="stable")[:SAMPLE]]
        articles = _records(finder.connection, finder.columns.docids[best].tolist())
        texts = (set(fold.words(article.tagged.article.text)) for article in articles)
        return significant_words(texts, finder.articles_with, int(np.count_nonzero(finder.columns.alive)), request.significant)

    def _portions(self, query: Query | None) -> Iterator[Sequence[int]]:
        """The docids that a query finds now, in order of id, a few at a time."""
        with self._view() as connection:
            columns = self._refreshed(connection)
            finder = Finder(connection=connection, columns=columns, docids=ALL_DOCIDS)
            found = columns.docids[finder.mask(query.root if query else Everything()) & columns.alive]
            ordered = _ordered_by_id(connection, found)
        yield from (ordered[start : start + SCAN_AT_ONCE] for start in range(0, len(ordered), SCAN_AT_ONCE))

    def _first_seen_before(self, ms: int) -> list[int]:
        with self._view() as connection:
            rows = connection.execute("SELECT docid FROM columns WHERE seen_ms < ? AND attributes IS NOT NULL LIMIT ?", (ms, AT_ONCE))
            return [docid for (docid,) in rows]


def _rows(articles: Sequence[StoredArticle], refused: dict[str, str]) -> list[Row]:
    rows = []
    for article in articles:
        try:
            rows.append(row_of(article))
        except ValueError as error:
            refused[article.id] = str(error)
    return rows


def _records(connection: apsw.Connection, docids: Sequence[int]) -> list[StoredArticle]:
    """The articles of docids, in their order; those that are gone are left out."""
    rows = rows_of(connection, "SELECT docid, record FROM articles WHERE docid IN (SELECT value FROM json_each(?))", json.dumps(docids))
    held = dict(rows)
    return [from_document(orjson.loads(isal_zlib.decompress(held[docid]))) for docid in docids if docid in held]


def _ordered_by_id(connection: apsw.Connection, docids: Integers) -> list[int]:
    found = set(docids.tolist())
    return [docid for (docid,) in connection.execute("SELECT docid FROM articles ORDER BY id") if docid in found]


def _hits(request: SearchRequest, page: Ranked, connection: apsw.Connection) -> tuple[Hit, ...]:
    scores = dict(page)
    articles = _records(connection, list(scores))
    return tuple(hit(request, article, score) for article, score in zip(articles, scores.values(), strict=True))
