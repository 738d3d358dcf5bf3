"""Job: one pass over everything that is due: crawl, process and deliver side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event as Signal
from threading import Thread

from araswatch.errors import StoreError
from araswatch.jobs.backends import Backends
from araswatch.jobs.crawl import Crawl, CrawlSummary, Event
from araswatch.jobs.deliver import DeliverySummary, deliver
from araswatch.jobs.process import Processor, ProcessSummary
from araswatch.jobs.workers import Workers

DELIVER_EVERY_S = 10.0
"""Pause between two deliveries while a run is on: what is due reaches people long before the run ends."""

Deliver = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """What one pass came to; `delivery` is all of its deliveries together."""

    crawl: CrawlSummary
    process: ProcessSummary
    delivery: DeliverySummary


def run(
    backends: Backends,
    source_ids: Sequence[str],
    processor: Callable[[Workers], Processor],
    *,
    report: Callable[[Event], None] = lambda _: None,
    write: Callable[[str], object] = lambda _: None,
    styled: bool = False,
) -> RunSummary:
    """Crawl the sources, process what earlier runs left and each segment as it is closed, and deliver. Interrupted, it can be run again.

    `write` takes alerts for the terminal. A store that fails stops the processing, not the crawl: the error is raised at the end.
    """
    settings = backends.settings
    delivered = DeliverySummary()

    def delivering() -> None:
        nonlocal delivered
        delivered = delivered.and_then(deliver(settings, backends.ledger, write=write, styled=styled))

    with (
        Crawl(settings, backends.ledger, source_ids, report=report) as crawl,
        Workers(settings.worker_count, page_s=settings.page_s) as workers,
    ):
        try:
            with _again_and_again(delivering):
                processed = processor(workers).process(segments_as_they_close(backends, lambda: crawl.is_running))
        except StoreError:
            crawl.wait()  # the archive takes what comes until the store is back
            raise
        crawled = crawl.wait()
        delivering()
        return RunSummary(crawl=crawled, process=processed, delivery=delivered)


@contextmanager
def _again_and_again(delivering: Deliver) -> Iterator[None]:
    """Deliver every few seconds beside the block."""
    ended = Signal()

    def work() -> None:
        while not ended.wait(DELIVER_EVERY_S):
            delivering()

    thread = Thread(target=work, name="delivery", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def segments_as_they_close(backends: Backends, is_crawling: Callable[[], bool]) -> Iterator[str | None]:
    """Names of segments to process, each once, until the crawl has ended and none is left; `None` while there is none."""
    seen: set[str] = set()
    while True:
        crawling = is_crawling()
        fresh = [name for name in backends.ledger.pending_segments() if name not in seen]
        seen.update(fresh)
        yield from fresh
        if not fresh:
            if not crawling:
                return
            yield None
