"""The whole way, first request → last page searchable, beside bare Scrapy and bare trafilatura on the same pages in the same run.

`alert_s` are the seconds from the arrival of a page to its alert in the feed of a watch that many pages answer.
990 real pages on 50 loopback hosts; a pool of one worker a core for trafilatura (with its metadata, without comments) and for us.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import numpy as np
import yaml
from sqlalchemy import select
from trafilatura import bare_extraction

from araswatch.archive import Archive
from araswatch.ledger import Ledger
from araswatch.ledger.tables import alerts, articles, deliveries, messages
from araswatch.settings import Settings
from araswatch.stores import open_store
from benchmarks.measure import PeakMemory, print_line
from benchmarks.real_pages import extraction_pages
from demo.page_web import PageWeb

HOSTS = 50
FEW = 330
WATCH = {"name": "Germany and beyond", "query": "region:DE OR region:GB OR region:US", "channels": ["feed"], "cap_per_hour": 1000}
LABELS = {"-m crawlers": "crawl", "forkserver": "worker", "araswatch run": "run"}


def main() -> None:
    """One JSON line."""
    pages = extraction_pages()
    workers = os.cpu_count() or 1
    peer = bare_trafilatura(pages, workers)
    with PageWeb(pages, hosts=HOSTS) as web:
        scrapy = bare_scrapy([page.url for page in web.pages])
        whole = whole_way(web)
    with PageWeb(dict(islice(pages.items(), FEW)), hosts=HOSTS) as web:
        few = whole_way(web)
    print_line(
        bench="pipeline",
        pages=len(pages),
        workers=workers,
        scrapy_pages_per_s=round(scrapy, 1),
        trafilatura_pages_per_s=round(peer, 1),
        whole_way_pages_per_s=round(whole.pages_per_s, 1),
        ratio_to_trafilatura=round(whole.pages_per_s / peer, 3),
        fates=whole.fates,
        searchable=whole.searchable,
        alerts=len(whole.alert_s),
        alert_s={f"p{share}": round(float(np.percentile(whole.alert_s, share)), 1) for share in (50, 95, 99)},
        peak_mb=whole.peaks_mb,
        peak_mb_with_330_pages=few.peaks_mb,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeWay:
    """One run of the product; `peaks_mb` by process, `alert_s` by alert."""

    pages_per_s: float
    fates: Mapping[str, int]
    searchable: int
    alert_s: Sequence[float]
    peaks_mb: Mapping[str, float]


def whole_way(web: PageWeb) -> WholeWay:
    """`araswatch run` on an empty data directory; its clock is the archive's and the ledger's."""
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        settings = Settings(home=home, config=web.write_config(home / "config"), allow_private_networks=True, delay_s=0)
        (settings.config / "watches" / "benchmark.yml").write_text(yaml.safe_dump(WATCH), "utf-8")
        memory = PeakMemory(LABELS)
        with memory.watching():
            command = [sys.executable, "-m", "araswatch", "run", "--json"]
            subprocess.run(command, check=True, env=os.environ | settings.environment(), stdout=subprocess.DEVNULL)
        with Ledger.open(settings.ledger_url) as ledger:
            fates = {str(fate): count for fate, count in ledger.fates().items()}
            alert_s = seconds_to_alerts(ledger)
        store = open_store(settings)
        searchable = store.health().articles
        store.close()
        pages = sum(fates.values())
        return WholeWay(
            pages_per_s=pages / seconds_of(settings), fates=fates, searchable=searchable, alert_s=alert_s, peaks_mb=memory.peaks
        )


def seconds_of(settings: Settings) -> float:
    """From the first response archived to the last segment done."""
    archive = Archive(settings.archive_url)
    names = archive.segments()
    first = min(answer.page.fetched_at for name in names for answer in archive.read(name, body_bytes=settings.body_bytes).answers())
    with Ledger.open(settings.ledger_url) as ledger:
        last = ledger.last_done_at()
    assert isinstance(last, datetime)
    return (last - first).total_seconds()


def seconds_to_alerts(ledger: Ledger) -> list[float]:
    """From a page's arrival until its message was handed to its channel, for each alert."""
    told = (
        select(articles.c.first_seen_at, messages.c.sent_at)
        .select_from(deliveries)
        .join(messages, messages.c.message_id == deliveries.c.message_id)
        .join(alerts, alerts.c.alert_id == deliveries.c.alert_id)
        .join(articles, articles.c.article_id == alerts.c.article_id)
    )
    with ledger.reading() as connection:
        return [(row.sent_at - row.first_seen_at).total_seconds() for row in connection.execute(told)]


def bare_scrapy(urls: list[str]) -> float:
    """Pages a second of Scrapy alone, in a process of its own."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(urls))
        file.flush()
        command = [sys.executable, "-m", "benchmarks.bare_scrapy", file.name]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return float(figures["pages"] / figures["seconds"])


def bare_trafilatura(pages: Mapping[str, Path], workers: int) -> float:
    """Pages a second of trafilatura with metadata in a pool, its processes warmed up."""
    files = [str(path) for path in pages.values()]
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        pool.map(extract_file, files[: workers * 4], chunksize=1)
        started = time.perf_counter()
        for _ in pool.imap(extract_file, files, chunksize=4):
            pass
        return len(files) / (time.perf_counter() - started)


def extract_file(path: str) -> int:
    """Length of the text."""
    document = bare_extraction(Path(path).read_bytes(), with_metadata=True, include_comments=False)
    return len(document.text or "") if document is not None and not isinstance(document, dict) else 0


if __name__ == "__main__":
    main()
