"""Step: sources that are due → shards of a crawl; and how long a shard waits for its last sources."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SHARD_SOURCES = 10
"""Sources a shard: starting a crawl costs about two seconds of CPU, so a shard of one would cost more than it crawls."""

MOST_SHARDS = 250
"""A scheduler starts about one task a second, and each shard takes two: this many leave half of ten minutes free."""

QUIET_S = 8.0
"""A shard in which nothing arrives for so long, four pauses between requests, has only laggards left."""

MOST_CHUNKS = 1000
"""A list of more than 1024 keys cannot be mapped (`core.max_map_length`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSource:
    """A source with something to ask or to fetch. `is_failing` where not one of its addresses answered the last time."""

    id: str
    host: str
    is_failing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Sources that one process crawls. `name` begins the names of its segments, and is the same whenever its run is tried again."""

    name: str
    source_ids: tuple[str, ...]


def plan_shards(due: Sequence[DueSource], run: str, *, size: int = SHARD_SOURCES) -> list[Shard]:
    """Shards of about `size` sources, named after `run`.

    Sources of one host share a shard, whose process keeps that host's pause. Failing ones come last and among themselves, so that they
    hold up nobody who answers. Of very many sources a shard takes more, so that a scheduler can start them all.
    """
    size = max(size, -(-len(due) // MOST_SHARDS))
    groups = [group for failing in (False, True) for group in _grouped([one for one in due if one.is_failing is failing], size)]
    return [Shard(name=f"{run}{number:04}", source_ids=ids) for number, ids in enumerate(groups)]


def run_name(run_id: str, wave: int) -> str:
    """How the shards of a scheduled run begin: ten characters of the scheduler's id of it, and the wave."""
    return f"r{hashlib.sha256(run_id.encode()).hexdigest()[:10]}w{wave}x"


def chunked(keys: Sequence[str], size: int) -> list[list[str]]:
    """Keys in lists of `size`, or of more where there would be over `MOST_CHUNKS` lists."""
    size = max(size, -(-len(keys) // MOST_CHUNKS))
    return [list(keys[start : start + size]) for start in range(0, len(keys), size)]


def _grouped(due: Sequence[DueSource], size: int) -> Iterator[tuple[str, ...]]:
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for source in due:
        by_host[source.host].append(source.id)
    group: list[str] = []
    for ids in by_host.values():
        if group and len(group) + len(ids) > size:
            yield tuple(group)
            group = []
        group += ids
    if group:
        yield tuple(group)


@dataclass(slots=True, kw_only=True)
class Patience:
    """When a shard is ended although sources are still under way, so that what the others brought is not held up.

    After `slice_s` in any case; before, once something has arrived and nothing more has for `quiet_s`. All times are the crawler's own,
    so that a busy machine's slow start is no silence.
    """

    slice_s: float
    quiet_s: float = QUIET_S
    _seen: tuple[int, int] = (0, 0)
    _changed_s: float | None = None
    is_over: bool = False

    def observe(self, event: Mapping[str, Any]) -> None:
        """Take in a `progress` event of the crawl; `is_over` says afterwards whether to end it."""
        seen, seconds = (int(event.get("found", 0)), int(event.get("archived", 0))), float(event.get("seconds", 0))
        if seen != self._seen:
            self._seen, self._changed_s = seen, seconds
        is_quiet = self._changed_s is not None and seconds - self._changed_s >= self.quiet_s
        self.is_over = seconds >= self.slice_s or is_quiet
