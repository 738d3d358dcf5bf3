"""Everybody is told each alert once and in order, whatever breaks on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from threading import Thread
from xml.etree.ElementTree import parse

import pytest

from araswatch.alerts import Watch
from araswatch.alerts.spike import watched_hours
from araswatch.jobs.deliver import DeliverySummary, deliver
from araswatch.ledger import StoryItem
from araswatch.ledger.alerting import insert_alerts
from araswatch.ledger.connection import insert_new
from araswatch.ledger.tables import articles, urls
from araswatch.ledger.volume import note_watched
from araswatch.records import Alert, AlertKind
from araswatch.stories import signature
from tests.notify.conftest import Desk, Receiver, webhook

ATOM = "{http://www.w3.org/2005/Atom}"


def tell(desk: Desk) -> tuple[DeliverySummary, str]:
    said: list[str] = []
    summary = deliver(desk.settings, desk.ledger, clock=lambda: desk.now, write=said.append)
    return summary, "".join(said)


def test_the_terminal_says_what_matched_why_and_where(desk: Desk) -> None:
    desk.watch(channels=["terminal"])
    desk.match([1], "terminal")
    summary, said = tell(desk)
    assert summary.sent == 1
    for part in ("W: Bridge 1", "The »bridge« opened.", "AZ, transport", "https://aras.example/1", f"/watches/w?mute={1:032x}", "Key: w/"):
        assert part in said
    assert tell(desk) == (DeliverySummary(), "")


def test_a_webhook_is_told_once_with_its_key(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    desk.match(range(3), webhook(receiver.url))
    tell(desk)
    tell(desk)
    assert receiver.keys == [f"w/{number:032x}/new" for number in range(3)]
    message = receiver.arrived[0][1]
    assert message["watch"]["name"] == "W"
    assert message["alerts"][0]["matched"] == ["The <mark>bridge</mark> opened."]


def test_the_feeds_hold_each_alert_once_and_only_change_with_them(desk: Desk) -> None:
    desk.watch(channels=["feed"])
    desk.match([1, 2], "feed")
    tell(desk)
    atom, feed = desk.settings.home / "feeds" / "w.xml", desk.settings.home / "feeds" / "w.json"
    entries = parse(atom).getroot().findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["Bridge 2", "Bridge 1"]
    assert [item["title"] for item in json.loads(feed.read_text())["items"]] == ["Bridge 2", "Bridge 1"]
    written = atom.read_bytes()
    desk.wait(hours=1)
    tell(desk)
    assert atom.read_bytes() == written
    assert [path.name for path in sorted((desk.settings.home / "feeds").iterdir())] == ["w.json", "w.xml"]


def test_a_copy_that_joins_later_is_named_in_the_feeds_entry(desk: Desk) -> None:
    wire = signature(
        "Troops exchanged fire near the northern ford before dawn on Tuesday, the ministry in the capital said in a short note."
    )
    desk.watch(channels=["feed"])
    for number, source in enumerate(("first", "second")):
        item = StoryItem(article_id=f"{number:032x}", source_id=source, appeared_at=desk.now, signature=wire)
        desk.ledger.place_stories([item])
        row = {
            "article_id": item.article_id,
            "url_id": item.article_id,
            "source_id": source,
            "title": "t",
            "first_seen_at": desk.now,
            "revision": 1,
        }
        address = {
            "url_id": item.article_id, "url": f"https://{source}.example/", "source_id": source, "via": "", "hints": {}, "fate": "indexed",
            "discovered_at": desk.now, "changed_at": desk.now,
        }  # fmt: skip
        with desk.ledger.writing() as connection:
            insert_new(connection, articles, [row])
            insert_new(connection, urls, [address])
        desk.match([number], "feed", source=source)
        tell(desk)
        desk.wait(hours=2)
    feed = json.loads((desk.settings.home / "feeds" / "w.json").read_text())
    assert [item["title"] for item in feed["items"]] == ["Bridge 0"]
    assert feed["items"][0]["_araswatch"]["copies"][0]["source"] == "second"
    assert feed["items"][0]["date_modified"] > feed["items"][0]["date_published"]


def test_a_title_with_control_characters_does_not_break_the_feed(desk: Desk) -> None:
    desk.watch(name="A\u0001 & <B>", channels=["feed"])
    desk.match([1], "feed")
    tell(desk)
    assert parse(desk.settings.home / "feeds" / "w.xml").getroot().findtext(f"{ATOM}title") == "A & <B>"


def test_an_unreachable_webhook_keeps_its_messages_for_hours_and_their_order(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    receiver.answer = lambda _: 503
    for number in range(8):
        desk.match([number], webhook(receiver.url))
        tell(desk)
        desk.wait(minutes=15)
    receiver.answer = lambda _: 204
    desk.wait(minutes=30)
    tell(desk)
    assert receiver.keys == [f"w/{number:032x}/new" for number in range(8)]


def test_pauses_grow_and_a_failure_holds_the_later_back(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    calls: list[datetime] = []
    receiver.answer = lambda _: calls.append(desk.now) or 500
    desk.match(range(5), webhook(receiver.url))
    for _ in range(60):
        tell(desk)
        desk.wait(seconds=10)
    assert [int((at - calls[0]).total_seconds()) for at in calls] == [0, 30, 90, 210, 450]


def test_what_is_refused_for_good_is_dead_holds_nothing_back_and_can_be_sent_again(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    receiver.answer = lambda number: 422 if number == 0 else 204
    desk.match([1, 2], webhook(receiver.url))
    summary, _ = tell(desk)
    assert (summary.sent, summary.dead) == (1, 1)
    (letter,) = desk.ledger.dead_letters()
    assert letter.key == f"w/{1:032x}/new"
    assert letter.error.startswith("http-422")
    assert desk.ledger.revive(channel="webhook:other") == 0
    assert desk.ledger.revive() == 1
    tell(desk)
    assert receiver.keys == [f"w/{2:032x}/new", f"w/{1:032x}/new"]


def test_a_message_is_given_up_after_a_day(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    receiver.answer = lambda _: 500
    desk.match([1], webhook(receiver.url))
    for _ in range(60):
        tell(desk)
        desk.wait(minutes=30)
    assert [letter.attempts > 12 for letter in desk.ledger.dead_letters()] == [True]


@pytest.mark.parametrize("hours", [-48, 48])
def test_a_clock_that_jumps_neither_loses_nor_repeats(desk: Desk, receiver: Receiver, hours: int) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    receiver.answer = lambda number: 500 if number in (0, 1) else 204
    desk.match([1, 2], webhook(receiver.url))
    tell(desk)
    desk.wait(hours=hours)
    tell(desk)
    desk.match([3], webhook(receiver.url))
    for _ in range(3):
        desk.wait(minutes=31)
        tell(desk)
    assert receiver.keys == [f"w/{number:032x}/new" for number in (1, 2, 3)]


def test_a_clock_that_jumps_a_day_ahead_in_an_outage_gives_up_nothing(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}])
    receiver.answer = lambda _: 503
    desk.match([1, 2], webhook(receiver.url))
    for _ in range(24):
        tell(desk)
        desk.wait(minutes=5)
    desk.wait(hours=26)
    tell(desk)
    desk.wait(hours=-26)
    receiver.answer = lambda _: 204
    desk.wait(minutes=31)
    tell(desk)
    assert desk.ledger.dead_letters() == []
    assert receiver.keys == [f"w/{number:032x}/new" for number in (1, 2)]


def test_a_broken_watch_waits_and_stops_no_other(desk: Desk) -> None:
    desk.watch("good", channels=["terminal"])
    desk.watch("bad", query="bridge AND", channels=["terminal"])
    desk.match([1], "terminal", watch_id="good")
    desk.match([2], "terminal", watch_id="bad")
    summary, said = tell(desk)
    assert "GOOD: Bridge 1" in said
    assert "BAD" not in said
    assert summary.waiting == 1
    assert summary.broken[0].startswith("BAD: ")
    desk.watch("bad", channels=["terminal"])
    assert "BAD: Bridge 2" in tell(desk)[1]


def test_switching_a_watch_off_and_on_sends_nothing_of_the_past(desk: Desk) -> None:
    desk.watch(channels=["terminal"])
    desk.match([1], "terminal")
    desk.watch(channels=["terminal"], enabled=False)
    assert tell(desk)[1] == ""
    desk.watch(channels=["terminal"])
    assert tell(desk)[1] == ""
    desk.match([2], "terminal")
    assert "Bridge 2" in tell(desk)[1]


def test_a_flood_is_at_most_the_cap_and_one_summary_with_the_exact_rest(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}], cap_per_hour=20)
    for part in range(10):
        desk.match(range(part * 1000, part * 1000 + 1000), webhook(receiver.url))
        tell(desk)
        desk.wait(seconds=6)
    assert len(receiver.arrived) == 20
    desk.wait(hours=1)
    tell(desk)
    assert len(receiver.arrived) == 21
    summary = receiver.arrived[-1][1]
    assert (summary["form"], summary["count"], summary["subject"]) == ("summary", 9980, "W: and 9980 more")
    assert tell(desk)[0].sent == 0
    told = [key for _, message in receiver.arrived for key in message["keys"]]
    assert told == [f"w/{number:032x}/new" for number in range(10_000)]


def test_a_muted_story_is_dropped(desk: Desk) -> None:
    desk.watch(channels=["terminal"])
    desk.match([1, 2], "terminal")
    desk.ledger.mute("w", "story", f"{1:032x}")
    said = tell(desk)[1]
    assert "Bridge 2" in said
    assert "Bridge 1" not in said


def test_a_snoozed_watch_keeps_its_alerts(desk: Desk) -> None:
    desk.watch(channels=["terminal"])
    desk.ledger.mute("w", "watch", "*", until=datetime(2026, 11, 24, 13, tzinfo=UTC))
    desk.match([1], "terminal")
    assert tell(desk)[1] == ""
    desk.wait(hours=2)
    assert "Bridge 1" in tell(desk)[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_a_webhook_does_not_reach_private_networks_unless_allowed(desk: Desk, receiver: Receiver, host: str) -> None:
    desk.settings = desk.settings.model_copy(update={"allow_private_networks": False})
    address = receiver.url.replace("127.0.0.1", host)
    desk.watch(channels=[{"webhook": address}])
    desk.match([1], webhook(address))
    summary, _ = tell(desk)
    assert (summary.dead, receiver.arrived) == (1, [])


def test_two_deliveries_at_once_send_nothing_twice(desk: Desk, receiver: Receiver) -> None:
    desk.watch(channels=[{"webhook": receiver.url}], cap_per_hour=1000)
    desk.match(range(100), webhook(receiver.url))
    workers = [Thread(target=tell, args=(desk,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert receiver.keys == [f"w/{number:032x}/new" for number in range(100)]


def kill_until_done(desk: Desk, receiver: Receiver, count: int, generator: random.Random) -> int:
    """Run `araswatch deliver` again and again, killed at random moments, until nothing is left; how often it was killed."""
    command = [sys.executable, "-m", "araswatch", "deliver"]
    environment = os.environ | desk.settings.environment()
    kills = 0
    while len(receiver.distinct_keys) < count or desk.ledger.delivery_counts().get("waiting"):
        assert kills < 100
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        reached = len(receiver.arrived) + generator.randint(1, count // 3)
        while process.poll() is None and len(receiver.arrived) < reached:
            time.sleep(0.001)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            kills += 1
        process.wait()
    return kills


@pytest.mark.parametrize("count", [150, pytest.param(5_000, marks=pytest.mark.soak)])
def test_killed_at_random_moments_every_alert_arrives_under_its_one_key_in_order(desk: Desk, receiver: Receiver, count: int) -> None:
    desk.now = datetime.now(UTC)
    desk.watch(channels=[{"webhook": receiver.url}, "feed"], cap_per_hour=10_000)
    desk.match(range(count), webhook(receiver.url), "feed")
    kills = kill_until_done(desk, receiver, count, random.Random(count))
    assert kills > 2
    assert receiver.distinct_keys == [f"w/{number:032x}/new" for number in range(count)]
    assert len(receiver.keys) - len(receiver.distinct_keys) <= kills
    assert len(parse(desk.settings.home / "feeds" / "w.xml").getroot().findall(f"{ATOM}entry")) == 100


def collect(desk: Desk, per_hour: int, matched: int, *, hours: int, query: str | None = "bridge") -> None:
    """So many hours of collection; of each hour's articles the watch finds some, silently. Without a query there is no watch yet."""
    rows, found, seen = [], [], []
    for _ in range(hours):
        seen.append(desk.now)
        for number in range(per_hour):
            article_id = f"{len(rows):016x}{int(desk.now.timestamp()):016x}"
            rows.append(
                {"article_id": article_id, "url_id": article_id, "source_id": "s", "title": "t", "first_seen_at": desk.now, "revision": 1}
            )
            if number < matched:
                found.append(Alert(watch_id="w", article_id=article_id, matched_at=desk.now, silent=True))
        desk.wait(hours=1)
    with desk.ledger.writing() as connection:
        insert_new(connection, articles, rows)
        insert_alerts(connection, found)
        if query:
            note_watched(connection, watched_hours([Watch(id="w", name="W", query=query, on=frozenset({AlertKind.SPIKE}))], seen))


def test_a_spike_is_told_once_a_day(desk: Desk) -> None:
    desk.watch(on=["spike"], channels=["terminal"])
    collect(desk, 10, 1, hours=100)
    assert tell(desk)[1] == ""
    collect(desk, 20, 15, hours=3)
    desk.now -= timedelta(minutes=30)
    said = tell(desk)[1]
    assert "W: 48 articles since" in said
    assert "times the usual" in said
    desk.wait(hours=1)
    assert tell(desk)[1] == ""


@pytest.mark.parametrize("before", [None, "ferry"], ids=["made yesterday", "of another query"])
def test_a_watch_that_is_new_knows_no_usual(desk: Desk, before: str | None) -> None:
    desk.watch(on=["spike"], channels=["terminal"])
    collect(desk, 10, 0, hours=500, query=before)
    collect(desk, 10, 3, hours=24)
    desk.now -= timedelta(minutes=30)
    assert tell(desk)[1] == ""
