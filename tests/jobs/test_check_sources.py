"""What is said of a source that answers, and of each way in which one can fail to; against real servers on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from araswatch.catalogue import Source, load_sources
from araswatch.jobs.check_sources import AddressCheck, Finding, SourceCheck, check_sources
from araswatch.settings import Settings
from demo import DemoWeb
from demo.listings import Entry, rss, sitemap_index
from demo.serve_files import Resource
from demo.server import Server, listening_sockets, netloc

NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)


def feed(ages_h: list[float]) -> bytes:
    entries = [Entry(url=f"http://river.example/{n}", title="t", published_at=NOW - timedelta(hours=age)) for n, age in enumerate(ages_h)]
    return rss("River", "http://river.example/", "en", entries)


BODIES: dict[str, tuple[bytes, int]] = {
    "/robots.txt": (b"User-agent: *\nDisallow: /closed/\n", 200),
    "/daily.xml": (feed([2, 26, 50, 74]), 200),
    "/hourly.xml": (feed([float(n) for n in range(48)]), 200),
    "/stale.xml": (feed([300, 320, 340]), 200),
    "/one.xml": (feed([2]), 200),
    "/empty.xml": (feed([]), 200),
    "/broken.xml": (b"<html><p>Sorry", 200),
    "/failing.xml": (b"", 503),
    "/closed/feed.xml": (feed([2]), 200),
    "/empty-index.xml": (sitemap_index([]), 200),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, sockets = tmp_path_factory.mktemp("web"), listening_sockets(1)
    resources = {}
    for number, (target, (body, status)) in enumerate(BODIES.items()):
        (folder / str(number)).write_bytes(body)
        resources[target] = Resource(path=str(folder / str(number)), content_type="application/xml", status=status)
    host = netloc(sockets[0])
    with Server(folder, sockets, {host: resources}):
        yield f"http://{host}"


def source(**ways: Any) -> Source:
    fields: dict[str, Any] = {
        "id": "river",
        "name": "River",
        "homepage": "http://river.example/",
        "languages": ["en"],
        "country": "AZ",
        "kind": "online",
        "timezone": "Asia/Baku",
        "expect": {"min_per_day": 1, "max_per_day": 5},
    }
    return Source.model_validate(fields | ways)


def checked(*sources: Source) -> list[SourceCheck]:
    return asyncio.run(check_sources(sources, Settings(timeout_s=5, allow_private_networks=True), NOW))


@pytest.mark.parametrize(
    ("path", "finding", "problem"),
    [
        ("/daily.xml", Finding.OK, None),
        ("/one.xml", Finding.OK, None),
        ("/hourly.xml", Finding.TOO_MANY, None),
        ("/stale.xml", Finding.STALE, None),
        ("/empty.xml", Finding.EMPTY, "names no article"),
        ("/broken.xml", Finding.UNREADABLE, "not a feed: an HTML page"),
        ("/failing.xml", Finding.UNREADABLE, "answers 503"),
        ("/gone.xml", Finding.UNREADABLE, "answers 404"),
        ("/closed/feed.xml", Finding.ROBOTS_DENIED, "robots.txt asks not to fetch this"),
    ],
)
def test_each_finding(base: str, path: str, finding: Finding, problem: str | None) -> None:
    (check,) = checked(source(feeds=[base + path]))
    assert (check.finding, check.addresses[0].problem) == (finding, problem)


def test_pace_and_newest_come_from_the_entries_dates(base: str) -> None:
    (check,) = checked(source(feeds=[base + "/daily.xml"]))
    assert check.addresses == (
        AddressCheck(url=base + "/daily.xml", finding=Finding.OK, entries=4, newest_at=NOW - timedelta(hours=2), per_day=1.0),
    )
    assert (check.newest_at, check.per_day) == (NOW - timedelta(hours=2), 1.0)


def test_one_address_that_works_is_enough_to_answer(base: str) -> None:
    (check,) = checked(source(feeds=[base + "/gone.xml", base + "/daily.xml"]))
    assert check.answers
    assert [address.finding for address in check.addresses] == [Finding.UNREADABLE, Finding.OK]


def test_too_few(base: str) -> None:
    (check,) = checked(source(feeds=[base + "/daily.xml"], expect={"min_per_day": 20, "max_per_day": 50}))
    assert check.finding is Finding.TOO_FEW


def test_a_host_that_is_gone_is_unreachable_and_asked_once() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = f"http://127.0.0.1:{unused.getsockname()[1]}"
    (check,) = checked(source(feeds=[dead + "/a.xml", dead + "/b.xml"]))
    assert check.finding is Finding.UNREACHABLE
    assert not check.answers
    assert len({address.problem for address in check.addresses}) == 1


def test_a_name_that_nobody_has_is_unreachable() -> None:
    (check,) = checked(source(feeds=["http://no-such-host.invalid/feed"]))
    assert check.finding is Finding.UNREACHABLE
    assert check.addresses[0].problem in {"no such host", "DNS does not answer", "did not answer in time"}


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254"])
def test_private_addresses_are_refused_as_the_crawler_refuses_them(host: str) -> None:
    (check,) = asyncio.run(check_sources([source(feeds=[f"http://{host}:9/feed"])], Settings(timeout_s=5), NOW))
    assert check.finding is Finding.UNREACHABLE
    assert (check.addresses[0].problem or "").startswith("a private address")


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        mute_source = source(feeds=[f"http://127.0.0.1:{mute.getsockname()[1]}/feed"])
        (check,) = asyncio.run(check_sources([mute_source], Settings(timeout_s=0.5, allow_private_networks=True), NOW))
    assert check.addresses[0].problem == "did not answer in time"


def test_every_way_of_the_sample_web_answers_in_order(tmp_path: Path) -> None:
    with DemoWeb(now=NOW) as web:
        sources = load_sources(web.write_config(tmp_path) / "sources")
        seen: list[str] = []
        checks = asyncio.run(
            check_sources(sources, Settings(timeout_s=20, allow_private_networks=True), NOW, lambda check: seen.append(check.source_id))
        )
    assert [check.source_id for check in checks] == [source.id for source in sources]
    assert sorted(seen) == sorted(source.id for source in sources)
    assert {check.finding for check in checks} == {Finding.OK}
