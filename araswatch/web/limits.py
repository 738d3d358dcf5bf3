"""Rate limits: a token bucket for each client, in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

MOST_CLIENTS = 10_000


@dataclass(slots=True)
class RateLimit:
    """At most `per_minute` requests a client in the long run, and as many at once."""

    per_minute: float
    clock: Callable[[], float] = time.monotonic
    _buckets: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait_s(self, client: str) -> float:
        """Take one request of a client: 0 where it may go on, else the seconds until it may try again."""
        with self._lock:
            now = self.clock()
            left, at = self._buckets.pop(client, (self.per_minute, now))
            left = min(self.per_minute, left + (now - at) * self.per_minute / 60)
            allowed = left >= 1
            self._buckets[client] = (left - 1 if allowed else left, now)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
            return 0.0 if allowed else (1 - left) * 60 / self.per_minute
