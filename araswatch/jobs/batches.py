"""Job: one batch of segments → searchable articles and alerts, and a run's figures, all read back from the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from araswatch.catalogue import read_sources
from araswatch.errors import UnfinishedError
from araswatch.jobs.backends import Backends, all_watches
from araswatch.jobs.process import Processor
from araswatch.jobs.workers import Workers
from araswatch.ledger import BatchFigures, Ledger
from araswatch.shards import run_name

log = structlog.get_logger()

LEFT_BATCH = 10
"""Segments a batch of those that earlier runs left: about a thousand pages, a minute on one core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFigures:
    """A run's shards as the tasks saw them, and what the ledger says of its segments."""

    shards: int
    crawled: int
    batch: BatchFigures


def segments_of_shard(ledger: Ledger, shard: str, *, since: datetime) -> list[str]:
    """Segments that a shard has closed, in this try or an earlier one; `since` is when its run began."""
    return ledger.segments_named(f"{shard}-", since=since, until=datetime.now(UTC))


def process_batch(backends: Backends, names: Sequence[str], *, again: bool = False) -> BatchFigures:
    """Process segments that are not done, or all of them `again`; returns what they came to, whoever did it.

    Raises `UnfinishedError` where another process has some of them in hand, `StoreError` and `LedgerError`.
    """
    settings, ledger = backends.settings, backends.ledger
    left = list(names) if again else [name for name in names if not ledger.is_done(name)]
    if left:
        sources, _ = read_sources(settings.config / "sources")
        watches = () if again else all_watches(settings, ledger).watches
        kinds = {source.id: str(source.kind) for source in sources}
        with Workers(settings.worker_count, page_s=settings.page_s) as workers:
            processor = Processor(backends=backends, workers=workers, watches=watches, kinds=kinds, again=again)
            summary = processor.process(left)
        if again and summary.segments < len(left):
            raise UnfinishedError(f"{len(left) - summary.segments} of {len(left)} segments are in another process's hands")
    figures = ledger.batch_figures(names)
    _say("processed", figures)
    if figures.unfinished:
        raise UnfinishedError(f"{len(figures.unfinished)} of {figures.segments} segments are in another process's hands")
    return figures


def left_segments(ledger: Ledger) -> list[str]:
    """Segments that earlier runs have closed and nobody has processed."""
    return ledger.pending_segments()


def run_figures(ledger: Ledger, run_id: str, *, shards: int, crawled: int, since: datetime) -> RunFigures:
    """What a run came to, with one line in the log; raises `UnfinishedError` where the fates do not add up to the pages."""
    now = datetime.now(UTC)
    names = [name for wave in (1, 2) for name in ledger.segments_named(run_name(run_id, wave), since=since, until=now)]
    figures = ledger.batch_figures(names)
    _say("run", figures, shards=shards, crawled=crawled)
    if not figures.adds_up:
        raise UnfinishedError(f"{figures.pages} pages were archived, the fates account for {figures.archived}")
    return RunFigures(shards=shards, crawled=crawled, batch=figures)


def plain(figures: BatchFigures) -> dict[str, int]:
    """Figures as counts by name, fates among them."""
    fates = {f"fate_{fate.replace('-', '_')}": count for fate, count in sorted(figures.fates.items())}
    return {
        "segments": figures.segments,
        "unfinished": len(figures.unfinished),
        "pages": figures.pages,
        "new": figures.new,
        "revised": figures.revised,
        **fates,
    }


def _say(event: str, figures: BatchFigures, **more: int) -> None:
    log.info(event, **more, **plain(figures), urls=figures.fates.total(), adds_up=figures.adds_up)


def finish_run(
    ledger: Ledger,
    run_id: str,
    *,
    planned: Sequence[str],
    crawled: Sequence[str],
    since: datetime,
    unplanned: Sequence[str] = (),
    left_over: int = 0,
) -> dict[str, int]:
    """A run's figures as counts; raises `UnfinishedError` where a shard was not crawled or a segment not processed.

    `unplanned` are tasks that failed before they said what there is to do; `left_over` counts batches of earlier runs' segments that are
    not processed.
    """
    figures = run_figures(ledger, run_id, shards=len(planned), crawled=len(crawled), since=since)
    if unplanned:
        raise UnfinishedError(f"nobody knows what there was to do: {', '.join(unplanned)} failed; the next run takes it up")
    if missing := sorted(set(planned) - set(crawled)):
        raise UnfinishedError(f"{len(missing)} of {len(planned)} shards failed: {', '.join(missing[:5])}; what they closed was processed")
    if figures.batch.unfinished:
        raise UnfinishedError(
            f"{len(figures.batch.unfinished)} of {figures.batch.segments} segments are not processed; the next run takes them"
        )
    if left_over:
        raise UnfinishedError(f"{left_over} batches of segments that earlier runs had left are not processed; the next run takes them")
    return {"shards": figures.shards, "crawled": figures.crawled, **plain(figures.batch)}
