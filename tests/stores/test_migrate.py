"""A new version of the indices takes the place of the old one while everybody goes on reading and writing."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from araswatch.errors import StoreError
from araswatch.query import parse
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.elasticsearch.migrate import drop, migrate, superseded
from araswatch.stores.elasticsearch.names import Names

from .conftest import NOW, make_article

Make = Callable[..., StoredArticle]
ARTICLES = 1_200


@pytest.fixture
def old(access: Access) -> Iterator[ElasticsearchStore]:
    """A store of schema version 1 with articles of two months."""
    store = ElasticsearchStore(access)
    store.put(numbered(number) for number in range(ARTICLES))
    store.refresh()
    yield store
    store.close()


@pytest.fixture
def new(access: Access) -> Iterator[ElasticsearchStore]:
    """The same store as a program with schema version 2 opens it."""
    store = ElasticsearchStore(access, names=Names(prefix=access.prefix, version=2))
    yield store
    store.close()


def numbered(number: int, revision: int = 1) -> StoredArticle:
    seen = datetime(2026, 10 + number % 2, 1, tzinfo=UTC)
    return make_article(str(number), f"Aras {number}", f"revision {revision}", revision=revision, first_seen_at=seen)


def test_moves_every_month_and_keeps_the_old_until_told(old: ElasticsearchStore, new: ElasticsearchStore) -> None:
    before = list(old.scan())
    assert migrate(new) == 2
    assert list(new.scan()) == list(old.scan()) == before
    assert superseded(new.client, new.names) == [f"{new.names.prefix}-articles-v1-2026.{month}" for month in (10, 11)]
    assert migrate(new) == 0
    assert len(drop(new)) == 2
    assert superseded(new.client, new.names) == []
    assert list(new.scan()) == before


def test_writes_after_the_change_go_to_the_new_version(old: ElasticsearchStore, new: ElasticsearchStore, article: Make) -> None:
    migrate(new)
    later = article("later", "Aras", first_seen_at=datetime(2026, 12, 1, tzinfo=UTC))
    new.put([later, numbered(0, revision=2)])
    old.put([numbered(1, revision=2)])
    new.refresh()
    assert {id_: held.revision for id_, held in new.get([later.id, numbered(0).id, numbered(1).id]).items()} == {
        later.id: 1,
        numbered(0).id: 2,
        numbered(1).id: 2,
    }


def test_nothing_is_dropped_before_the_migration_is_done(old: ElasticsearchStore, new: ElasticsearchStore) -> None:
    with pytest.raises(StoreError, match="unfinished"):
        drop(new)


def test_a_copy_that_differs_changes_nothing_over(old: ElasticsearchStore, new: ElasticsearchStore) -> None:
    migrate_until_copied(new)
    changed = new.names.index("2026.10")
    new.client.index(index=changed, id="stray", document={"id": "stray", "title": "not in the old index"}, refresh=True)
    before = list(old.scan())
    new.client.indices.put_settings(index=changed, settings={"index.blocks.write": True})
    new.bulk = lambda: replace(ElasticsearchStore.bulk(new), patience_s=0.1)  # type: ignore[method-assign]
    with pytest.raises(StoreError):
        migrate(new)
    assert list(old.scan()) == before
    old.put([numbered(0, revision=2)])
    old.refresh()
    assert old.get([numbered(0).id])[numbered(0).id].revision == 2


def migrate_until_copied(store: ElasticsearchStore) -> None:
    """Run a migration up to its change-over."""

    def stop(message: str) -> None:
        if "changed meanwhile" in message and "2026.11" in message:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        migrate(store, stop)


@dataclass(slots=True)
class Life:
    """Readers and writers of an old version at work: what failed, and which revision each article has."""

    failures: list[str] = field(default_factory=list)
    revisions: dict[int, int] = field(default_factory=lambda: dict.fromkeys(range(ARTICLES), 1))
    searches: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def read(self, store: ElasticsearchStore) -> None:
        request = SearchRequest(query=parse("aras", now=NOW), limit=5)
        while not self.over.is_set():
            total = store.search(request).total
            self.searches += 1
            if total != ARTICLES:
                self.failures.append(f"{total} found")

    def write(self, store: ElasticsearchStore) -> None:
        chance = random.Random(1)
        while not self.over.is_set():
            numbers = [chance.randrange(ARTICLES) for _ in range(20)]
            changed = [numbered(number, self.revisions[number] + 1) for number in set(numbers)]
            store.put(changed)
            self.revisions |= {number: self.revisions[number] + 1 for number in set(numbers)}
            time.sleep(0.02)


@contextmanager
def living(store: ElasticsearchStore) -> Iterator[Life]:
    """A reader and a writer at work on a store until the block is left."""
    life = Life()
    with ThreadPoolExecutor(2) as threads:
        working = [threads.submit(life.read, store), threads.submit(life.write, store)]
        try:
            yield life
        finally:
            time.sleep(0.3)
            life.over.set()
    for worker in working:
        worker.result()


def assert_whole(store: ElasticsearchStore, life: Life) -> None:
    """No search failed or missed an article, and every article is there in its newest revision."""
    store.refresh()
    assert life.failures == []
    assert life.searches > 0
    assert {stored.id: stored.revision for stored in store.scan()} == {
        numbered(number).id: revision for number, revision in life.revisions.items()
    }


def test_under_constant_searches_and_writes(old: ElasticsearchStore, new: ElasticsearchStore) -> None:
    with living(old) as life:
        assert migrate(new) == 2
    assert_whole(new, life)


def test_removals_meanwhile_are_carried_over(old: ElasticsearchStore, new: ElasticsearchStore) -> None:
    migrate_until_copied(new)
    gone = [numbered(number).id for number in range(10)]
    old.remove(gone)
    migrate(new)
    assert new.get(gone) == {}
    assert new.health().articles == ARTICLES - 10


SCRIPT = """
import sys
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.elasticsearch.migrate import migrate
from araswatch.stores.elasticsearch.names import Names
store = ElasticsearchStore(Access(urls=(sys.argv[1],), prefix=sys.argv[2]), names=Names(prefix=sys.argv[2], version=2))
migrate(store, lambda message: print(message, flush=True))
"""


def test_killed_half_way_it_goes_on(old: ElasticsearchStore, new: ElasticsearchStore, access: Access) -> None:
    chance = random.Random(2)
    with living(old) as life:
        for _ in range(4):
            process = subprocess.Popen([sys.executable, "-c", SCRIPT, access.urls[0], access.prefix], stdout=subprocess.PIPE, text=True)
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.random() * 0.6)
            process.send_signal(signal.SIGKILL)
            process.wait()
            process.stdout.close()
        migrate(new)
    assert_whole(new, life)
