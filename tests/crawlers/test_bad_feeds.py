"""Feeds that fail in every way, in one crawl beside a good one: each is remembered with its error and left alone for a while."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from araswatch.ledger import PollState
from tests.crawlers.conftest import Crawled, Station, Web, article, rss, send


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b"<item>" * 4096)


def odd_entries(web: Web) -> str:
    links = ["javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "", web.url("/odd")]
    return rss(*links).replace(
        "</channel>", "<item><title>no link</title><pubDate>Mon, 01 Jan 2999 00:00:00 GMT</pubDate></item></channel>"
    )


FEEDS: dict[str, Any] = {
    "html": send("<html><body>We have moved</body></html>"),
    "broken": send("<?xml version='1.0'?><rss><channel><item><ti", kind="application/rss+xml"),
    "nothing": send(""),
    "not-here": send("", status=404),
    "failing": send("", status=500),
    "busy": send("", status=503, Retry_After="86400"),
    "forbidden": send("", status=403),
    "endless": endless,
    "loop": send("", status=302, Location="/feed/loop"),
    "bomb": send(gzip.compress(rss("http://127.0.0.1/x").encode() + bytes(20_000_000)), Content_Encoding="gzip"),
    "binary": send(bytes(range(256)) * 100, kind="application/rss+xml"),
}


@pytest.fixture(scope="module")
def crawled(module_web: Web, module_station: Station) -> tuple[Crawled, Web, Station]:
    web, station = module_web, module_station
    web.paths |= {f"/feed/{name}": answer for name, answer in FEEDS.items()}
    web.paths["/feed/huge"] = send(rss(web.url("/last"), *(f"http://127.0.9.1:9/{number}" for number in range(3000))))
    web.paths["/feed/odd"] = send(odd_entries(web))
    web.paths["/feed/good"] = send(rss(web.url("/good")))
    web.paths |= {"/good": send(article("Good")), "/odd": send(article("Odd")), "/last": send(article("Last"))}
    for number, name in enumerate([*FEEDS, "odd", "huge"]):
        station.add(name, feeds=[web.url(f"/feed/{name}", f"127.0.8.{number + 1}")])
    station.add("mixed", feeds=[web.url("/feed/html"), web.url("/feed/good")])
    return station.crawl(timeout_s=3, body_bytes=1_000_000), web, station


def state(station: Station, source_id: str, crawl: Crawled) -> PollState:
    (poll,) = [poll for poll in crawl.events("poll") if poll["source"] == source_id]
    with station.ledger() as ledger:
        found = ledger.poll_state(poll["url"])
    assert found is not None
    return found


@pytest.mark.parametrize("name", sorted(FEEDS))
def test_a_bad_feed_has_its_error_and_a_pause(crawled: tuple[Crawled, Web, Station], name: str) -> None:
    crawl, _, station = crawled
    poll = state(station, name, crawl)
    assert poll.error
    assert poll.failures == 1
    assert poll.etag is None
    assert poll.next_poll_at is not None
    assert poll.next_poll_at > datetime.now(UTC)


def test_a_feed_that_asks_for_a_day_gets_it(crawled: tuple[Crawled, Web, Station]) -> None:
    crawl, _, station = crawled
    pause = state(station, "busy", crawl).next_poll_at
    assert pause is not None
    assert pause > datetime.now(UTC) + timedelta(hours=23)


def test_bad_feeds_hold_up_nothing_else(crawled: tuple[Crawled, Web, Station]) -> None:
    crawl, web, station = crawled
    assert crawl.status == 0, crawl.log
    assert "Traceback" not in crawl.log
    assert station.fate(web.url("/good")) == ("archived", "")


def test_links_that_are_none_are_passed_over(crawled: tuple[Crawled, Web, Station]) -> None:
    crawl, web, station = crawled
    assert station.fate(web.url("/odd")) == ("archived", "")
    assert crawl.summary["by_source"]["odd"]["found"] == 1


def test_a_huge_feed_is_taken_in_whole_whatever_becomes_of_its_pages(crawled: tuple[Crawled, Web, Station]) -> None:
    crawl, web, station = crawled
    assert crawl.summary["by_source"]["huge"]["found"] == 3001
    assert station.fate(web.url("/last")) == ("archived", "")
    assert station.fate("http://127.0.9.1:9/2999")[0] == "waiting"


def test_a_bad_feed_is_left_alone_at_the_next_crawl(crawled: tuple[Crawled, Web, Station]) -> None:
    _, web, station = crawled
    before = web.requests("/feed/html")
    again = station.crawl("--source", "html", "--source", "mixed")
    assert web.requests("/feed/html") == before
    assert [poll["url"] for poll in again.events("poll")] == [web.url("/feed/good")]
