"""A ledger with alerts to deliver, and a webhook on loopback that remembers what it was sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pytest

from araswatch.alerts import Channel, ChannelKind
from araswatch.ledger import Ledger
from araswatch.ledger.alerting import insert_alerts
from araswatch.records import Alert
from araswatch.settings import Settings

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass
class Receiver:
    """What arrived, in order: (idempotency key, message). `answer` decides the status of each by its number, from 0; `asked` counts all.

    `location` is where a redirect leads.
    """

    url: str = ""
    location: str = ""
    asked: int = 0
    arrived: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: Callable[[int], int] = lambda _: 204

    @property
    def keys(self) -> list[str]:
        return [key for key, _ in self.arrived]

    @property
    def distinct_keys(self) -> list[str]:
        return list(dict.fromkeys(self.keys))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    heard, turn = Receiver(), Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            with turn:
                status, heard.asked = heard.answer(heard.asked), heard.asked + 1
            if status < 300:
                heard.arrived.append((self.headers["idempotency-key"], json.loads(body)))
            self.send_response(status)
            self.send_header("content-length", "0")
            if heard.location:
                self.send_header("location", heard.location)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    heard.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield heard
    server.shutdown()
    server.server_close()


@dataclass
class Desk:
    """Settings with a folder of watches, and the ledger that they name."""

    settings: Settings
    ledger: Ledger
    now: datetime = NOON

    def watch(self, watch_id: str = "w", **fields: Any) -> None:
        """Write a watch file."""
        folder = self.settings.config / "watches"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{watch_id}.yml").write_text(json.dumps({"name": watch_id.upper(), "query": "bridge", **fields}))

    def match(self, numbers: range | list[int], *channels: str, watch_id: str = "w", source: str = "aras") -> None:
        """Let articles match, as processing would, at the present time."""
        made = [
            Alert(
                watch_id=watch_id,
                article_id=f"{number:032x}",
                matched_at=self.now,
                channels=channels,
                title=f"Bridge {number}",
                url=f"https://aras.example/{number}",
                source_id=source,
                regions=("AZ",),
                themes=("transport",),
                snippets=("The \u0002bridge\u0003 opened.",),
            )
            for number in numbers
        ]
        with self.ledger.writing() as connection:
            insert_alerts(connection, made)

    def wait(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    settings = Settings(home=tmp_path / "home", config=tmp_path / "config", allow_private_networks=True)
    with Ledger.open(settings.ledger_url) as ledger:
        yield Desk(settings=settings, ledger=ledger)


def webhook(url: str) -> str:
    """The id of a webhook's channel."""
    return Channel(kind=ChannelKind.WEBHOOK, address=url).id
