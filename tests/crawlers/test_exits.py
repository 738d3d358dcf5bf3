"""How a crawl ends, and what it says at the end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from araswatch.records import Fate
from crawlers.exits import Exit
from tests.crawlers.conftest import Station, Web, article, rss, send


def test_a_crawl_that_nobody_answered_is_empty_and_one_with_nothing_due_is_good(station: Station, web: Web) -> None:
    station.add("dead", feeds=["http://127.0.0.1:9/feed"])
    station.add("gone", feeds=[web.url("/feed")])
    crawled = station.crawl()
    assert crawled.status == Exit.EMPTY
    assert crawled.summary["exit"] == Exit.EMPTY
    assert crawled.summary["reason"]
    assert station.crawl().status == Exit.GOOD


def test_a_crawl_that_found_nothing_at_all_is_empty(station: Station, web: Web) -> None:
    web.paths["/feed"] = send(rss())
    station.add("bare", feeds=[web.url("/feed")])
    assert station.crawl().status == Exit.EMPTY


def test_an_unknown_source_is_wrong_usage(station: Station) -> None:
    station.add("one", feeds=["http://127.0.0.1:9/feed"])
    crawled = station.crawl("--source", "two")
    assert (crawled.status, crawled.lines) == (Exit.USAGE, [])
    assert "no such source: two" in crawled.log


def test_an_invalid_source_file_is_named_with_line_and_field(station: Station) -> None:
    station.add("one", feeds=["http://127.0.0.1:9/feed"], delay_s=-1)
    crawled = station.crawl()
    assert crawled.status == Exit.FAILED
    assert "test.yml:" in crawled.log
    assert "delay_s" in crawled.log


def test_a_data_directory_that_cannot_be_written_is_a_clear_error(station: Station, web: Web) -> None:
    web.paths |= {"/feed": send(rss(web.url("/a"))), "/a": send(article("A"))}
    station.add("one", feeds=[web.url("/feed")])
    crawled = station.crawl(archive="/proc/araswatch")
    assert crawled.status == Exit.FAILED
    assert "cannot write the archive at /proc/araswatch" in crawled.log
    assert "check ARASWATCH_ARCHIVE" in crawled.log
    assert crawled.summary["exit"] == Exit.FAILED


def test_a_full_disk_ends_the_crawl_and_nothing_half_written_is_read(station: Station, web: Web, tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk's: the same short write, then a refusal."""
    pages = [web.url(f"/{number}") for number in range(30)]
    web.paths |= {"/feed": send(rss(*pages))} | {
        f"/{number}": send(b"<html>" + os.urandom(100_000).hex().encode() + b"</html>") for number in range(30)
    }
    station.add("one", feeds=[web.url("/feed")])
    crawled = station.crawl(segment_pages=10, limit_bytes=800_000)

    assert crawled.status == Exit.FAILED
    assert "cannot write the archive" in crawled.log
    with station.ledger() as ledger:
        assert sum(ledger.fates().values()) == 30
        assert ledger.known_segments() == set(station.archive.segments())
    assert len(station.pages()) == sum(station.fate(url)[0] == "archived" for url in pages)
    assert not list(tmp_path.rglob("*.open"))

    assert station.crawl().status == Exit.GOOD
    assert {page.requested_url for page in station.pages()} == set(pages)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_publishes_what_there_is_and_loses_nothing(station: Station, web: Web, number: signal.Signals) -> None:
    pages = [web.url(f"/{n}") for n in range(40)]
    web.paths |= {"/feed": send(rss(*pages))} | {f"/{n}": send(article(str(n))) for n in range(40)}
    station.add("one", feeds=[web.url("/feed")])
    process = station.start(delay_s=0.1)
    assert process.stdout
    while web.requests("/5") == 0:
        process.stdout.readline()
    process.send_signal(number)
    out, _ = process.communicate(timeout=30)

    assert process.returncode == Exit.STOPPED
    assert number.name in out.splitlines()[-1]
    archived = {page.requested_url for page in station.pages()}
    assert 3 <= len(archived) < 40
    assert archived == {url for url in pages if station.fate(url)[0] == "archived"}

    if number is signal.SIGTERM:
        assert station.crawl().status == Exit.GOOD
        assert sorted(page.requested_url for page in station.pages()) == sorted(pages)


def test_when_time_is_over_the_rest_waits(station: Station, web: Web) -> None:
    pages = [web.url(f"/{n}") for n in range(40)]
    web.paths |= {"/feed": send(rss(*pages))} | {f"/{n}": send(article(str(n))) for n in range(40)}
    station.add("one", feeds=[web.url("/feed")], delay_s=0.2)
    crawled = station.crawl(crawl_s=1.5)

    assert (crawled.status, crawled.summary["reason"]) == (Exit.GOOD, "time is over")
    with station.ledger() as ledger:
        fates = ledger.fates()
    assert set(fates) <= {"archived", "waiting"}
    assert fates[Fate.WAITING] > 0
    assert sum(fates.values()) == 40


def test_fresh_news_does_not_wait_for_a_slow_source(station: Station, web: Web) -> None:
    web.paths |= {"/feed": send(rss(web.url("/fast"), web.url("/slow", "127.0.0.2")))}
    web.paths |= {"/fast": send(article("Fast")), "/slow": lambda _: time.sleep(30)}
    station.add("one", feeds=[web.url("/feed")])
    crawled = station.crawl(segment_s=0.5, timeout_s=5)
    events = [line["event"] for line in crawled.lines]
    published = events.index("segment")
    assert next(line["pages"] for line in crawled.lines[published:] if line["event"] == "progress") == 1
    assert crawled.summary["pages"] == 2
