"""Crawl → archive → extract → tag → search → alert over the sample sites, by the commands that people type."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from araswatch.ledger import Ledger
from demo import DemoWeb, Outcome
from tests.whole_way.conftest import Product


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb() as web:
        yield web


@pytest.fixture(scope="module")
def config(web: DemoWeb, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web.write_config(tmp_path_factory.mktemp("demo"), delay_s=0)


def test_the_whole_way(web: DemoWeb, config: Path, install: Callable[..., Product]) -> None:
    product = install(config)
    done = product.call("run")
    assert done.returncode == 0, done.stderr

    every_listed_page_has_the_fate_it_should_have(product, web)
    wire_story_is_found_and_alerted_once(product, done.stdout)
    a_second_run_finds_nothing_new(product)
    a_url_explains_itself(product)
    a_rebuild_is_the_same(product, install)


def every_listed_page_has_the_fate_it_should_have(product: Product, web: DemoWeb) -> None:
    fates = {Outcome.ARTICLE: {"indexed", "duplicate"}, Outcome.NOT_AN_ARTICLE: {"not-an-article"}}
    with Ledger.open(product.settings.ledger_url) as ledger:
        paths = {page.url: ledger.path(page.url) for page in web.pages}
        assert sum(ledger.fates().values()) == len({page.url for page in web.pages})
    wrong = {
        page.url: (str(path.fate), path.reason) if path else "never discovered"
        for page in web.pages
        if (path := paths[page.url]) is None or path.fate not in fates.get(page.outcome, {str(page.outcome)})
    }
    assert wrong == {}


def wire_story_is_found_and_alerted_once(product: Product, terminal: str) -> None:
    found = product.json("search", '"war games" region:AZ pair:AZ-IR', "--json")
    hits = found["hits"]
    assert hits
    assert all("AZ-IR" in hit["pairs"] for hit in hits)
    keys = [line for line in terminal.splitlines() if line.startswith("Key: ")]
    assert keys
    assert max(Counter(keys).values()) == 1
    feed = ET.parse(product.settings.home / "feeds" / "iran-azerbaijan.xml")
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}id")
    assert len({entry.text for entry in entries}) == len(entries) == len(keys)


def a_second_run_finds_nothing_new(product: Product) -> None:
    again = product.json("run", "--json")
    assert (again["new"], again["revised"], again["alerts"], again["sent"]) == (0, 0, 0, 0)


def a_url_explains_itself(product: Product) -> None:
    hit = product.json("search", "pair:AZ-IR", "--json", "--limit", "1")["hits"][0]
    why = product.json("why", hit["url"], "--json")
    assert [step["fate"] for step in why["path"]] == ["waiting", "archived", "indexed"]
    assert why["watches"][0]["matches"]
    assert product.call("why", "https://nobody.example/").returncode == 1


def a_rebuild_is_the_same(product: Product, install: Callable[..., Product]) -> None:
    first = product.articles()
    (product.settings.home / "store.sqlite").unlink()
    rebuilt = product.json("replay", "--json")
    assert rebuilt["fates"]["indexed"] == len(first)
    assert (rebuilt["new"], rebuilt["alerts"]) == (0, 0)
    assert product.articles() == first

    elsewhere = install(product.settings.config, name="elsewhere")
    elsewhere.json("replay", *(str(path) for path in Path(product.settings.archive_url).rglob("*.warc.gz")), "--json")
    assert elsewhere.articles() == first
    assert elsewhere.json("deliver", "--json")["sent"] == 0
