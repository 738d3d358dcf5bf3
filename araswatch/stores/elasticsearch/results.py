"""A request → the bodies of Elasticsearch's searches, and their answers → a result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from araswatch.errors import StoreError
from araswatch.query.searchable import from_ms
from araswatch.stores import FACETS, Hit, SearchRequest, SearchResult, Sort
from araswatch.stores.document import from_document
from araswatch.stores.elasticsearch.compile import Clause
from araswatch.stores.elasticsearch.paging import LARGEST_PAGE, Place
from araswatch.stores.histogram import fixed, zone
from araswatch.stores.hits import hit
from araswatch.stores.significant import LEAST_ARTICLES, SAMPLE

SHARD_VALUES = 1_000
"""Values that each monthly index names for a facet: the sums are exact unless a facet has more."""

ORDERS: dict[Sort, list[dict[str, str]]] = {
    Sort.RELEVANCE: [{"_score": "desc"}, {"times.date": "desc"}, {"id": "asc"}],
    Sort.NEWEST: [{"times.date": "desc"}, {"id": "asc"}],
    Sort.OLDEST: [{"times.date": "asc"}, {"id": "asc"}],
}


def page_body(request: SearchRequest, clause: Clause, place: Place) -> dict[str, Any]:
    """The body that finds the hits of a search whose query compiles to `clause`, from a place on, without the view that it looks into."""
    remaining = {"bool": {"must": clause, "must_not": {"terms": {"id": place.given}}}} if place.given else clause
    return {
        "query": remaining,
        "size": min(request.limit, LARGEST_PAGE),
        "sort": ORDERS[request.sort],
        "track_scores": request.sort is Sort.RELEVANCE,
        "track_total_hits": False,
        **({"search_after": place.after} if place.after else {}),
    }


def counts_body(request: SearchRequest, clause: Clause) -> dict[str, Any]:
    """The body that counts all that a search whose query compiles to `clause` finds.

    It asks for no hits, so that the server keeps what each month answers until that month changes. Raises `StoreError` for a facet that
    there is not.
    """
    return {
        "query": clause,
        "size": 0,
        "track_total_hits": True,
        "aggs": _facets(request) | _histogram(request) | _significant(request),
    }


def _facets(request: SearchRequest) -> dict[str, Any]:
    if unknown := set(request.facets) - set(FACETS):
        raise StoreError(f"unknown facet {', '.join(sorted(unknown))}; known are {', '.join(FACETS)}")
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {
        f"facet {name}": {
            "terms": {
                "field": f"values.{'lang' if name == 'language' else name}",
                "size": max(1, request.facet_size),
                "shard_size": SHARD_VALUES + request.facet_size,
                "order": order,
            }
        }
        for name in request.facets
    }


def _histogram(request: SearchRequest) -> dict[str, Any]:
    if request.histogram is None:
        return {}
    histogram = {
        "field": "times.date",
        "calendar_interval": request.histogram.value,
        "time_zone": zone(request.timezone).key,
        "min_doc_count": 1,
        "format": "epoch_millis",
    }
    return {"histogram": {"date_histogram": histogram}}


def _significant(request: SearchRequest) -> dict[str, Any]:
    if not request.significant:
        return {}
    words = {
        "significant_text": {"field": "text", "size": request.significant, "min_doc_count": LEAST_ARTICLES, "filter_duplicate_text": True}
    }
    return {"significant": {"sampler": {"shard_size": SAMPLE}, "aggs": {"words": words}}}


def result_of(request: SearchRequest, counts: Mapping[str, Any], hits: Sequence[Mapping[str, Any]], following: str | None) -> SearchResult:
    """The result that the answer to `counts_body` and the hits of a page make."""
    found = counts.get("aggregations", {})
    local = zone(request.timezone)
    words = found.get("significant", {}).get("words", {}).get("buckets", ())
    return SearchResult(
        total=counts["hits"]["total"]["value"],
        hits=tuple(_hit(request, one) for one in hits),
        next=following,
        significant=tuple(bucket["key"] for bucket in words),
        facets={
            name: {bucket["key"]: bucket["doc_count"] for bucket in found[f"facet {name}"]["buckets"][: request.facet_size]}
            for name in request.facets
        },
        histogram={
            fixed(from_ms(bucket["key"]).astimezone(local)): bucket["doc_count"] for bucket in found.get("histogram", {}).get("buckets", ())
        },
    )


def _hit(request: SearchRequest, found: Mapping[str, Any]) -> Hit:
    return hit(request, from_document(found["_source"]), found["_score"] or 0.0)


def nothing_found(request: SearchRequest) -> SearchResult:
    """The result over a store to which nothing was ever written."""
    return SearchResult(total=0, hits=(), facets={name: {} for name in request.facets})
