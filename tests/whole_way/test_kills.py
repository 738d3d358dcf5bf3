"""Killed with SIGKILL at random moments and started again: nothing lost, nothing doubled, each alert once."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from araswatch.archive import Archive
from demo import PageWeb
from tests.whole_way.conftest import Product

PAGES = 320
SENTENCES = (
    "Engineers opened bridge number {n} over the river on Monday morning.",
    "Both governments sent their ministers to ceremony {n}, and the market stayed open until the evening.",
    "A teacher from village {n} said that her pupils had waited for this day since the flood of the year before.",
    "The contract names {n} lorries a day as the most that the crossing can take in winter.",
    "Iran and Azerbaijan agreed on round {n} of their talks about water, and named a date for the next one.",
)


def page(number: int) -> bytes:
    body = "".join(f"<p>{sentence.format(n=number)} {word_of(number, index)}</p>" for index, sentence in enumerate(SENTENCES * 2))
    return f"<html><head><title>Bridge {number} opens</title></head><body><article><h1>Bridge {number} opens</h1>{body}</article>".encode()


def word_of(number: int, index: int) -> str:
    """Words of its own, so that no two pages are copies of each other."""
    return " ".join(
        f"{syllable}{number * 31 + index * 7 + position}" for position, syllable in enumerate(("ka", "lo", "mi", "ru", "te", "vo"))
    )


class Inbox(BaseHTTPRequestHandler):
    """A webhook that notes each key it is sent."""

    keys: list[str]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.keys.append(body["key"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[str]]]:
    keys: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("OwnInbox", (Inbox,), {"keys": keys}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", keys
    server.shutdown()
    server.server_close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kills", [pytest.param(5, id="short"), pytest.param(20, id="long", marks=pytest.mark.soak)])
def test_nothing_is_lost_or_doubled(kills: int, tmp_path: Path, install: Callable[..., Product], inbox: tuple[str, list[str]]) -> None:
    address, keys = inbox
    pages = {f"page-{number}": page(number) for number in range(PAGES)}
    with PageWeb(pages, hosts=8) as web:
        config = web.write_config(tmp_path / "config", delay_s=0.2)
        watch = {"name": "Bridges", "query": "bridge", "channels": ["feed", {"webhook": address}], "cap_per_hour": 1000}
        (config / "watches" / "bridges.yml").write_text(yaml.safe_dump(watch))
        product = install(config, segment_pages=20, segment_s=2, workers=2)
        kill_at_random_moments(product, kills)
        last = product.json("run", "--json")
        product.json("deliver", "--json")
    assert last["damaged"] == []

    assert product.fates() == {"indexed": PAGES}
    urls = {one.url for one in web.pages}
    stored = [article.tagged.article.url for article in product.articles().values()]
    assert sorted(stored) == sorted(urls)
    archived = Counter(archived_pages(product))
    assert archived == Counter(urls)
    assert leftovers(product) == []
    assert len(set(keys)) == PAGES
    doubled = {key: count for key, count in Counter(keys).items() if count > 1}
    assert len(doubled) <= kills, "a message is sent again, under its key, only where a kill hit between sending and noting it"
    feed = json.loads((product.settings.home / "feeds" / "bridges.json").read_text())
    entries = [item["id"] for item in feed["items"]]
    assert len(entries) == len(set(entries))


def kill_at_random_moments(product: Product, kills: int) -> None:
    moments = random.Random(20261124)
    for _ in range(kills):
        process = product.start("run", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.5, 14))
        if process.poll() is None:
            victim = moments.choice([process.pid, *children(process.pid)])
            os.kill(victim, signal.SIGKILL)
            if victim != process.pid:
                time.sleep(moments.uniform(0, 2))
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def children(pid: int) -> list[int]:
    """Direct and indirect children."""
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [grandchild for child in found for grandchild in children(child)]


def archived_pages(product: Product) -> Iterator[str]:
    archive = Archive(product.settings.archive_url)
    for name in archive.segments():
        reader = archive.read(name, body_bytes=product.settings.body_bytes)
        yield from (one.requested_url for one in reader)
        assert reader.damage is None


def leftovers(product: Product) -> list[Path]:
    return list(product.settings.home.rglob("*.open"))
