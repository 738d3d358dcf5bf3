"""A page that is gone twice is marked as removed, told once, and its text stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from araswatch.alerts import Channel, ChannelKind, Watch
from araswatch.jobs.backends import Backends, open_backends
from araswatch.jobs.removals import mark_removed
from araswatch.ledger import FetchOutcome
from araswatch.records import AlertKind, Candidate, Fate
from araswatch.settings import Settings
from araswatch.stores.sqlite import SqliteStore
from tests.alerts.conftest import NOON, Newsroom, article

WATCH = Watch(
    id="w", name="W", query="bridge", on=frozenset({AlertKind.REMOVED}), channels=(Channel(kind=ChannelKind.TERMINAL),)
)  # fmt: skip
HERE = article("a", "The bridge was opened on Tuesday by both ministers.")
URL = HERE.tagged.article.url


@pytest.fixture
def backends(tmp_path: Path) -> Iterator[Backends]:
    with open_backends(Settings(home=tmp_path / "home")) as opened:
        opened.ledger.discover([Candidate(url=URL, source_id="aras", via="feed")], at=NOON)
        assert isinstance(opened.store, SqliteStore)
        Newsroom(ledger=opened.ledger, store=opened.store).take([HERE], [WATCH])
        yield opened


def fetch(backends: Backends, fate: Fate, at: datetime) -> None:
    outcome = FetchOutcome(url=URL, final_url=URL, fate=fate, reason="http-404" if fate is Fate.GONE else "")
    backends.ledger.close_segment(f"crawl-{at:%d%H}", [outcome], at=at)


def test_an_article_is_due_again_and_gone_only_when_not_found_twice(backends: Backends) -> None:
    ledger = backends.ledger
    assert ledger.due("aras", at=NOON + timedelta(hours=1)) == []
    assert [one.url for one in ledger.due("aras", at=NOON + timedelta(hours=2))] == [URL]
    fetch(backends, Fate.GONE, NOON + timedelta(hours=2))
    assert ledger.fates() == {Fate.WAITING: 1}
    assert mark_removed(backends, [WATCH], now=NOON) == 0
    assert [one.url for one in ledger.due("aras", at=NOON + timedelta(hours=8))] == [URL]
    fetch(backends, Fate.GONE, NOON + timedelta(hours=8))
    assert ledger.fates() == {Fate.GONE: 1}
    assert mark_removed(backends, [WATCH], now=NOON + timedelta(hours=8)) == 1


def test_a_removed_article_is_told_once_and_keeps_its_text(backends: Backends) -> None:
    fetch(backends, Fate.GONE, NOON + timedelta(hours=2))
    fetch(backends, Fate.GONE, NOON + timedelta(hours=8))
    for _ in range(2):
        mark_removed(backends, [WATCH], now=NOON + timedelta(hours=8))
    assert [one.key for one in backends.ledger.pending("w", "terminal")] == [f"w/{HERE.id}/removed"]
    stored = backends.store.get([HERE.id])[HERE.id]
    assert stored.removed_at == NOON + timedelta(hours=8)
    assert stored.tagged.article.text == HERE.tagged.article.text


def test_a_page_that_is_back_is_not_removed_any_more(backends: Backends) -> None:
    fetch(backends, Fate.GONE, NOON + timedelta(hours=2))
    fetch(backends, Fate.GONE, NOON + timedelta(hours=8))
    mark_removed(backends, [], now=NOON + timedelta(hours=8))
    fetch(backends, Fate.ARCHIVED, NOON + timedelta(hours=20))
    assert isinstance(backends.store, SqliteStore)
    Newsroom(ledger=backends.ledger, store=backends.store, segments=5).take([HERE], [], at=NOON + timedelta(hours=20))
    known = backends.ledger.known_articles([HERE.id])[HERE.id]
    assert known.removed_at is None
    assert backends.store.get([HERE.id])[HERE.id].removed_at is None
