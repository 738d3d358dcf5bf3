"""The whole way of the sample sites with Elasticsearch as the store, by the commands that people type."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from araswatch.settings import Settings
from demo import DemoWeb
from tests.whole_way.conftest import Product
from tests.whole_way.test_demo_web import a_second_run_finds_nothing_new, wire_story_is_found_and_alerted_once

from .conftest import new_prefix


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with DemoWeb() as web:
        yield web.write_config(tmp_path_factory.mktemp("demo"), delay_s=0)


def test_crawls_indexes_searches_and_alerts_once(config: Path, tmp_path: Path, elasticsearch_url: str) -> None:
    product = installed(config, tmp_path / "first", elasticsearch_url)
    done = product.call("run")
    assert done.returncode == 0, done.stderr
    wire_story_is_found_and_alerted_once(product, done.stdout)
    a_second_run_finds_nothing_new(product)
    assert product.json("store", "status", "--json")["articles"] == len(product.articles()) > 10
    assert product.json("status", "--json")

    embedded = Product(settings=Settings(home=tmp_path / "other", config=config, archive=product.settings.archive_url))
    assert embedded.call("replay").returncode == 0
    assert texts(embedded) == texts(product)


def installed(config: Path, home: Path, url: str) -> Product:
    return Product(settings=Settings(home=home, config=config, allow_private_networks=True, store=f"{url}/{new_prefix()}"))


def texts(product: Product) -> dict[str, tuple[str, object]]:
    return {id_: (stored.tagged.article.text, stored.tagged.tags) for id_, stored in product.articles().items()}
