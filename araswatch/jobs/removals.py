"""Job: articles whose pages are gone → marked in store and ledger, and told to the watches that ask. Their texts stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from araswatch.alerts import Matchable, Watch, match
from araswatch.jobs.backends import Backends
from araswatch.records import AlertKind


def mark_removed(backends: Backends, watches: Sequence[Watch], *, now: datetime) -> int:
    """Mark what is newly gone; how many articles. Interrupted, it is done again with the same outcome."""
    marked = 0
    while gone := backends.ledger.newly_gone():
        articles = [replace(article, removed_at=now) for article in backends.store.get(gone).values()]
        if articles:
            backends.store.put(articles)
            backends.store.refresh()
        batch = [Matchable(article=article, kind=AlertKind.REMOVED) for article in articles]
        interested = [watch for watch in watches if AlertKind.REMOVED in watch.on]
        alerts = match(interested, batch, backends.store.matching_each, at=now, names=backends.vocabulary)
        backends.ledger.mark_removed(gone, alerts, at=now)
        marked += len(gone)
    return marked
