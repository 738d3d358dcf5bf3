"""What a backtest counts is what really arrives when the same archive is taken in: workers, stories, outbox and a webhook as they are."""

from __future__ import annotations

import json
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
from tests.notify.newswire import paragraphs_of

STORIES = 12
COPIED = 4
"""Stories that a second site has as well."""
FETCHED = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


def page(number: int) -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs_of(number))
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
