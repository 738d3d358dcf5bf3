"""A small web on loopback addresses that behaves as badly as a test asks for, and real crawls of it in a process of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from araswatch.archive import Archive
from araswatch.ledger import Ledger, UrlPath
from araswatch.records import Page

PROJECT = Path(__file__).resolve().parents[2]
Answer = Callable[[BaseHTTPRequestHandler], None]
ARTICLE = "<!doctype html><html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>"


def article(title: str) -> bytes:
    return ARTICLE.format(title, f"The whole story of {title}. " * 40).encode()


def send(body: bytes | str, *, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Answer:
    """An answer with a body; header names are written with underscores."""
    data = body.encode() if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **given}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def rss(*links: str, title: str = "A title") -> str:
    items = "".join(f"<item><title>{title}</title><link>{link}</link></item>" for link in links)
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


@dataclass
class Web:
    """Answers by path, the same on every loopback address; `seen` has (host, path, headers) of each request."""

    port: int
    paths: dict[str, Answer] = field(default_factory=dict)
    seen: list[tuple[str, str, Mapping[str, str]]] = field(default_factory=list)
    most_at_once: int = 0
    _now: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def counted(self) -> Iterator[None]:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)
        try:
            yield
        finally:
            with self._lock:
                self._now -= 1

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def requests(self, path: str) -> int:
        return sum(seen == path for _, seen, _ in self.seen)


@contextmanager
def serving() -> Iterator[Web]:
    """A web on all loopback addresses."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            site.seen.append((self.headers.get("Host", ""), self.path, dict(self.headers)))
            with suppress(ConnectionError), site.counted():
                site.paths.get(self.path, send("not here", status=404))(self)

        def log_message(self, *arguments: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A crawler that is killed or gives up leaves broken connections."""

    server = Server(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    site = Web(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield site
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def module_web() -> Iterator[Web]:
    """The same for the tests that look at one crawl together."""
    with serving() as site:
        yield site


@dataclass
class Crawled:
    """A finished crawl."""

    status: int
    lines: list[dict[str, Any]]
    log: str

    @property
    def summary(self) -> dict[str, Any]:
        return self.lines[-1]

    def events(self, name: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["event"] == name]


@dataclass
class Station:
    """A data directory with its sources, and crawls of them."""

    home: Path
    environment: dict[str, str]
    sources: list[dict[str, Any]] = field(default_factory=list)

    def add(self, source_id: str, **ways: Any) -> None:
        common = {
            "name": source_id,
            "homepage": "http://127.0.0.1/",
            "languages": ["en"],
            "country": "AZ",
            "kind": "blog",
            "timezone": "Asia/Baku",
        }
        self.sources.append({"id": source_id, **common, "expect": {"min_per_day": 0, "max_per_day": 9}, **ways})

    def start(self, *arguments: str, limit_bytes: int | None = None, **settings: Any) -> subprocess.Popen[str]:
        """A crawl in a process of its own; `limit_bytes` is the largest file that it may write."""
        folder = self.home / "config" / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "test.yml").write_text(yaml.safe_dump(self.sources), "utf-8")
        given = {f"ARASWATCH_{name.upper()}": str(value) for name, value in settings.items()}
        limits = ["prlimit", f"--fsize={limit_bytes}"] if limit_bytes else []
        return subprocess.Popen(
            [*limits, sys.executable, "-m", "crawlers", *arguments],
            cwd=PROJECT,
            env={**self.environment, **given},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crawl(self, *arguments: str, **settings: Any) -> Crawled:
        process = self.start(*arguments, **settings)
        out, log = process.communicate(timeout=120)
        return Crawled(process.returncode, [json.loads(line) for line in out.splitlines()], log)

    @property
    def archive(self) -> Archive:
        return Archive(str(self.home / "archive"))

    def ledger(self) -> Ledger:
        return Ledger.open(f"sqlite:///{self.home / 'ledger.sqlite'}")

    def path(self, url: str) -> UrlPath:
        with self.ledger() as ledger:
            path = ledger.path(url)
        assert path is not None, f"never discovered: {url}"
        return path

    def fate(self, url: str) -> tuple[str, str]:
        path = self.path(url)
        return str(path.fate), path.reason

    def pages(self) -> list[Page]:
        return [page for name in self.archive.segments() for page in self.archive.read(name, body_bytes=10_000_000)]


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return station_at(tmp_path / "station")


@pytest.fixture(scope="module")
def module_station(tmp_path_factory: pytest.TempPathFactory) -> Station:
    return station_at(tmp_path_factory.mktemp("module") / "station")


def station_at(home: Path) -> Station:
    own = {
        "ARASWATCH_HOME": str(home),
        "ARASWATCH_CONFIG": str(home / "config"),
        "ARASWATCH_ALLOW_PRIVATE_NETWORKS": "true",
        "ARASWATCH_DELAY_S": "0",
        "ARASWATCH_TIMEOUT_S": "10",
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("ARASWATCH_")}
    return Station(home, inherited | own)


def wait_for(condition: Callable[[], bool], *, patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def kill(process: subprocess.Popen[str], number: int = signal.SIGKILL) -> None:
    process.send_signal(number)
    process.communicate(timeout=60)
