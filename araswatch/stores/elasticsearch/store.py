"""The Elasticsearch store: the Protocol's methods as requests to the cluster."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from elasticsearch import ApiError, Elasticsearch, NotFoundError

from araswatch.errors import StoreError
from araswatch.query import Query
from araswatch.records import StoredArticle
from araswatch.stores import PutReport, SearchRequest, SearchResult, StoreHealth
from araswatch.stores.document import from_document
from araswatch.stores.elasticsearch.bulk import Action, Bulk
from araswatch.stores.elasticsearch.compile import compiled
from araswatch.stores.elasticsearch.connection import Access, cluster_errors, open_client
from araswatch.stores.elasticsearch.document import source_of
from araswatch.stores.elasticsearch.health import health_of
from araswatch.stores.elasticsearch.indices import is_missing_index, live_indices, make_month
from araswatch.stores.elasticsearch.named import named_together, numbers_in
from araswatch.stores.elasticsearch.names import Names, month_end, month_of
from araswatch.stores.elasticsearch.paging import Place, following, needs_view, place_of
from araswatch.stores.elasticsearch.results import counts_body, nothing_found, page_body, result_of

IDS_AT_ONCE = 1_000
LANGUAGES_S = 60.0
MOST_LANGUAGES = 200
SCAN_AT_ONCE = 500
KEEP_ALIVE = "3m"
"""How long a page's successor may be asked for before its view of the index is forgotten and it goes on in the present one."""
PATIENCE_S = 180.0
FEW_PIECES = 4
LONGEST_MERGE_S = 3600.0
"""How long one month's merge is waited for; a longer one goes on in the server."""

Hits = list[dict[str, Any]]


class ElasticsearchStore:
    """A `Store` in an Elasticsearch cluster. Safe to share between threads."""

    def __init__(self, access: Access, *, names: Names | None = None, patience_s: float = PATIENCE_S) -> None:
        self.access = access
        self.names = names or Names(prefix=access.prefix)
        self.client: Elasticsearch = open_client(access)
        self._patience_s = patience_s
        self._known_languages: frozenset[str] = frozenset()
        self._languages_asked_s = -LANGUAGES_S

    def put(self, articles: Iterable[StoredArticle]) -> PutReport:
        refused: dict[str, str] = {}
        outcome = self.bulk().write(self._actions(articles, refused))
        written = (id_ for id_ in dict.fromkeys(outcome.done) if id_ not in outcome.refused)
        return PutReport(written=tuple(written), refused=refused | outcome.refused)

    def refresh(self) -> None:
        self._languages_asked_s = -LANGUAGES_S
        with cluster_errors(self.access):
            self.client.indices.refresh(index=self.names.read, ignore_unavailable=True)

    def get(self, ids: Collection[str]) -> dict[str, StoredArticle]:
        found = (hit for portion in _portions(ids) for hit in self._find({"terms": {"id": portion}}, len(portion)))
        return {hit["_id"]: from_document(hit["_source"]) for hit in found}

    def search(self, request: SearchRequest) -> SearchResult:
        with cluster_errors(self.access):
            clause = compiled(request.query, self._languages())
            try:
                counts, hits, next_page = self._found(request, clause)
            except NotFoundError as error:
                if is_missing_index(error):
                    return nothing_found(request)
                raise
        return result_of(request, counts, hits, next_page)

    def matching(self, query: Query, ids: Collection[str]) -> set[str]:
        clause = compiled(query, self._languages())
        wanted = [({"bool": {"filter": [{"terms": {"id": portion}}, clause]}}, len(portion)) for portion in _portions(ids)]
        return {hit["_id"] for asked, size in wanted for hit in self._find(asked, size, _source=False)}

    def matching_each(self, queries: Sequence[Query], ids: Collection[str]) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in queries]
        held = self._ids_by_index(ids) if queries else {}
        languages = self._languages() if held else ()
        for asked in named_together([compiled(query, languages) for query in queries]):
            for index, portion in ((index, portion) for index, inside in held.items() for portion in _portions(inside)):
                clause = {"bool": {"filter": [{"terms": {"id": portion}}, asked]}}
                for hit in self._find(clause, len(portion), index=index, _source=False, sort=["_doc"], track_total_hits=False):
                    for number in numbers_in(hit):
                        found[number].add(hit["_id"])
        return found

    def _ids_by_index(self, ids: Collection[str]) -> dict[str, list[str]]:
        """Which index holds which of the ids: new articles are all in one or two, and the others need not be asked a thousand times."""
        held: dict[str, list[str]] = {}
        for portion in _portions(ids):
            for hit in self._find({"terms": {"id": portion}}, len(portion), _source=False):
                held.setdefault(hit["_index"], []).append(hit["_id"])
        return held

    def scan(self, query: Query | None = None) -> Iterator[StoredArticle]:
        clause = compiled(query, self._languages()) if query else {"match_all": {}}
        for hits in self.pages(self.names.read, clause):
            yield from (from_document(hit["_source"]) for hit in hits)

    def remove(self, ids: Collection[str]) -> None:
        found = [
            hit for portion in _portions(ids) for hit in self._find({"terms": {"id": portion}}, len(portion), _source=False, version=True)
        ]
        self.bulk().write(
            Action(id=hit["_id"], index=self._written_through(hit["_index"]), version=hit["_version"], source=None) for hit in found
        )

    def prune(self, before: datetime) -> int:
        with cluster_errors(self.access):
            old = [index for index, (month, _) in live_indices(self.client, self.names).items() if month_end(month) <= before]
            dropped = 0
            for index in old:
                self.client.indices.refresh(index=index)
                dropped += self.client.count(index=index)["count"]
                self.client.indices.delete(index=index)
            return dropped

    def compact(self) -> None:
        """One piece of each month but the last: of a month's twenty, a search has to look into every one. A few more, from articles that
        were revised since, are not worth writing the month again."""
        with cluster_errors(self.access):
            months = {index: month for index, (month, _) in live_indices(self.client, self.names).items()}
            patient = self.client.options(request_timeout=LONGEST_MERGE_S, max_retries=0)
            for index in sorted(index for index, month in months.items() if month < max(months.values())):
                if self.pieces(index) > FEW_PIECES:
                    patient.indices.forcemerge(index=index, max_num_segments=1)

    def pieces(self, index: str) -> int:
        """Segments of the index's shard that has the most."""
        shards = self.client.indices.segments(index=index)["indices"][index]["shards"].values()
        return max(len(copy["segments"]) for copies in shards for copy in copies)

    def health(self) -> StoreHealth:
        return health_of(self.client, self.access, self.names)

    def close(self) -> None:
        self.client.close()

    def pages(self, index: str, clause: dict[str, Any], *, source: bool = True) -> Iterator[Sequence[dict[str, Any]]]:
        """All hits of a clause in one view of an index or alias, by id, a page at a time."""
        with cluster_errors(self.access):
            view = self._open_view(index)
            if view is None:
                return
            after: list[Any] | None = None
            try:
                while hits := self._view_page(view, clause, after, source):
                    yield hits
                    after = hits[-1]["sort"]
            finally:
                self._close_view(view)

    def _view_page(self, view: str, clause: dict[str, Any], after: list[Any] | None, source: bool) -> list[dict[str, Any]]:
        response = self.client.search(
            pit={"id": view, "keep_alive": KEEP_ALIVE}, query=clause, size=SCAN_AT_ONCE, sort=[{"id": "asc"}], search_after=after,
            source=source, track_total_hits=False, version=True,
        )  # fmt: skip
        hits: list[dict[str, Any]] = response["hits"]["hits"]
        return hits

    def bulk(self) -> Bulk:
        """A writer of actions that makes the months that are missing."""
        return Bulk(client=self.client, access=self.access, make_index=self._make_index, patience_s=self._patience_s)

    def _written_through(self, index: str) -> str:
        """The alias that an index is written through, so that a new version of it is found as soon as it takes its place."""
        known = self.names.month_and_version(index)
        return self.names.write(known[0]) if known else index

    def _make_index(self, alias: str) -> None:
        make_month(self.client, self.names, alias.removeprefix(f"{self.names.read}-"))

    def _actions(self, articles: Iterable[StoredArticle], refused: dict[str, str]) -> Iterator[Action]:
        for article in articles:
            try:
                source = source_of(article)
            except ValueError as error:
                refused[article.id] = str(error)
                continue
            yield Action(id=article.id, index=self.names.write(month_of(article.first_seen_at)), version=article.revision, source=source)

    def _languages(self) -> frozenset[str]:
        """The languages that there are articles in, asked anew once a minute and after a refresh: words are stemmed in no others."""
        if time.monotonic() - self._languages_asked_s >= LANGUAGES_S:
            asked: dict[str, Any] = {"languages": {"terms": {"field": "values.lang", "size": MOST_LANGUAGES}}}
            with cluster_errors(self.access):
                counts = self.client.search(index=self.names.read, size=0, aggs=asked, ignore_unavailable=True).get("aggregations", {})
            self._known_languages = frozenset(bucket["key"] for bucket in counts.get("languages", {}).get("buckets", ()))
            self._languages_asked_s = time.monotonic()
        return self._known_languages

    def _find(self, clause: dict[str, Any], size: int, *, index: str | None = None, **options: Any) -> list[dict[str, Any]]:
        options = {"source" if name == "_source" else name: value for name, value in options.items()}
        with cluster_errors(self.access):
            response = self.client.search(
                index=index or self.names.read,
                query=clause,
                size=size,
                ignore_unavailable=True,
                allow_partial_search_results=False,
                **options,
            )
        hits: list[dict[str, Any]] = response["hits"]["hits"]
        return hits

    def _found(self, request: SearchRequest, clause: dict[str, Any]) -> tuple[dict[str, Any], Hits, str | None]:
        """The counts of a search, the hits of its page, and the cursor of the next one."""
        counting, place = counts_body(request, clause), place_of(request)
        if not request.limit:
            return self._search(counting), [], None
        page = page_body(request, clause, place)
        if needs_view(request):
            counts = self._search(counting)
            place, hits = self._in_view(page, place)
        else:
            counts, answer = self._together(counting, page)
            hits = answer["hits"]["hits"]
        next_page = following(request, place, hits, counts["hits"]["total"]["value"])
        if place.view and next_page is None:
            self._close_view(place.view)
        return counts, hits, next_page

    def _in_view(self, page: dict[str, Any], place: Place) -> tuple[Place, Hits]:
        """The hits of a page in its view, which is opened if there is none or it has been forgotten."""
        if place.view:
            try:
                return place, self._search(page, place.view)["hits"]["hits"]
            except NotFoundError as error:
                if is_missing_index(error):
                    raise
        view = self._open_view(self.names.read)
        return replace(place, view=view), self._search(page, view)["hits"]["hits"]

    def _together(self, *bodies: dict[str, Any]) -> list[dict[str, Any]]:
        """The answers to several searches, in one request. One that fails is asked for again alone, as often as the client does that."""
        header = {"index": self.names.read, "allow_partial_search_results": False}
        answers = self.client.msearch(searches=[part for body in bodies for part in (header, body)])["responses"]
        return [self._search(body) if "error" in answer else answer for body, answer in zip(bodies, answers, strict=True)]

    def _search(self, body: dict[str, Any], view: str | None = None) -> dict[str, Any]:
        if view:
            response = self.client.search(body=body | {"pit": {"id": view, "keep_alive": KEEP_ALIVE}}, allow_partial_search_results=False)
        else:
            response = self.client.search(index=self.names.read, body=body, allow_partial_search_results=False)
        found: dict[str, Any] = response.body
        return found

    def _open_view(self, index: str) -> str | None:
        """A point in time over an index; `None` where there is no such index."""
        try:
            view: str = self.client.open_point_in_time(index=index, keep_alive=KEEP_ALIVE, allow_partial_search_results=False)["id"]
        except ApiError as error:
            if is_missing_index(error):
                return None
            raise
        return view

    def _close_view(self, view: str) -> None:
        try:
            self.client.options(max_retries=0).close_point_in_time(id=view)
        except (ApiError, StoreError):
            return


def _portions(ids: Collection[str]) -> Iterator[list[str]]:
    listed = list(ids)
    return (listed[start : start + IDS_AT_ONCE] for start in range(0, len(listed), IDS_AT_ONCE))
