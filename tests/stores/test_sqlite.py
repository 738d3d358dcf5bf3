"""What is SQLite's own: several processes, kills at any moment, damaged and locked files, the same words as the evaluator's."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from araswatch.errors import StoreError
from araswatch.query import Query, parse
from araswatch.query.evaluate import holds
from araswatch.query.nodes import All, Any, Near, Node, Not, Value, WordPattern, Words
from araswatch.query.searchable import searchable
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, SearchResult
from araswatch.stores.sqlite import SqliteStore
from araswatch.stores.sqlite.database import connect

from .conftest import NOW, make_article

EVERYTHING = SearchRequest(query=parse("*", now=NOW), limit=1000)
ARAS = SearchRequest(query=parse("aras", now=NOW), limit=1000)

WRITER = """
import sys
from pathlib import Path
from tests.stores.conftest import make_article
from araswatch.stores.sqlite import SqliteStore
store = SqliteStore(Path(sys.argv[1]))
for revision in range(1, 1000):
    for number in range(0, 40, 4):
        store.put([make_article(str(number + extra), f"Aras {revision}", "text " * 200, revision=revision) for extra in range(4)])
        print(revision, number, flush=True)
"""


def writer(path: Path) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True, cwd=root)


def found(result: SearchResult) -> set[str]:
    return {hit.article.id for hit in result.hits}


def test_killed_at_any_moment_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    for wait_s in (0.0, 0.05, 0.15, 0.3):
        process = writer(path)
        assert process.stdout
        revision, number = (int(word) for word in process.stdout.readline().split())
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        store = SqliteStore(path)
        assert store.get([make_article(str(number)).id]).popitem()[1].revision >= revision
        assert found(store.search(EVERYTHING)) == found(store.search(ARAS)) == {stored.id for stored in store.scan()}
        assert connect(path).pragma("integrity_check") == "ok"
        store.close()


def test_others_read_while_one_writes(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    store = SqliteStore(path)
    process = writer(path)
    assert process.stdout
    process.stdout.readline()
    totals = [store.search(ARAS).total for _ in range(100)]
    process.kill()
    process.wait()
    process.stdout.close()
    assert totals == sorted(totals)
    assert totals[0] >= 4
    store.close()


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_text("not a database " * 100)
    with pytest.raises(StoreError, match="not a store: move it away"):
        SqliteStore(path)


def test_a_full_disk_is_named_and_leaves_the_store_whole(tmp_path: Path, article: Callable[..., StoredArticle]) -> None:
    store = SqliteStore(tmp_path / "store.sqlite")
    store.put([article("a", "Aras")])
    pages = connect(store.path).pragma("page_count")
    store._connection().pragma("max_page_count", pages + 5)
    with pytest.raises(StoreError, match="disk is full: free some space"):
        store.put(article(str(number), "Aras", f"text{number} " * 2000) for number in range(50))
    assert found(store.search(ARAS)) == {article("a").id}
    store._connection().pragma("max_page_count", 1 << 30)
    assert len(store.put([article("b", "Aras")]).written) == 1
    store.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="file"):
        SqliteStore(tmp_path / "file" / "store.sqlite")


def test_a_store_of_another_schema_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    SqliteStore(path).close()
    connect(path).execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"schema 99.*araswatch replay"):
        SqliteStore(path)


WORD = st.sampled_from(["aras", "kura", "iran", "war", "games", "ar", "arasi"])
TEXT = st.lists(WORD, max_size=8).map(" ".join)
FIELD = st.sampled_from(["any", "title", "text", "author"])
LEAF = st.one_of(
    st.builds(Words, field=FIELD, words=st.lists(WORD, min_size=1, max_size=3).map(tuple)),
    st.builds(Near, field=FIELD, words=st.lists(WORD, min_size=2, max_size=3, unique=True).map(tuple), gap=st.integers(0, 4)),
    st.builds(WordPattern, field=FIELD, pattern=st.sampled_from(["ar*", "*s", "?ras", "a*s", "*r*", "ira?"])),
    st.builds(Value, field=st.just("region"), value=st.sampled_from(["IR", "AZ"])),
)
NODE = st.recursive(
    LEAF,
    lambda children: st.one_of(
        st.builds(Not, child=children),
        st.builds(All, children=st.lists(children, min_size=2, max_size=3).map(tuple)),
        st.builds(Any, children=st.lists(children, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[SqliteStore, list[StoredArticle]]:
    """Short articles with every mixture of a few words."""
    vocabulary = ["aras", "kura", "iran", "war", "games", "ar", "arasi"]
    articles = [
        make_article(
            str(number),
            title=" ".join(vocabulary[(number * step) % 7] for step in range(1, number % 4 + 1)),
            text=" ".join(vocabulary[(number // 7 + number * step) % 7] for step in range(number % 9)),
            authors=(vocabulary[number % 7], vocabulary[number % 5]),
            about=[["IR"], ["AZ"], ["IR", "AZ"], []][number % 4],
        )
        for number in range(200)
    ]
    store = SqliteStore(tmp_path_factory.mktemp("filled") / "store.sqlite")
    store.put(articles)
    return store, articles


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(root=NODE)
def test_finds_what_the_evaluator_finds(filled: tuple[SqliteStore, list[StoredArticle]], root: Node) -> None:
    store, articles = filled
    query = Query(text=str(root), root=root)
    expected = {article.id for article in articles if holds(root, searchable(article))}
    assert found(store.search(SearchRequest(query=query, limit=1000, highlight=False))) == expected
    assert store.matching(query, [article.id for article in articles[::2]]) == expected & {article.id for article in articles[::2]}


def test_a_view_that_another_process_changed_is_refreshed(tmp_path: Path, article: Callable[..., StoredArticle]) -> None:
    one, other = SqliteStore(tmp_path / "store.sqlite"), SqliteStore(tmp_path / "store.sqlite")
    one.put([article("a", "Aras", themes=["energy"])])
    assert other.search(ARAS).total == 1
    one.put([article("a", "Kura", revision=2), article("b", "Aras")])
    one.remove([article("a").id])
    result = other.search(SearchRequest(query=parse("*", now=NOW), facets=["theme"]))
    assert (found(result), result.facets) == ({article("b").id}, {"theme": {}})
