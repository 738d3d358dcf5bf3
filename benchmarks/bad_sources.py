"""Sources that hold a crawl up: dead ones, ones that drip a byte a second, ones that refuse every page."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import yaml

from demo import listings
from demo.listings import Entry

DRIPPING, BLOCKING, DEAD = "127.0.2", "127.0.3", "127.0.4"
PAGES_EACH = 8
DRIP_S = 1.0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        host = self.headers.get("Host", "")
        with suppress(OSError):
            if self.path == "/feed":
                self._send(200, listings.rss(host, f"http://{host}/", None, [Entry(url=f"http://{host}/{n}") for n in range(PAGES_EACH)]))
            elif self.path == "/robots.txt":
                self._send(404, b"")
            elif host.startswith(DRIPPING):
                self._drip()
            else:
                self._send(403, b"no")

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        while True:
            self.wfile.write(b"<")
            self.wfile.flush()
            time.sleep(DRIP_S)

    def log_message(self, *_: object) -> None: ...


@contextmanager
def bad_sources(config: Path, each: int) -> Iterator[list[str]]:
    """Adds `each` sources of every kind to a folder of configuration, and serves them; their ids."""
    server = ThreadingHTTPServer(("0.0.0.0", 0), _Handler)
    server.daemon_threads, server.block_on_close = True, False
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports = {DRIPPING: server.server_port, BLOCKING: server.server_port, DEAD: _closed_port()}
    names = {DRIPPING: "dripping", BLOCKING: "blocking", DEAD: "dead"}
    entries = [_entry(f"{names[net]}-{n}", f"http://{net}.{n}:{port}") for net, port in ports.items() for n in range(1, each + 1)]
    path = config / "sources" / "bad.yml"
    path.write_text(yaml.safe_dump(entries))
    yield [entry["id"] for entry in entries]
    path.unlink()
    server.shutdown()
    server.server_close()


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _entry(name: str, base: str) -> dict[str, Any]:
    return {
        "id": name,
        "name": name,
        "homepage": f"{base}/",
        "feeds": [f"{base}/feed"],
        "languages": ["en"],
        "country": "AZ",
        "kind": "online",
        "timezone": "UTC",
        "expect": {"min_per_day": 0, "max_per_day": 99},
    }
