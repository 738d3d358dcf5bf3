"""Thousands of matches while everything breaks: each story once a watch, in order, none missed, on both ledgers and both stores."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from araswatch.ledger import Ledger
from araswatch.ledger.tables import alerts, matches, story_members
from araswatch.settings import Settings
from araswatch.stores import open_store
from araswatch.urls import article_id
from infra.elasticsearch.node import Node
from infra.postgresql.server import Server, ServerError, remove, start_server
from tests.notify.conftest import Receiver
from tests.notify.fire import Fire, finish, wait_until
from tests.notify.newswire import Report, archive_of, reports
from tests.stores.conftest import new_prefix, running_node


@dataclass(frozen=True, kw_only=True)
class Backend:
    """Where ledger and store are, and how each is broken for a while."""

    ledger: str
    store: str
    break_store: Callable[[Settings], None]
    break_ledger: Callable[[], None]


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with running_node() as node:
        yield node


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    try:
        server = start_server()
    except ServerError as error:
        pytest.skip(str(error))
    yield server
    remove(server)


def backend_of(name: str, request: pytest.FixtureRequest) -> Backend:
    if name == "sqlite":
        return Backend(ledger="", store="", break_store=lock_file, break_ledger=lambda: None)
    node, server = request.getfixturevalue("node"), request.getfixturevalue("server")
    database = f"fire_{uuid4().hex[:12]}"
    server.create_database(database)

    def restart_node(_: Settings) -> None:
        node.kill()
        time.sleep(5)
        node.start()

    def restart_server() -> None:
        server.stop("immediate")
        time.sleep(2)
        server.start()

    return Backend(
        ledger=server.url("psycopg", database), store=f"{node.url}/{new_prefix()}", break_store=restart_node, break_ledger=restart_server
    )


def lock_file(settings: Settings) -> None:
    """Nobody else can write into the store for a while."""
    with closing(sqlite3.connect(settings.home / "store.sqlite", timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(8)


def write_watches(config: Path, url: str) -> None:
    """Four watches, each with a webhook of its own: at once, on half of the stories, with a cap, and hourly."""
    wishes = {
        "all": {"query": "bridge", "cap_per_hour": 100_000},
        "half": {"query": "minister", "cap_per_hour": 100_000},
        "capped": {"query": "bridge", "cap_per_hour": 20},
        "hourly": {"query": "minister", "schedule": "hourly"},
    }
    for folder in ("watches", "sources"):
        (config / folder).mkdir(parents=True)
    for name, wish in wishes.items():
        watch = {"name": name, **wish, "channels": [{"webhook": f"{url}/{name}"}, *(["feed"] if name == "all" else [])]}
        (config / "watches" / f"{name}.yml").write_text(json.dumps(watch))


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize(("backend", "count", "looks"), [("sqlite", 80, 2), ("sqlite", 5_000, 24), ("postgresql-elasticsearch", 5_000, 24)])
def test_every_watch_is_told_of_every_story_once_in_order(
    tmp_path: Path, receiver: Receiver, request: pytest.FixtureRequest, backend: str, count: int, looks: int
) -> None:
    """`looks` deliveries at least find the webhook down in its two hours."""
    broken, moments = backend_of(backend, request), random.Random(count)
    settings = Settings(
        home=tmp_path / "home", config=tmp_path / "config", ledger=broken.ledger, store=broken.store, workers=1,
        allow_private_networks=True,
    )  # fmt: skip
    write_watches(settings.config, receiver.url)
    pages = reports(count, moments)
    wire = crawled(settings, pages)
    fire = Fire(settings=settings, moments=moments)
    with Ledger.open(settings.ledger_url) as ledger:
        next(wire)
        with fire:
            rage(fire, ledger, receiver, broken, wire, looks)
        finish(fire, ledger)
        everything_was_processed_once(settings, ledger, pages)
        every_story_was_told_once_in_order(ledger, receiver, pages, kills=fire.killed["deliver"])
        assert set(ledger.delivery_counts()) <= {"sent", "pending"}
    print(f"{count} articles, killed {fire.killed}, {len(receiver.keys)} messages taken, {len(set(receiver.keys))} different")
    assert fire.killed["process"] > 0
    assert fire.killed["deliver"] > 2
    feed = json.loads((settings.home / "feeds" / "all.json").read_text())["items"]
    assert len({item["id"] for item in feed}) == len(feed) == min(100, len({page.story for page in pages}))


def crawled(settings: Settings, pages: list[Report]) -> Iterator[None]:
    """A fourth of the pages at each step, as if crawled then."""
    portion = len(pages) // 4
    for start in range(0, len(pages), portion):
        at = datetime.now(UTC) - timedelta(minutes=5)
        archive_of(settings, pages[start : start + portion], segment_pages=max(5, len(pages) // 100), fetched_at=at)
        yield


def rage(fire: Fire, ledger: Ledger, receiver: Receiver, broken: Backend, wire: Iterator[None], looks: int) -> None:
    """Some are told; the webhook is down for two hours; the store goes, then the ledger; the clock jumps back and forth all the while."""
    wait_until(lambda: len(receiver.arrived) > 5)
    receiver.answer = lambda number: (503, 500, 429)[number % 3]
    arrived = len(receiver.arrived)
    next(wire)
    for _ in range(looks):
        fire.shift(minutes=120 / looks)
    fire.shift(hours=26)
    fire.shift(hours=-26)
    assert len(receiver.arrived) <= arrived + 2  # those that were being answered
    next(wire)
    broken.break_store(fire.settings)
    receiver.answer = lambda _: 204
    fire.shift(minutes=31)
    broken.break_ledger()
    fire.shift(hours=-3)
    next(wire)
    fire.shift(hours=26)
    fire.shift(hours=-24)
    wait_until(lambda: not ledger.pending_segments(), patience_s=3600)
    fire.shift(minutes=31)


def everything_was_processed_once(settings: Settings, ledger: Ledger, pages: list[Report]) -> None:
    wanted = {article_id(page.url) for page in pages}
    store = open_store(settings)
    store.refresh()
    stored = [one.id for one in store.scan()]
    assert sorted(stored) == sorted(wanted)
    assert {str(fate): count for fate, count in ledger.fates().items()} == {"indexed": len(pages)}
    with ledger.reading() as connection:
        placed = dict(connection.execute(select(story_members.c.article_id, story_members.c.story_id)).all())
    assert {one.id: one.story_id for one in store.get(sorted(wanted)).values()} == placed
    store.close()
    stories: dict[int, set[str]] = {}
    for page in pages:
        stories.setdefault(page.story, set()).add(placed[article_id(page.url)])
    assert [names for names in stories.values() if len(names) > 1] == []
    assert len(set(placed.values())) == len(stories)


def every_story_was_told_once_in_order(ledger: Ledger, receiver: Receiver, pages: list[Report], *, kills: int) -> None:
    doubled = {key: count for key, count in Counter(receiver.keys).items() if count > 1}
    assert sum(doubled.values()) - len(doubled) <= kills, "sent again, under its key, only where a kill hit between answer and note"
    by_key = dict(reversed(receiver.arrived))
    told: dict[str, list[str]] = {}
    for key in receiver.distinct_keys:
        told.setdefault(by_key[key]["watch"]["id"], []).extend(by_key[key]["keys"])
    with ledger.reading() as connection:
        rows = connection.execute(select(alerts.c.watch_id, alerts.c.key).order_by(alerts.c.alert_id)).all()
        matched = connection.execute(select(matches.c.watch_id, matches.c.alert_id)).all()
    for watch_id in ("all", "half", "capped", "hourly"):
        about = [page for page in pages if page.story % 2 or watch_id in ("all", "capped")]
        assert told[watch_id] == [row.key for row in rows if row.watch_id == watch_id]
        assert len(told[watch_id]) == len(set(told[watch_id])) == len({page.story for page in about})
        assert len([row for row in matched if row.watch_id == watch_id and row.alert_id]) == len(about)
