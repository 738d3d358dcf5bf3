"""Job: the sources' states and failed tasks → alerts to whoever watches for trouble, through the same outbox as all others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import structlog

from araswatch.alerts import Watch
from araswatch.catalogue import Source, read_sources
from araswatch.jobs.backends import all_watches
from araswatch.jobs.health import SOURCE_WINDOW, SourceHealth, SourceState, source_health
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.trouble import Look, Trouble, alerts_of, compare

log = structlog.get_logger()


def look_at_sources(settings: Settings, ledger: Ledger, *, now: datetime) -> dict[str, int]:
    """Compare every source with what its file expects and with the last look; returns how many are in which state, and `told`.

    Files of the catalogue with mistakes are told of as well, once.
    """
    sources, mistakes = read_sources(settings.config / "sources")
    counts = ledger.source_counts(since=now - SOURCE_WINDOW)
    states = {source.id: source_health(source, counts.get(source.id), now=now) for source in sources}
    memories, troubles = compare({source.id: _look(source, states[source.id]) for source in sources}, ledger.source_memories(), at=now)
    broken = [Trouble(key=f"catalogue/{mistake}", says=f"a file of the catalogue is left out: {mistake}") for mistake in mistakes]
    found = alerts_of([*troubles, *broken], _watches(settings, ledger), at=now)
    ledger.remember_sources(memories, found)
    figures = {str(state): count for state, count in sorted(Counter(one.state for one in states.values()).items())}
    log.info("looked at sources", **figures, told=len(troubles), mistakes=len(mistakes))
    return {**figures, "told": len(troubles)}


def tell_operator(settings: Settings, trouble: Trouble, *, now: datetime) -> int:
    """Put a trouble into the outbox, once a key; returns how many watches are told."""
    with Ledger.open(settings.ledger_url) as ledger:
        found = alerts_of([trouble], _watches(settings, ledger), at=now)
        ledger.tell(found)
    log.error("trouble", key=trouble.key, says=trouble.says, watches=len(found))
    return len(found)


def _watches(settings: Settings, ledger: Ledger) -> Sequence[Watch]:
    return all_watches(settings, ledger).watches


def _look(source: Source, health: SourceHealth) -> Look:
    return Look(state=str(health.state), says=_sentence(source, health), homepage=source.homepage)


def _sentence(source: Source, health: SourceHealth) -> str:
    match health.state:
        case SourceState.FAILING:
            return f"{source.name} does not answer: {health.error or 'no reason known'}"
        case SourceState.SILENT | SourceState.LOUD:
            last = f"the last one at {health.last_article_at:%Y-%m-%d %H:%M} UTC" if health.last_article_at else "none ever"
            return f"{source.name} is {health.state}: {health.articles} articles in a day, {health.expected} expected, {last}"
    return f"{source.name} is well again: {health.articles} articles in a day"
