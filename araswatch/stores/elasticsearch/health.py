"""Whether the cluster can serve, and what to do where it cannot."""

from __future__ import annotations

import elasticsearch
from elasticsearch import ApiError, Elasticsearch

from araswatch.errors import StoreError
from araswatch.stores import StoreHealth
from araswatch.stores.elasticsearch.connection import Access, advice, check_version, refusal
from araswatch.stores.elasticsearch.indices import held_template, live_indices, template_of
from araswatch.stores.elasticsearch.names import Names

ASKED_S = 5


def health_of(client: Elasticsearch, access: Access, names: Names) -> StoreHealth:
    """The store's health; never raises."""
    asking = client.options(max_retries=0, request_timeout=ASKED_S)
    try:
        trouble = check_version(asking) or _index_trouble(asking, names)
    except (ApiError, elasticsearch.TransportError, StoreError) as error:
        trouble = advice(error)
    articles = _count(asking, names) if trouble is None else None
    if articles is None:
        return StoreHealth(ok=False, articles=0, trouble=f"Elasticsearch at {access.shown}: {trouble or 'it does not count its articles'}")
    return StoreHealth(ok=True, articles=articles)


def _count(client: Elasticsearch, names: Names) -> int | None:
    try:
        return int(client.count(index=names.read, ignore_unavailable=True)["count"])
    except (ApiError, elasticsearch.TransportError):
        return None


def _index_trouble(client: Elasticsearch, names: Names) -> str | None:
    """What is wrong with the indices behind the alias; nothing where none was written yet."""
    live = live_indices(client, names)
    if not live:
        return None
    if missing := _template_trouble(client, names):
        return missing
    red = [
        index for index, state in client.cluster.health(index=names.read, level="indices")["indices"].items() if state["status"] == "red"
    ]
    if red:
        return f"red: {', '.join(sorted(red))} lack a primary shard; bring the node back that holds it, or restore a snapshot"
    for index, held in client.indices.get_settings(index=names.read, name="index.blocks.*", flat_settings=True).body.items():
        if blocks := [name for name, value in held["settings"].items() if value == "true"]:
            return f"{index}: {refusal(403, 'cluster_block_exception', _block_reason(blocks))}"
    return None


def _template_trouble(client: Elasticsearch, names: Names) -> str | None:
    try:
        version = held_template(client, names)
    except elasticsearch.AuthorizationException:
        return None
    if version is None:
        return f"its index template {names.template} is missing: run `araswatch store migrate`, which installs it"
    if version < template_of(names)["version"]:
        return f"its index template {names.template} is older than this program: run `araswatch store migrate`"
    return None


def _block_reason(blocks: list[str]) -> str:
    return "read-only-allow-delete" if "index.blocks.read_only_allow_delete" in blocks else ", ".join(blocks)
