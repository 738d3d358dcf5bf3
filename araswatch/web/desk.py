"""What every request works with, opened once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from araswatch.catalogue import Source, read_sources
from araswatch.errors import ConfigError
from araswatch.jobs.backends import Backends, all_watches
from araswatch.query import NameLookup
from araswatch.watches import WatchSet
from araswatch.web.labels import Labels, read_labels
from araswatch.web.limits import RateLimit
from araswatch.web.picks import Pick, read_picks

LOGINS_PER_MINUTE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Ledger, store and archive, the sources by id, the names of codes, what a query may pick from, and the zone that
    dates are read and shown in.

    `is_local` where nobody but this machine can reach the dashboard.
    """

    backends: Backends
    sources: Mapping[str, Source] = field(default_factory=dict)
    mistakes: tuple[ConfigError, ...] = ()
    labels: Labels
    picks: tuple[Pick, ...] = ()
    zone: ZoneInfo
    is_local: bool = True
    searches: RateLimit
    logins: RateLimit
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    @property
    def names(self) -> NameLookup:
        """Places by name, for queries."""
        return self.backends.vocabulary

    def now(self) -> datetime:
        """The time, in the desk's zone."""
        return self.clock().astimezone(self.zone)

    def watches(self) -> WatchSet:
        """The watches of the files and those made here, with what is muted now."""
        ledger = self.backends.ledger
        loaded = all_watches(self.backends.settings, ledger)
        return WatchSet(watches=ledger.with_mutes(loaded.watches, self.now()), broken=loaded.broken)


def open_desk(backends: Backends, *, is_local: bool = True, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> Desk:
    """The desk on open backends; sources with mistakes are left out and named."""
    settings = backends.settings
    sources, mistakes = read_sources(settings.config / "sources")
    labels = read_labels(sources)
    return Desk(
        backends=backends,
        sources={source.id: source for source in sources},
        mistakes=tuple(mistakes),
        labels=labels,
        picks=read_picks(labels, sources),
        zone=ZoneInfo(settings.timezone),
        is_local=is_local,
        searches=RateLimit(settings.searches_per_minute),
        logins=RateLimit(LOGINS_PER_MINUTE),
        clock=clock,
    )


def desk_of(request: Request) -> Desk:
    """The desk of the app that serves a request."""
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(desk_of)]
