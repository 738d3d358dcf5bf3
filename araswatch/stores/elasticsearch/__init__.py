"""The production store: an Elasticsearch cluster (8.19 or later), monthly indices read through one alias."""

from araswatch.stores.elasticsearch.store import ElasticsearchStore

__all__ = ["ElasticsearchStore"]
