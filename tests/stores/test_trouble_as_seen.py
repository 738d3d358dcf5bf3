"""Trouble of a cluster as an operator sees it: `araswatch status` names it, and the pipeline goes on by itself afterwards."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.stores import open_store
from araswatch.stores.elasticsearch import ElasticsearchStore
from infra.elasticsearch.node import Node
from tests.notify.newswire import Report, archive_of, reports
from tests.whole_way.conftest import Product

from .conftest import new_prefix

PORTION = 6
SOURCE = """
- id: none
  name: None
  homepage: https://none.example/
  links: [https://none.example/]
  languages: [en]
  country: AZ
  kind: blog
  timezone: UTC
  expect: {min_per_day: 0, max_per_day: 1}
  enabled: false
  verified_on: null
"""
FLOODED = {"low": "30000tb", "high": "20000tb", "flood_stage": "10000tb"}
"""Free space below which the node acts: more than any disk has."""
DRY = {"low": "3b", "high": "2b", "flood_stage": "1b"}


def installed(tmp_path: Path, **store: Any) -> Product:
    """An installation with one watch that writes a feed, and a source that is never crawled."""
    for folder in ("watches", "sources"):
        (tmp_path / "config" / folder).mkdir(parents=True)
    (tmp_path / "config" / "watches" / "w.yml").write_text("name: W\nquery: bridge\nchannels: [feed]\n")
    (tmp_path / "config" / "sources" / "none.yml").write_text(SOURCE)
    return Product(settings=Settings(home=tmp_path / "home", config=tmp_path / "config", allow_private_networks=True, workers=1, **store))


def crawled(settings: Settings, pages: list[Report]) -> Iterator[None]:
    """Some more pages in the archive at each step."""
    for start in range(0, len(pages), PORTION):
        archive_of(settings, pages[start : start + PORTION], segment_pages=PORTION, fetched_at=datetime.now(UTC))
        yield


def troubles(product: Product) -> str:
    """What `araswatch status` says is wrong; as JSON and as a person reads it."""
    found = product.json("status", "--json")["troubles"]
    seen = "".join(product.call("status").stdout.split())
    assert all("".join(one.split()) in seen for one in found)
    return "\n".join(found)


def everything_is_there_once(product: Product, pages: list[Report]) -> None:
    assert sorted(one.tagged.article.url for one in product.articles().values()) == sorted(page.url for page in pages)
    assert product.fates() == {"indexed": len(pages)}
    product.json("deliver", "--json")
    told = [item["id"] for item in json.loads((product.settings.home / "feeds" / "w.json").read_text())["items"]]
    assert len(told) == len(set(told)) == len({page.story for page in pages})


def watermarks(node: Node, marks: dict[str, str] | None) -> None:
    store = open_store(Settings(store=node.url))
    assert isinstance(store, ElasticsearchStore)
    disk = "cluster.routing.allocation.disk"
    values = {f"{disk}.watermark.{name}": mark for name, mark in (marks or {}).items()}
    store.client.cluster.put_settings(
        persistent={
            f"{disk}.threshold_enabled": True if marks else None,
            "cluster.info.update.interval": "10s" if marks else None,
            **(values or {f"{disk}.watermark.*": None}),
        }
    )
    store.close()


def eventually(holds: Callable[[], bool], *, patience_s: float = 120) -> None:
    until = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(1)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("gone_s", [5, pytest.param(120, marks=pytest.mark.soak)])
def test_a_node_that_is_killed_while_it_is_written_to(elasticsearch_node: Node, tmp_path: Path, gone_s: float) -> None:
    product = installed(tmp_path, store=f"{elasticsearch_node.url}/{new_prefix()}")
    pages = reports(2 * PORTION, random.Random(1), copied=0)
    wire = crawled(product.settings, pages)
    next(wire)
    product.json("process", "--json")
    assert troubles(product) == ""
    next(wire)
    elasticsearch_node.kill()
    working = product.start("process")
    gone_at = time.monotonic()
    assert "cannot be reached: check that it runs and that ARASWATCH_STORE is right" in troubles(product)
    assert product.call("search", "bridge").returncode == 1
    time.sleep(max(0.0, gone_at + gone_s - time.monotonic()))
    elasticsearch_node.start()
    if working.wait(timeout=300):
        product.json("process", "--json")
    assert troubles(product) == ""
    everything_is_there_once(product, pages)


@pytest.mark.timeout(900)
def test_a_disk_over_the_flood_stage_watermark(elasticsearch_node: Node, tmp_path: Path) -> None:
    product = installed(tmp_path, store=f"{elasticsearch_node.url}/{new_prefix()}")
    pages = reports(2 * PORTION, random.Random(2), copied=0)
    wire = crawled(product.settings, pages)
    next(wire)
    product.json("process", "--json")
    next(wire)
    watermarks(elasticsearch_node, FLOODED)
    try:
        eventually(lambda: "flood-stage watermark): free space" in troubles(product))
        working = product.start("process")
        time.sleep(10)
        assert working.poll() is None
    finally:
        watermarks(elasticsearch_node, DRY)
    assert working.wait(timeout=300) == 0
    watermarks(elasticsearch_node, None)
    assert troubles(product) == ""
    everything_is_there_once(product, pages)


def test_a_mapping_of_others_is_named_and_a_rebuild_brings_the_articles(elasticsearch_node: Node, tmp_path: Path) -> None:
    prefix = new_prefix()
    product = installed(tmp_path, store=f"{elasticsearch_node.url}/{prefix}")
    pages = reports(PORTION, random.Random(3), copied=0)
    next(crawled(product.settings, pages))
    store = open_store(product.settings)
    assert isinstance(store, ElasticsearchStore)
    month = f"{datetime.now(UTC):%Y.%m}"
    strange = {"properties": {"title": {"type": "long"}}, "dynamic": False}
    store.client.indices.create(index=f"{prefix}-strange", mappings=strange, aliases={store.names.read: {}, store.names.write(month): {}})
    product.json("process", "--json")
    assert product.fates() == {"quarantined": PORTION}
    named = troubles(product)
    assert f"{PORTION} articles were refused by the store: " in named
    assert "[title]" in named
    assert "`araswatch replay` takes them in" in named
    store.client.indices.delete(index=f"{prefix}-strange")
    store.close()
    product.json("replay", "--json")
    assert troubles(product) == ""
    assert sorted(one.tagged.article.url for one in product.articles().values()) == sorted(page.url for page in pages)


def test_a_key_that_is_not_known_and_one_that_may_not_write(secure_node: Node, tmp_path: Path) -> None:
    prefix = new_prefix()
    url = f"{secure_node.url}/{prefix}"
    admin = Settings(store=url, store_user="elastic", store_password=SecretStr(str(secure_node.password)), store_ca=secure_node.certificate)
    opened = open_store(admin)
    assert isinstance(opened, ElasticsearchStore)
    reader = opened.client.security.create_api_key(name="reader", role_descriptors={"none": {"cluster": ["monitor"], "indices": []}})
    unknown = "c2VjcmV0OnNlY3JldA=="
    product = installed(tmp_path, store=url, store_ca=secure_node.certificate, store_api_key=SecretStr(unknown))
    pages = reports(PORTION, random.Random(4), copied=0)
    next(crawled(product.settings, pages))
    for key, says in ((unknown, "refuses the key or user: check ARASWATCH_STORE_API_KEY"), (reader["encoded"], "may not do this")):
        refused = with_store(product, store_api_key=SecretStr(key))
        done = refused.call("process")
        assert done.returncode == 1
        assert says in done.stderr
        assert says in troubles(refused)
        assert key not in done.stderr + done.stdout + refused.call("status").stdout
    known = with_store(product, store_api_key=None, store_user="elastic", store_password=admin.store_password)
    with Ledger.open(known.settings.ledger_url) as ledger:
        assert len(ledger.pending_segments()) == 1
    known.json("process", "--json")
    assert troubles(known) == ""
    everything_is_there_once(known, pages)
    opened.close()


def with_store(product: Product, **values: Any) -> Product:
    return Product(settings=product.settings.model_copy(update=values))
