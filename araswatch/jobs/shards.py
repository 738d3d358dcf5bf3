"""Job: a scheduled crawl in shards: which sources are due, and one shard → closed segments, with a judgement of what it brought."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import structlog

from araswatch.catalogue import Source, load_sources, read_sources
from araswatch.crawl_outcome import CrawlOutcome, SourceOutcome, judge_crawl
from araswatch.errors import ConfigError, CrawlError, CrawlRefusedError
from araswatch.jobs.crawl import EXIT_STOPPED, Crawl, CrawlSummary
from araswatch.jobs.health import SOURCE_WINDOW
from araswatch.ledger import Ledger, PollState
from araswatch.settings import Settings
from araswatch.shards import DueSource, Patience, Shard, plan_shards, run_name

log = structlog.get_logger()

LOCK_S = 120.0
"""Seconds that a second try waits for a first one that runs on without its supervisor; then it takes what the first has left over."""
TICK_S = 0.25

FIRST_WAVE_S = 60.0
"""Seconds that a shard of the first wave has; sources with more to fetch go on in the second."""
SECOND_WAVE_S = 300.0
"""Two waves, their start and their processing fit into ten minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardReport:
    """A shard's crawl. `left` are sources with more to fetch now; `skipped` those that another process is crawling."""

    shard: str
    found: int
    pages: int
    archived: int
    errors: int
    seconds: float
    left: tuple[str, ...]
    skipped: tuple[str, ...]
    warnings: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Keys and counts alone, for a scheduler to hand on."""
        counts = {name: getattr(self, name) for name in ("found", "pages", "archived", "errors", "seconds")}
        return {"shard": self.shard, **counts, "left": list(self.left), "skipped": len(self.skipped), "warnings": len(self.warnings)}


def due_shards(
    settings: Settings, ledger: Ledger, *, run_id: str, wave: int = 1, only: Collection[str] | None = None, now: datetime
) -> list[Shard]:
    """The shards of a run: enabled sources that nobody paused and that have an address to ask or a page to fetch; of `only` if given.

    The second `wave` takes only those that have pages to fetch. Files of the catalogue with mistakes are named in the log and left out.
    Raises `ConfigError` where the first is asked for a source that no file has.
    """
    sources, mistakes = read_sources(settings.config / "sources")
    for mistake in mistakes:
        log.warning("a file of the catalogue is left out", mistake=str(mistake))
    if wave == 1 and (unknown := sorted(set(only or ()) - {one.id for one in sources})):
        raise ConfigError(f"the catalogue has no source {', '.join(unknown)}")
    polls, waiting, paused = ledger.polls(), ledger.sources_waiting(at=now), ledger.paused_sources()
    chosen = [one for one in sources if one.enabled and one.id not in paused and (only is None or one.id in only)]
    due = [one for one in chosen if one.id in waiting or (wave == 1 and any(_is_due(polls.get(url), now) for url in addresses(one)))]
    shards = plan_shards([_due_source(one, polls) for one in due], run_name(run_id, wave))
    log.info("due", sources=len(due), of=len(chosen), shards=len(shards), wave=wave)
    return shards


def addresses(source: Source) -> tuple[str, ...]:
    """What the crawler polls of a source."""
    return (*source.feeds, *source.sitemaps, *((source.wordpress_url,) if source.wordpress_url else ()), *source.links)


def crawl_wave(settings: Settings, shard: Shard, *, wave: int, write_log: Callable[[str], None] | None = None) -> ShardReport:
    """Crawl a shard of the first wave for a minute, or until only laggards are left; of the second wave for five minutes.

    Raises as `crawl_shard` does.
    """
    patience = Patience(slice_s=FIRST_WAVE_S) if wave == 1 else None
    limited = settings.model_copy(update={"crawl_s": min(settings.crawl_s, SECOND_WAVE_S)})
    with Ledger.open(settings.ledger_url) as ledger:
        return crawl_shard(limited, ledger, shard, patience=patience, write_log=write_log)


def crawl_shard(
    settings: Settings,
    ledger: Ledger,
    shard: Shard,
    *,
    patience: Patience | None = None,
    write_log: Callable[[str], None] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ShardReport:
    """Crawl a shard; safe to repeat and to run twice at once. `patience` ends it before its last sources.

    Raises `CrawlError` where it failed or was stopped by somebody else, `CrawlRefusedError` where its healthy sources fell silent together.
    """
    began = clock()
    sources = {source.id: source for source in load_sources(settings.config / "sources") if source.id in shard.source_ids}
    before = {url: state for url, state in ledger.polls().items() if state.source_id in sources}
    with ledger.patient_lock(f"shard {shard.name}", wait_s=LOCK_S):  # what follows is safe without it, and better with it
        crawled = _crawl(settings, ledger, shard, patience, write_log)
    outcome = judge_crawl(list(_outcomes(list(sources.values()), crawled, before, ledger, began)))
    left = tuple(sorted(ledger.sources_waiting(at=clock()) & set(shard.source_ids)))
    _say(shard, crawled, outcome, left)
    if outcome.failure:
        raise CrawlRefusedError(outcome.failure)
    return ShardReport(
        shard=shard.name,
        found=crawled.found,
        pages=crawled.pages,
        archived=sum(counts.get("archived", 0) for counts in crawled.by_source.values()),
        errors=crawled.errors,
        seconds=crawled.seconds,
        left=left,
        skipped=crawled.skipped,
        warnings=outcome.warnings,
    )


def _crawl(
    settings: Settings, ledger: Ledger, shard: Shard, patience: Patience | None, write_log: Callable[[str], None] | None
) -> CrawlSummary:
    is_ours = False

    def report(event: Mapping[str, object]) -> None:
        if patience and event["event"] == "progress":
            patience.observe(event)

    with Crawl(settings, ledger, shard.source_ids, report=report, shard=shard.name, log=write_log) as crawl:
        while crawl.is_running:
            if patience and patience.is_over:
                is_ours = True
                crawl.stop()
            time.sleep(TICK_S)
        summary = crawl.wait()
    if summary.status == EXIT_STOPPED and not is_ours:
        raise CrawlError(f"the crawl was stopped by {summary.reason}; what it had is published, the rest waits")
    return summary


def _outcomes(
    sources: Sequence[Source], crawled: CrawlSummary, before: Mapping[str, PollState], ledger: Ledger, began: datetime
) -> Iterator[SourceOutcome]:
    ids = [source.id for source in sources]
    after, fates = ledger.polls(), ledger.fates_since(ids, began)
    counts = ledger.source_counts(since=began - SOURCE_WINDOW)
    for source in sources:
        asked = [after[url] for url in addresses(source) if url in after and (after[url].polled_at or began) >= began]
        known = counts.get(source.id)
        yield SourceOutcome(
            id=source.id,
            was_failing=is_failing(source, before),
            asked=0 if source.id in crawled.skipped else len(asked),
            answered=sum(not state.failures for state in asked),
            fates=fates.get(source.id, {}),
            expected=source.expect.min_per_day,
            brought=known.articles if known else 0,
            is_young=known is None or known.first_discovered_at is None or began - known.first_discovered_at < SOURCE_WINDOW,
        )


def is_failing(source: Source, polls: Mapping[str, PollState]) -> bool:
    """Whether a source was asked before and none of its addresses answered the last time."""
    known = [polls[url] for url in addresses(source) if url in polls]
    return bool(known) and all(state.failures for state in known)


def _due_source(source: Source, polls: Mapping[str, PollState]) -> DueSource:
    host = urlsplit(source.homepage).hostname or source.id
    return DueSource(id=source.id, host=host.removeprefix("www."), is_failing=is_failing(source, polls))


def _is_due(state: PollState | None, at: datetime) -> bool:
    return state is None or state.next_poll_at is None or state.next_poll_at <= at


def _say(shard: Shard, crawled: CrawlSummary, outcome: CrawlOutcome, left: Sequence[str]) -> None:
    for sentence in outcome.warnings:
        log.warning("source", shard=shard.name, says=sentence)
    log.info(
        "crawled",
        shard=shard.name,
        sources=len(shard.source_ids),
        found=crawled.found,
        pages=crawled.pages,
        errors=crawled.errors,
        segments=crawled.segments,
        seconds=crawled.seconds,
        reason=crawled.reason or "all done",
        left=len(left),
        failure=outcome.failure,
    )
