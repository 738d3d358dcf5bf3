"""One wire story in forty outlets, and another clash on the same day, through the real jobs in random order: two stories, two alerts."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from araswatch.jobs.backends import Backends, all_watches, open_backends
from araswatch.jobs.deliver import deliver
from araswatch.jobs.process import Processor
from araswatch.jobs.workers import Workers
from araswatch.ledger import StoryItem
from araswatch.recovery import recover
from araswatch.settings import Settings
from araswatch.stories import signature
from araswatch.urls import article_id
from tests.archive.captures import capture
from tests.notify.conftest import Receiver

OUTLETS = 40
ECHOES = 6
"""Outlets that have the other clash."""
MORNING = datetime(2026, 11, 24, 6, tzinfo=UTC)
WIRE = (
    "Troops of both countries exchanged fire near the northern ford before dawn on Tuesday, the defence ministry in Baku said.",
    "Two soldiers were hurt and a watchtower burned down, according to a statement that named no cause.",
    "The other side spoke of an exercise that had been announced on 19 November and denied any clash.",
    "Observers asked both armies to keep 500 metres apart and to reopen the telephone line that had been cut in spring.",
    "Villagers below the ford said they had heard machine guns for about an hour, then a single loud explosion.",
    "A school was closed for the day, and the only bus to the district town turned back at a roadblock.",
    "Diplomats of three countries called for restraint and offered to send a mixed commission to the place.",
)
OTHER = (
    "A patrol was shot at from a hill above the southern pass on Tuesday evening, shepherds told a local radio station.",
    "Nobody was hit, but a lorry with hay caught fire and the road stayed closed until the morning.",
    "The governor blamed smugglers, whom he accuses of moving fuel across the ridge with mules at night.",
    "Border guards of Iran and Azerbaijan searched the ridge with dogs and found cartridges, a blanket and a radio.",
    "Traders at the pass complained that their fruit would not keep for another day in the queue.",
    "An officer in Baku said the fire was no attack of soldiers, and that the clash was over within minutes.",
)


def page(outlet: int, sentences: Sequence[str], title: str) -> bytes:
    """An outlet's version: a frame, dateline and time of its own; some leave a paragraph out, some have another headline."""
    kept = [sentence for number, sentence in enumerate(sentences) if outlet % 5 != 1 or number != len(sentences) - 1]
    headline = title if outlet % 3 else f"{title}, outlet {outlet} reports"
    at = (MORNING + timedelta(minutes=outlet)).isoformat()
    body = "".join(f"<p>{sentence}</p>" for sentence in kept)
    return (
        f"<html><head><title>{headline} | Outlet {outlet}</title><meta property='article:published_time' content='{at}'></head><body>"
        f"<nav><a href='/'>Outlet {outlet}</a> <a href='/sport'>Sport</a></nav><article><h1>{headline}</h1>"
        f"<p>(OUTLET {outlet} NEWS) By our own correspondent in town number {outlet}.</p>{body}</article>"
        f"<footer>Subscribe to outlet {outlet}. All rights reserved {2000 + outlet}.</footer></body></html>"
    ).encode()


PAGES = {f"https://outlet{outlet}.example/ford": page(outlet, WIRE, "Fire at the northern ford") for outlet in range(OUTLETS)} | {
    f"https://outlet{outlet}.example/pass": page(outlet, OTHER, "Shots at the southern pass") for outlet in range(ECHOES)
}
FIRST = {name: article_id(f"https://outlet0.example/{name}") for name in ("ford", "pass")}


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(1, page_s=20) as workers:
        yield workers


@pytest.fixture
def newsroom(tmp_path: Path, receiver: Receiver) -> Iterator[Backends]:
    (tmp_path / "config" / "watches").mkdir(parents=True)
    watch = {"name": "Clashes", "query": "Baku", "channels": ["feed", {"webhook": receiver.url}]}
    (tmp_path / "config" / "watches" / "w.yml").write_text(json.dumps(watch))
    with open_backends(Settings(home=tmp_path / "home", config=tmp_path / "config", allow_private_networks=True)) as backends:
        yield backends


def take_in(newsroom: Backends, workers: Workers, urls: Sequence[str]) -> None:
    """A segment of these pages, processed."""
    segment = newsroom.archive.begin("crawl")
    for number, url in enumerate(urls):
        at = MORNING + timedelta(hours=3, seconds=number)
        segment.add(capture(url=url, requested_url=url, source_id=url.split("/")[2].split(".")[0], body=PAGES[url], fetched_at=at))
    segment.close()
    recover(newsroom.archive, newsroom.ledger, body_bytes=newsroom.settings.body_bytes)
    watches = all_watches(newsroom.settings, newsroom.ledger).watches
    Processor(backends=newsroom, workers=workers, watches=watches).process(newsroom.ledger.pending_segments())


@pytest.mark.parametrize("seed", range(4))
def test_told_as_it_comes_in_any_order_each_clash_is_one_story_and_one_alert(
    newsroom: Backends, workers: Workers, receiver: Receiver, seed: int
) -> None:
    generator = random.Random(seed)
    urls = generator.sample(sorted(PAGES), len(PAGES))
    cuts = [0, *sorted(generator.sample(range(1, len(urls)), 6)), len(urls)]
    for start, end in pairwise(cuts):
        take_in(newsroom, workers, urls[start:end])
        deliver(newsroom.settings, newsroom.ledger)
    assert len(receiver.arrived) == 2
    stories = {one.tagged.article.url: one.story_id for one in newsroom.store.scan()}
    assert stories == {url: FIRST[url.rsplit("/")[-1]] for url in PAGES}
    items = json.loads((newsroom.settings.home / "feeds" / "w.json").read_text())["items"]
    named = {item["_araswatch"]["story_id"]: {item["_araswatch"]["source"], *outlets_in(item["_araswatch"])} for item in items}
    assert named == {
        FIRST["ford"]: {f"outlet{number}" for number in range(OUTLETS)},
        FIRST["pass"]: {f"outlet{number}" for number in range(ECHOES)},
    }


def test_told_at_the_end_the_message_names_the_first_publisher_and_every_copy_with_its_lag(
    newsroom: Backends, workers: Workers, receiver: Receiver
) -> None:
    urls = random.Random(40).sample(sorted(PAGES), len(PAGES))
    for start in range(0, len(urls), 10):
        take_in(newsroom, workers, urls[start : start + 10])
    deliver(newsroom.settings, newsroom.ledger)
    told = {message["alerts"][0]["story_id"]: message["alerts"][0] for _, message in receiver.arrived}
    assert set(told) == set(FIRST.values())
    for name, outlets in (("ford", OUTLETS), ("pass", ECHOES)):
        alert = told[FIRST[name]]
        lags = {copy["source"]: copy["lag_s"] for copy in alert["copies"]}
        assert lags == {f"outlet{number}": number * 60 for number in range(outlets) if f"outlet{number}" != alert["source"]}


def test_a_name_that_came_after_the_last_segment_reaches_the_store_all_the_same(newsroom: Backends, workers: Workers) -> None:
    take_in(newsroom, workers, ["https://outlet7.example/ford"])
    (stored,) = newsroom.store.scan()
    earlier = StoryItem(article_id="0" * 32, source_id="other", appeared_at=MORNING, signature=signature(stored.tagged.article.text))
    newsroom.ledger.place_stories([earlier])
    Processor(backends=newsroom, workers=workers).process([])
    assert [one.story_id for one in newsroom.store.scan()] == [earlier.article_id]
    assert newsroom.ledger.place_stories([]).renamed == {}


def test_a_watch_for_spikes_counts_what_it_was_shown(newsroom: Backends, workers: Workers) -> None:
    spikes = {"name": "Many clashes", "query": "Baku", "on": ["spike"], "channels": ["feed"]}
    take_in(newsroom, workers, ["https://outlet7.example/ford"])
    (newsroom.settings.config / "watches" / "spikes.yml").write_text(json.dumps(spikes))
    take_in(newsroom, workers, ["https://outlet8.example/ford"])
    watches = all_watches(newsroom.settings, newsroom.ledger).by_id()
    hour = MORNING + timedelta(hours=3)
    volume = newsroom.ledger.hourly_volume(watches["spikes"], since=MORNING)
    assert (volume.matches, volume.collected) == ({hour: 1}, {hour: 2})
    assert newsroom.ledger.hourly_volume(watches["w"], since=MORNING).collected == {}


def outlets_in(alert: dict[str, list[dict[str, str]]]) -> list[str]:
    return [copy["source"] for copy in alert["copies"]]
