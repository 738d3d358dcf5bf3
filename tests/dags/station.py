"""A whole installation under Airflow: PostgreSQL, Elasticsearch, a web on loopback, an inbox, and the real Airflow components."""

from __future__ import annotations

import json
import shutil
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml

from araswatch.archive import Archive
from araswatch.errors import StoreError
from araswatch.ledger import Ledger
from araswatch.records import StoredArticle
from araswatch.settings import Settings
from araswatch.stores import open_store
from demo import PageWeb
from infra.airflow.client import Client
from infra.airflow.stack import Stack
from infra.elasticsearch.node import Node
from infra.postgresql.server import Server

NOW = datetime(2026, 11, 24, tzinfo=UTC)
SENTENCES = (
    "Engineers opened bridge number {n} over the river on Monday morning.",
    "Both governments sent their ministers to ceremony {n}, and the market stayed open until the evening.",
    "A teacher from village {n} said that her pupils had waited for this day since the flood of the year before.",
    "The contract names {n} lorries a day as the most that the crossing can take in winter.",
    "Iran and Azerbaijan agreed on round {n} of their talks about water, and named a date for the next one.",
)
SYLLABLES = ("ka", "lo", "mi", "ru", "te", "vo")


def page(number: int) -> bytes:
    """An article with words of its own, so that no two are copies of each other."""
    own = [" ".join(f"{part}{number * 31 + line * 7 + place}" for place, part in enumerate(SYLLABLES)) for line in range(10)]
    body = "".join(f"<p>{sentence.format(n=number)} {own[line]}</p>" for line, sentence in enumerate(SENTENCES * 2))
    return f"<html><head><title>Bridge {number} opens</title></head><body><article><h1>Bridge {number} opens</h1>{body}</article>".encode()


class _Inbox(BaseHTTPRequestHandler):
    keys: list[str]

    def do_POST(self) -> None:
        self.keys.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["key"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@contextmanager
def inbox() -> Iterator[tuple[str, list[str]]]:
    """A webhook's address, and the keys of the messages it was sent."""
    keys: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnInbox", (_Inbox,), {"keys": keys}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", keys
    server.shutdown()
    server.server_close()


@dataclass(slots=True, kw_only=True)
class Station:
    """What a test of the DAGs works with."""

    stack: Stack
    client: Client
    settings: Settings
    postgresql: Server
    node: Node
    keys: list[str]
    hook: str
    expected: set[str] = field(default_factory=set)

    def write_config(self, web: PageWeb, *, delay_s: float = 0.2, **watches: str) -> None:
        """Catalogue and watches of a web; pages of earlier webs stay indexed."""
        config = web.write_config(self.settings.config, delay_s=delay_s)
        watch = {"name": "Bridges", "query": "bridge", "channels": [{"webhook": self.hook}], "cap_per_hour": 1000}
        (config / "watches" / "bridges.yml").write_text(yaml.safe_dump(watch))
        operator = {"name": "Operator", "query": "source:operator", "on": ["trouble"], "channels": [{"webhook": self.hook}]}
        (config / "watches" / "operator.yml").write_text(yaml.safe_dump(operator))
        self.expected |= {one.url for one in web.pages}

    def ingest(self, *, patience_s: float = 300) -> tuple[str, str]:
        """Run the DAG once; its run's id and end state."""
        run_id = self.client.trigger("ingest")
        return run_id, self.client.wait_for_run("ingest", run_id, patience_s=patience_s)

    def ledger(self) -> Ledger:
        return Ledger.open(self.settings.ledger_url)

    def store_is_complete(self) -> bool:
        """Whether all shards of the store answer."""
        store = open_store(self.settings)
        try:
            return store.health().ok
        except StoreError:
            return False
        finally:
            store.close()

    def articles(self) -> dict[str, StoredArticle]:
        """Everything in the store, by id."""
        store = open_store(self.settings)
        try:
            return {article.id: article for article in store.scan()}
        finally:
            store.close()

    def archived(self) -> Counter[str]:
        """How often each page is in the archive."""
        archive = Archive(self.settings.archive_url)
        readers = [archive.read(name, body_bytes=self.settings.body_bytes) for name in archive.segments()]
        return Counter(one.requested_url for reader in readers for one in reader)

    def alert_keys(self) -> Counter[str]:
        """How often each message about an article has arrived."""
        return Counter(key for key in self.keys if not key.startswith("operator"))


def settings_for(home: Path, postgresql: Server, node: Node, **values: object) -> Settings:
    """The settings of a station's tasks, as all machines of an installation would share them."""
    given: Mapping[str, object] = {
        "home": home / "data",
        "config": home / "config",
        "ledger": postgresql.url("psycopg", "ledger"),
        "store": node.url,
        "allow_private_networks": True,
        "delay_s": 0.2,
        "timeout_s": 5,
        "segment_pages": 20,
        "segment_s": 3,
        "workers": 1,
        **values,
    }
    shutil.rmtree(home / "data", ignore_errors=True)
    return Settings(**given)
