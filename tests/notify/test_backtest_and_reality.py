"""What a backtest counts is what really arrives when the same archive is taken in: workers, stories, outbox and a webhook as they are."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from araswatch.jobs.backends import Backends, all_watches, open_backends
from araswatch.jobs.backtest import backtest
from araswatch.jobs.deliver import deliver
from araswatch.jobs.process import Processor
from araswatch.jobs.replay import replay
from araswatch.settings import Settings
from tests.archive.captures import capture
from tests.notify.conftest import Receiver

STORIES = 12
COPIED = 4
"""Stories that a second site has as well."""
FETCHED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
OPENINGS = (
    "Engineers said on Monday that",
    "A teacher from the village added that",
    "The ministry confirmed later that",
    "Nobody doubted that",
)
CLOSINGS = ("before the winter came", "as the treaty had promised", "to the surprise of the drivers", "for the first time since the flood")


def page(number: int) -> bytes:
    generator = random.Random(number)
    things = [
        f"{first}{second}"
        for first in ("north", "river", "stone", "market", "rail")
        for second in ("gate", "hall", "mill", "works", "ford", "field")
    ]
    sentences = [
        f"{generator.choice(OPENINGS)} {' and '.join(generator.sample(things, 5))} near bridge {number} would open before "
        f"{', '.join(generator.sample(things, 5))} {generator.choice(CLOSINGS)}."
        for _ in range(14)
    ]
    body = "".join(f"<p>{' '.join(sentences[start : start + 2])}</p>" for start in range(0, 14, 2))
    title = f"Bridge {number} opens"
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Backends]:
    """An archive with a segment of twelve stories, four of them on two sites, fetched within one minute."""
    with open_backends(Settings(home=tmp_path / "home", config=tmp_path / "config", workers=1, allow_private_networks=True)) as backends:
        segment = backends.archive.begin("crawl", at=FETCHED)
        for site, count in (("aras", STORIES), ("kura", COPIED)):
            for number in range(count):
                url = f"https://{site}.example/news/{number}"
                at = FETCHED + timedelta(seconds=number)
                segment.add(capture(url=url, requested_url=url, source_id=site, body=page(number), fetched_at=at))
        segment.close()
        yield backends


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({}, STORIES), ({"cap_per_hour": 5}, 6), ({"minimum_sources": 2}, COPIED), ({"schedule": "hourly"}, 1)],
    ids=["at once", "capped", "two sources", "hourly"],
)
def test_a_backtest_counts_what_arrives(newsroom: Backends, receiver: Receiver, fields: dict[str, object], expected: int) -> None:
    folder = newsroom.settings.config / "watches"
    folder.mkdir(parents=True)
    (folder / "w.yml").write_text(json.dumps({"name": "W", "query": "bridge", "channels": [{"webhook": receiver.url}], **fields}))
    (watch,) = all_watches(newsroom.settings, newsroom.ledger).watches
    replay(newsroom, [], lambda workers: Processor(backends=newsroom, workers=workers, watches=[watch]))
    start = datetime.now(UTC)
    for minutes in range(0, 130, 10):
        deliver(newsroom.settings, newsroom.ledger, clock=lambda at=start + timedelta(minutes=minutes): at)  # type: ignore[misc]
    found = backtest(watch, newsroom.store, newsroom.ledger, until=start + timedelta(hours=3), days=1)
    assert found.messages == len(receiver.arrived) == expected
    assert found.alerts == STORIES
