"""Job: how everything is doing, in figures and in sentences that say what to do."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from araswatch.catalogue import Source
from araswatch.errors import ConfigError
from araswatch.intake import REFUSED
from araswatch.jobs.backends import Backends, all_watches
from araswatch.ledger import Ledger, Queue, SourceCounts
from araswatch.ledger.outbox import DeadLetter
from araswatch.records import Fate

SOURCE_WINDOW = timedelta(days=1)
"""Articles of a source are counted over this window against what its file expects a day."""

LAG_WARNING = timedelta(minutes=15)
LEAST_DISK_BYTES = 2_000_000_000


class SourceState(StrEnum):
    """`failing`: polls end in errors; `silent`: fewer articles than expected; `loud`: more; `new`: not asked for a whole window yet."""

    OK = "ok"
    NEW = "new"
    FAILING = "failing"
    SILENT = "silent"
    LOUD = "loud"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source beside what its file expects. `articles` counts those of the last day; `last_answer_at` is of a poll that went well."""

    id: str
    state: SourceState
    articles: int
    expected: str
    last_article_at: datetime | None
    last_poll_at: datetime | None
    last_answer_at: datetime | None
    blocked: int
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Everything that `araswatch status` shows. `troubles` are sentences for a person, empty when all is well.

    `queues` are what waits to be fetched, processed, indexed and delivered, in this order.
    """

    discovered: int
    fates: Mapping[str, int]
    segments_done: int
    segments_left: int
    oldest_left_at: datetime | None
    queues: tuple[Queue, ...]
    articles: int
    indexed: int
    store: str
    disk_free_bytes: int
    quarantine: Mapping[str, int]
    sources: tuple[SourceHealth, ...]
    troubles: tuple[str, ...]


def measure_health(backends: Backends, sources: Sequence[Source], mistakes: Sequence[ConfigError], *, now: datetime) -> Health:
    """Ask ledger, store and disk; a store that cannot serve is a trouble, not an error."""
    ledger = backends.ledger
    fates = ledger.fates()
    done, left, oldest = ledger.segment_counts()
    store = backends.store.health()
    counts = ledger.source_counts(since=now - SOURCE_WINDOW)
    states = tuple(source_health(source, counts.get(source.id), now=now) for source in sources)
    free = shutil.disk_usage(backends.settings.home).free
    articles = ledger.article_count()
    quarantine = ledger.reasons(Fate.QUARANTINED)
    troubles = [str(mistake) for mistake in mistakes]
    if not store.ok:
        troubles.append(store.trouble or "the store cannot serve")
    elif store.articles < articles:
        troubles.append(f"the store holds {store.articles} of {articles} articles: `araswatch replay` rebuilds it from the archive")
    if store.ok and store.trouble:
        troubles.append(store.trouble)
    if refused := {reason: count for reason, count in quarantine.items() if reason.startswith(REFUSED)}:
        count, why = sum(refused.values()), next(iter(refused))
        troubles.append(f"{_counted(count, 'article was', 'articles were')} {why}; once that is mended, `araswatch replay` takes them in")
    if oldest and now - oldest > LAG_WARNING:
        troubles.append(
            f"{_counted(left, 'segment waits', 'segments wait')} to be processed, "
            f"the oldest since {oldest:%Y-%m-%d %H:%M} UTC: run `araswatch process`"
        )
    if free < LEAST_DISK_BYTES:
        troubles.append(f"only {free / 1e9:.1f} GB are free in {backends.settings.home}")
    troubles += [f"watch {watch.name} is off until mended: {watch.mistakes[0]}" for watch in all_watches(backends.settings, ledger).broken]
    troubles += given_up(ledger)
    if failing := [state.id for state in states if state.state is SourceState.FAILING]:
        troubles.append(
            f"{_counted(len(failing), 'source does', 'sources do')} not answer: {', '.join(failing[:5])}{' …' if len(failing) > 5 else ''}"
        )
    return Health(
        discovered=sum(fates.values()),
        fates={str(fate): count for fate, count in fates.items()},
        segments_done=done,
        segments_left=left,
        oldest_left_at=oldest,
        queues=_queues(ledger, articles - store.articles, now),
        articles=articles,
        indexed=store.articles,
        store=backends.settings.store_url.split("@")[-1],
        disk_free_bytes=free,
        quarantine=quarantine,
        sources=states,
        troubles=tuple(troubles),
    )


def _queues(ledger: Ledger, missing: int, now: datetime) -> tuple[Queue, ...]:
    """Articles are indexed before their segment is done: what the store misses is not late but lost, and has no age."""
    fetch, process, deliver = ledger.queues(at=now)
    return fetch, process, Queue(stage="index", waiting=max(missing, 0), last_at=process.last_at), deliver


def given_up(ledger: Ledger) -> Iterator[str]:
    """A sentence for each channel with messages that nobody tries any more, with the command that sends them again."""
    by_channel: dict[str, list[DeadLetter]] = defaultdict(list)
    for letter in ledger.dead_letters():
        by_channel[letter.channel].append(letter)
    for channel, letters in by_channel.items():
        watches = ", ".join(sorted({letter.watch_id for letter in letters}))
        yield (
            f"{_counted(len(letters), 'message', 'messages')} of {watches} given up ({letters[-1].error}): "
            f"`araswatch deliver --retry-dead --channel {channel}` tries again"
        )


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"


def source_health(source: Source, counts: SourceCounts | None, *, now: datetime) -> SourceHealth:
    """A source's state from what the ledger counted of it."""
    return SourceHealth(
        id=source.id,
        state=_state(source, counts, now),
        articles=counts.articles if counts else 0,
        expected=f"{source.expect.min_per_day:g}–{source.expect.max_per_day:g}",
        last_article_at=counts.last_article_at if counts else None,
        last_poll_at=counts.last_poll_at if counts else None,
        last_answer_at=counts.last_answer_at if counts else None,
        blocked=counts.fates.get(Fate.BLOCKED, 0) if counts else 0,
        error=counts.error if counts else None,
    )


def _state(source: Source, counts: SourceCounts | None, now: datetime) -> SourceState:
    if not source.enabled:
        return SourceState.DISABLED
    if counts is None or counts.last_poll_at is None:
        return SourceState.NEW
    if counts.failing_polls:
        return SourceState.FAILING
    if counts.articles > source.expect.max_per_day:
        return SourceState.LOUD
    if counts.articles < source.expect.min_per_day:
        young = counts.first_discovered_at is None or now - counts.first_discovered_at < SOURCE_WINDOW
        return SourceState.NEW if young else SourceState.SILENT
    return SourceState.OK
