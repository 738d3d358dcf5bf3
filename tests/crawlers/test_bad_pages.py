"""Pages that fail in every way, in one crawl beside a good one: each has its fate and reason, and holds up nothing else."""

from __future__ import annotations

import gzip
import socket
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from tests.crawlers.conftest import Crawled, Station, Web, article, rss, send

MEGABYTE = 1_000_000


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Connection", "close")
    request.end_headers()
    while True:
        request.wfile.write(b"<p>and so on</p>" * 4096)


def dripping(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", "100000")
    request.end_headers()
    while True:
        request.wfile.write(b"<")
        time.sleep(0.2)


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(60)


def cut_short(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "text/html")
    request.send_header("Content-Length", "100000")
    request.end_headers()
    request.wfile.write(b"<html>only this")
    request.close_connection = True


def rubbish(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
    request.close_connection = True


def closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PACKED = gzip.compress(article("Broken gzip") * 20)
BOMB = gzip.compress(bytes(50 * MEGABYTE))
CHALLENGE = "<html><head><title>Just a moment...</title></head><body><script>window._cf_chl_opt={}</script></body></html>"

ANSWERS: dict[str, Any] = {
    "good": send(article("Good")),
    "broken-gzip": send(PACKED[: len(PACKED) - 50], Content_Encoding="gzip"),
    "no-gzip": send(article("Plain"), Content_Encoding="gzip"),
    "no-charset": send(article("No charset"), kind="text/html"),
    "wrong-charset": send(article("Wrong charset"), kind="text/html; charset=klingon"),
    "huge": send(b"<p>x</p>" * (50 * MEGABYTE // 8)),
    "endless": endless,
    "bomb": send(BOMB, Content_Encoding="gzip"),
    "dripping": dripping,
    "silent": silent,
    "cut-short": cut_short,
    "rubbish": rubbish,
    "loop": send("", status=302, Location="/loop"),
    "to-script": send("", status=302, Location="javascript:alert(1)"),
    "to-data": send("", status=302, Location="data:text/html,x"),
    "forbidden": send("no", status=403),
    "challenge": send(CHALLENGE, status=403),
    "challenge-200": send(CHALLENGE),
    "busy": send("later", status=429, Retry_After="7200"),
    "down": send("oops", status=503),
    "teapot": send("no coffee", status=418),
    "gone": send("gone", status=410),
    "missing": send("missing", status=404),
    "pdf": send(b"%PDF-1.7 ...", kind="application/pdf"),
    "disguised-pdf": send(b"%PDF-1.7 ..."),
    "empty": send(""),
    "denied": send(article("Denied")),
    "moved": send("", status=301, Location="/moved-here"),
}

FATES = {
    "good": ("archived", ""),
    "broken-gzip": ("archived", "broken-encoding"),
    "no-gzip": ("archived", ""),
    "no-charset": ("archived", ""),
    "wrong-charset": ("archived", ""),
    "huge": ("error", "body-too-large"),
    "endless": ("error", "body-too-large"),
    "bomb": ("error", "body-too-large"),
    "dripping": ("waiting", "timeout"),
    "silent": ("waiting", "timeout"),
    "cut-short": ("waiting", "connection-lost"),
    "rubbish": ("waiting", "connection-failed"),
    "loop": ("error", "too-many-redirects"),
    "to-script": ("error", "invalid-url"),
    "to-data": ("error", "invalid-url"),
    "forbidden": ("blocked", "http-403"),
    "challenge": ("blocked", "challenge: cloudflare"),
    "challenge-200": ("blocked", "challenge: cloudflare"),
    "busy": ("waiting", "http-429"),
    "down": ("waiting", "http-503"),
    "teapot": ("error", "http-418"),
    "gone": ("gone", "http-410"),
    "missing": ("gone", "http-404"),
    "pdf": ("not-an-article", "not-html: application/pdf"),
    "disguised-pdf": ("not-an-article", "not-html: application/pdf"),
    "empty": ("not-an-article", "empty-response"),
    "denied": ("robots-denied", "robots-denied"),
    "moved": ("archived", ""),
    "closed-port": ("waiting", "robots-unreachable: connection-refused"),
    "no-such-host": ("waiting", "robots-unreachable: no-such-host"),
}


@pytest.fixture(scope="module")
def crawled(module_web: Web, module_station: Station) -> tuple[Crawled, dict[str, str], Station]:
    web, station = module_web, module_station
    urls = {name: web.url(f"/{name}", f"127.0.7.{number + 1}") for number, name in enumerate(ANSWERS)}
    urls |= {"closed-port": f"http://127.0.7.99:{closed_port()}/x", "no-such-host": "http://no-such-host.invalid/x"}
    web.paths |= {f"/{name}": answer for name, answer in ANSWERS.items()}
    web.paths["/moved-here"] = send(article("Moved"))
    web.paths["/robots.txt"] = send("User-agent: araswatch\nDisallow: /denied\n", kind="text/plain")
    web.paths["/feed"] = send(rss(*urls.values()))
    station.add("bad", feeds=[web.url("/feed")])
    return station.crawl(timeout_s=3, body_bytes=MEGABYTE), urls, station


@pytest.mark.parametrize("name", sorted(FATES))
def test_every_page_has_its_fate_and_reason(crawled: tuple[Crawled, dict[str, str], Station], name: str) -> None:
    _, urls, station = crawled
    assert station.fate(urls[name]) == FATES[name]


def test_the_crawl_as_a_whole_is_good_and_its_fates_sum_up(crawled: tuple[Crawled, dict[str, str], Station]) -> None:
    crawl, urls, station = crawled
    assert crawl.status == 0, crawl.log
    assert "Traceback" not in crawl.log
    with station.ledger() as ledger:
        assert sum(ledger.fates().values()) == len(urls)
    assert crawl.summary["pages"] == len(urls)


def test_retry_after_is_kept_and_others_come_back_in_minutes(crawled: tuple[Crawled, dict[str, str], Station]) -> None:
    _, urls, station = crawled
    busy, down = station.path(urls["busy"]).retry_at, station.path(urls["down"]).retry_at
    assert busy is not None
    assert down is not None
    assert busy > datetime.now(UTC) + timedelta(minutes=110)
    assert down < datetime.now(UTC) + timedelta(minutes=10)


def test_redirects_are_archived_step_by_step_under_the_url_discovered(crawled: tuple[Crawled, dict[str, str], Station]) -> None:
    _, urls, station = crawled
    (page,) = [page for page in station.pages() if page.requested_url == urls["moved"]]
    assert page.url == urls["moved"] + "-here"
    answers = [answer for name in station.archive.segments() for answer in station.archive.read(name, body_bytes=MEGABYTE).answers()]
    assert sum(answer.page.url == urls["moved"] for answer in answers) == 1
    assert sum(answer.page.url == urls["loop"] for answer in answers) == 9
