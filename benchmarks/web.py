"""The dashboard at a hundred thousand articles on both stores: search pages under ten users, overview, export.

`python -m benchmarks.web --size 20000 --only sqlite` measures less.
A search is timed from the request to the last byte of the page; `cpu_ms` is what a page costs the server, whoever else is at work on the
machine. `waiting` users pause between pages as people do (0.5 to 1.5 s); `hammering` ones never pause.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from araswatch.settings import Settings
from araswatch.stores import open_store
from benchmarks.measure import print_line
from benchmarks.real_pages import article_bodies
from benchmarks.store import SEARCHES, WARM_UP_ROUNDS, grow, running_node

USERS = 10
PAGES_EACH = 25


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "elasticsearch"])
    options, _ = parser.parse_known_args()
    figures: dict[str, Any] = {}
    if options.only != "elasticsearch":
        figures["sqlite"] = measured("", options.size)
    if options.only != "sqlite":
        with running_node() as node:
            figures["elasticsearch"] = measured(node.url, options.size)
    print_line(bench="web", articles=options.size, users=USERS, **figures)


def measured(store_url: str, size: int) -> dict[str, Any]:
    """The figures of one store."""
    home = Path(tempfile.mkdtemp(prefix="araswatch-bench-web-"))
    try:
        settings = Settings(home=home, store=store_url, searches_per_minute=10_000_000)
        fill(settings, size)
        with served(settings) as (client, process):
            for text in SEARCHES * WARM_UP_ROUNDS:
                client.get("/search", params={"q": text})
            return {
                "waiting": searches(client, process.pid, pause=True),
                "hammering": searches(client, process.pid, pause=False),
                "overview_s": overview(client),
                "export": export(client, process.pid),
            }
    finally:
        shutil.rmtree(home, ignore_errors=True)


def fill(settings: Settings, size: int) -> None:
    """Put as many articles into an empty store, and do the night's upkeep of it."""
    store, articles, left = open_store(settings), grow(article_bodies()), size
    while left:
        portion = list(islice(articles, min(5_000, left)))
        store.put(portion)
        left -= len(portion)
    store.refresh()
    store.compact()
    store.close()


@contextmanager
def served(settings: Settings) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """`araswatch serve` in a process of its own, and a client of it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "araswatch", "serve", "--no-schedule", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | settings.environment(), stderr=subprocess.DEVNULL)
    limits = httpx.Limits(max_connections=USERS * 2, max_keepalive_connections=USERS * 2)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, limits=limits) as client:
            while True:
                try:
                    client.get("/help")
                    break
                except httpx.TransportError:
                    time.sleep(0.2)
            yield client, process
    finally:
        process.terminate()
        process.wait(20)


def searches(client: httpx.Client, pid: int, *, pause: bool) -> dict[str, float]:
    """Milliseconds of the search pages of ten users at once."""

    def user(number: int) -> list[float]:
        chance, taken = random.Random(number), []
        for _ in range(PAGES_EACH):
            if pause:
                time.sleep(chance.uniform(0.5, 1.5))
            start = time.perf_counter()
            answer = client.get("/search", params={"q": chance.choice(SEARCHES)})
            taken.append((time.perf_counter() - start) * 1000)
            assert answer.status_code == 200, answer.status_code
        return taken

    start, busy = time.perf_counter(), cpu_s(pid)
    with ThreadPoolExecutor(USERS) as pool:
        every = np.concatenate(list(pool.map(user, range(USERS))))
    figures = {f"p{share}_ms": round(float(np.percentile(every, share)), 1) for share in (50, 95, 99)}
    figures["cpu_ms"] = round((cpu_s(pid) - busy) / len(every) * 1000, 1)
    return figures | {"pages_per_s": round(len(every) / (time.perf_counter() - start), 1)}


def overview(client: httpx.Client) -> float:
    """Seconds of the slower of two overviews, each asked for a second time with another span (charts are kept by content)."""
    taken = []
    for query in ("region:IR theme:energy", "pair:AZ-IR"):
        for days in (60, 180):
            start = time.perf_counter()
            assert client.get("/overview", params={"q": query, "days": days}).status_code == 200
            taken.append(time.perf_counter() - start)
    return round(max(taken[1:]), 2)


def export(client: httpx.Client, pid: int) -> dict[str, Any]:
    """Rows, seconds, and by how many MB the server grew while it streamed everything."""
    figures: dict[str, Any] = {}
    for name in ("csv", "jsonl"):
        before, peak, rows, start = resident_mb(pid), 0.0, 0, time.perf_counter()
        with client.stream("GET", f"/api/v1/export.{name}") as answer:
            for piece in answer.iter_bytes(1 << 20):
                rows += piece.count(b"\n")
                peak = max(peak, resident_mb(pid))
        figures[name] = {"lines": rows, "s": round(time.perf_counter() - start, 1), "grew_mb": round(peak - before, 1)}
    return figures


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb(pid: int) -> float:
    """Memory that a process has in RAM and shares with no file."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


if __name__ == "__main__":
    main()
