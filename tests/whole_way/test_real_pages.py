"""The whole way over 990 real pages on 50 hosts: every page has one fate, and a phrase from the middle of a body finds its article."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from araswatch.query import parse
from araswatch.stores import SearchRequest, Store, open_store
from benchmarks.real_pages import extraction_pages
from demo import PageWeb
from tests.whole_way.conftest import Product

pytestmark = [pytest.mark.shared, pytest.mark.timeout(600)]


@pytest.mark.usefixtures("shared")
def test_every_page_has_one_fate_and_its_text_is_found(tmp_path: Path, install: Callable[..., Product]) -> None:
    pages = extraction_pages()
    with PageWeb(pages, hosts=50) as web:
        product = install(web.write_config(tmp_path / "config"))
        summary = product.json("run", "--json")
    assert summary["found"] == len(pages)
    fates = product.fates()
    assert sum(fates.values()) == len(pages)
    assert set(fates) <= {"indexed", "duplicate", "not-an-article"}
    articles = product.articles()
    assert len(articles) == fates["indexed"] > 0.9 * len(pages)

    phrases = {article.id: middle_of(article.tagged.article.text) for article in articles.values()}
    store = open_store(product.settings)
    lost = {key: phrase for key, phrase in phrases.items() if key not in found(store, f'"{phrase}"')}
    store.close()
    assert lost == {}
    phrase = next(iter(phrases.values()))
    assert product.json("search", f'"{phrase}"', "--json")["hits"]


def middle_of(text: str) -> str:
    """Six words from the middle of a text, as a reader would copy them."""
    words = text.split()
    return " ".join(words[len(words) // 2 :][:6]).replace('"', " ").replace("\\", " ")


def found(store: Store, query: str) -> set[str]:
    request = SearchRequest(query=parse(query, now=datetime.now(UTC)), limit=100, highlight=False)
    return {hit.article.id for hit in store.search(request).hits}
