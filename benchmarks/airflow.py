"""What Airflow costs: the same shards by the same jobs under Airflow and by a plain pool of processes; and what bad sources cost the good.

170 good sources with a few articles each, then the same with 10 dead, 10 dripping and 10 blocking ones among them (BENCH_SOURCES: fewer).
The ledger and Airflow's own tables are on PostgreSQL, the store on SQLite, four crawls and two batches at once.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import psutil
import structlog

from araswatch.catalogue import load_sources
from araswatch.jobs.shards import due_shards
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.stores import open_store
from benchmarks.bad_sources import bad_sources
from benchmarks.measure import print_line
from benchmarks.real_pages import extraction_pages
from demo.page_web import PageWeb
from infra.airflow.client import Client
from infra.airflow.stack import Stack
from infra.postgresql.server import Server, remove, start_server

GOOD = int(os.environ.get("BENCH_SOURCES", "170"))
BAD_OF_A_KIND = GOOD // 17
PAGES_EACH = 4
DELAY_S = 2.0
CRAWLS, BATCHES = 4, 2
SAMPLE_S = 0.5
LONGEST_S = 1800
CRAWL = """
import sys
from araswatch.jobs.shards import crawl_wave
from araswatch.settings import Settings
from araswatch.shards import Shard
crawl_wave(Settings(), Shard(name=sys.argv[1], source_ids=tuple(sys.argv[2:])), wave=1)
"""
PROCESS = """
import sys
from datetime import UTC, datetime, timedelta
from araswatch.jobs.backends import open_backends
from araswatch.jobs.batches import process_batch, segments_of_shard
from araswatch.settings import Settings
with open_backends(Settings()) as backends:
    process_batch(backends, segments_of_shard(backends.ledger, sys.argv[1], since=datetime.now(UTC) - timedelta(hours=1)))
"""


@dataclass(slots=True, kw_only=True)
class Course:
    """How a run went, in seconds from its trigger. `by_good` counts articles of good sources at each sample."""

    wall_s: float = 0.0
    first_s: float | None = None
    last_s: float = 0.0
    articles: int = 0
    peak_mb: float = 0.0
    samples: list[tuple[float, int]] = field(default_factory=list)


def main() -> None:
    """One JSON line."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    pages = dict(islice(extraction_pages().items(), GOOD * PAGES_EACH))
    with ExitStack() as clean:
        folder = Path(clean.enter_context(tempfile.TemporaryDirectory(prefix="bench-airflow-")))
        server = start_server()
        clean.callback(remove, server)
        web = clean.enter_context(PageWeb(pages, hosts=GOOD))
        plain = without_airflow(_settings(folder, server, web, "plain"))
        good = under_airflow(folder, server, _settings(folder, server, web, "good"))
        mixed_settings = _settings(folder, server, web, "mixed")
        with bad_sources(mixed_settings.config, BAD_OF_A_KIND):
            mixed = under_airflow(folder, server, mixed_settings)
    print_line(
        bench="airflow",
        sources=GOOD,
        bad=3 * BAD_OF_A_KIND,
        pages=len(pages),
        delay_s=DELAY_S,
        plain_s=round(plain.wall_s, 1),
        airflow_s=round(good.wall_s, 1),
        overhead=round(good.wall_s / plain.wall_s - 1, 3),
        first_article_s={"plain": plain.first_s, "airflow": good.first_s, "with_bad": mixed.first_s},
        last_article_s={"plain": plain.last_s, "airflow": good.last_s, "with_bad": mixed.last_s},
        with_bad_s=round(mixed.wall_s, 1),
        articles=[plain.articles, good.articles, mixed.articles],
        airflow_peak_mb=good.peak_mb,
    )


def _settings(folder: Path, server: Server, web: PageWeb, name: str) -> Settings:
    server.create_database(name)
    home = folder / name
    settings = Settings(
        home=home,
        config=web.write_config(home / "config", delay_s=DELAY_S),
        ledger=server.url("psycopg", name),
        allow_private_networks=True,
        timeout_s=15,
        workers=1,
    )
    with Ledger.open(settings.ledger_url):
        open_store(settings).close()
    return settings


def without_airflow(settings: Settings) -> Course:
    """Shards by a pool of threads that start one process a task."""
    environment = os.environ | settings.environment()

    def run(code: str, *arguments: str) -> None:
        command = [sys.executable, "-c", code, *arguments]
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def shard(name: str, ids: tuple[str, ...]) -> Future[None]:
        run(CRAWL, name, *ids)
        return batches.submit(run, PROCESS, name)

    with _watching(settings, None) as course, ThreadPoolExecutor(CRAWLS) as crawls, ThreadPoolExecutor(BATCHES) as batches:
        with Ledger.open(settings.ledger_url) as ledger:
            shards = due_shards(settings, ledger, run_id="bench", now=datetime.now(UTC))
        for crawled in [crawls.submit(shard, one.name, one.source_ids) for one in shards]:
            crawled.result().result()
    return course


def under_airflow(folder: Path, server: Server, settings: Settings) -> Course:
    """One run of the ingest DAG, after an empty one: a scheduler that is just started imports everything for its first tasks."""
    name = f"airflow_{settings.home.name}"
    server.create_database(name)
    stack = Stack(
        home=folder / name,
        settings=settings.environment() | {"ARASWATCH_INGEST_CRON": "never"},
        database=server.url("psycopg2", name),
        parallelism=CRAWLS + BATCHES,
        pools={"araswatch_crawl": CRAWLS, "araswatch_store": BATCHES},
    )
    try:
        stack.start()
        client = Client(stack)
        client.wait_until_ready(5)
        client.unpause("ingest")
        _run_without_sources(client, settings)
        with _watching(settings, stack.home) as course:
            client.wait_for_run("ingest", client.trigger("ingest"), patience_s=LONGEST_S)
        client.close()
    finally:
        stack.stop()
    return course


def _run_without_sources(client: Client, settings: Settings) -> None:
    """A run that is asked for one source, which is paused meanwhile."""
    source = load_sources(settings.config / "sources")[0].id
    with Ledger.open(settings.ledger_url) as ledger:
        ledger.pause_source(source, "benchmark", at=datetime.now(UTC))
        state = client.wait_for_run("ingest", client.trigger("ingest", {"sources": [source]}), patience_s=LONGEST_S)
        ledger.resume_source(source)
    assert state == "success", state


@contextmanager
def _watching(settings: Settings, airflow_home: Path | None) -> Iterator[Course]:
    """Notes when articles become searchable, and the memory of Airflow's processes (proportional sets, our jobs' included)."""
    course, ended, began = Course(), threading.Event(), time.monotonic()

    def sample() -> None:
        store = open_store(settings)
        while not ended.wait(SAMPLE_S):
            count, now = store.health().articles, time.monotonic() - began
            if count > course.articles:
                course.first_s = course.first_s or round(now, 1)
                course.articles, course.last_s = count, round(now, 1)
            if airflow_home:
                course.peak_mb = max(course.peak_mb, round(_memory_mb(airflow_home)))
        store.close()

    watcher = threading.Thread(target=sample, daemon=True)
    watcher.start()
    try:
        yield course
    finally:
        course.wall_s = time.monotonic() - began
        ended.set()
        watcher.join()


def _memory_mb(airflow_home: Path) -> float:
    total = 0
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME") == str(airflow_home):
                total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 1e6


if __name__ == "__main__":
    main()
