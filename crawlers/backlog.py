"""What is left to fetch of one source: a bounded part in memory, the rest in the ledger."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from araswatch.ledger import url_id
from araswatch.records import Candidate

IN_FLIGHT = 4
"""Requests of one source that Scrapy holds at a time; a host takes one at a time, a source may have several."""
ROOM = 200


@dataclass(slots=True, kw_only=True)
class Backlog:
    """Candidates of one source, each taken at most once until its fate is in the ledger.

    `elsewhere` tells that the ledger may hold more waiting URLs than are here. `taken` is shared by all sources: a URL that two of them
    name is fetched for the first.
    """

    taken: set[str] = field(default_factory=set)
    elsewhere: bool = True
    in_flight: int = 0
    _queue: deque[Candidate] = field(default_factory=deque)
    _held: set[str] = field(default_factory=set)

    @property
    def held(self) -> int:
        """URLs queued, in flight, or fetched into a segment that is still open."""
        return len(self._held)

    @property
    def is_empty(self) -> bool:
        return not self._queue

    def offer(self, candidates: Iterable[Candidate]) -> int:
        """Queue those not held yet, as far as there is room; returns how many."""
        taken = 0
        for candidate in candidates:
            key = url_id(candidate.url)
            if key in self.taken:
                continue
            if len(self._queue) >= ROOM:
                self.elsewhere = True
                break
            self._held.add(key)
            self.taken.add(key)
            self._queue.append(candidate)
            taken += 1
        return taken

    def take(self) -> Candidate | None:
        """The next candidate to request; `None` while enough are in flight, or none is queued."""
        if self.in_flight >= IN_FLIGHT or not self._queue:
            return None
        self.in_flight += 1
        return self._queue.popleft()

    def settle(self, url: str) -> None:
        """The URL's fate is in the ledger."""
        self._held.discard(url_id(url))
        self.taken.discard(url_id(url))
