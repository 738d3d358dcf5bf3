"""Politeness towards a host, whichever spider asks: one request at a time, and a pause between the starts of two."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic


@dataclass(slots=True)
class _Host:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0
    own_delay_s: float = 0.0


class HostGate:
    """Lets one request at a time through to each host, and `at_once` in all, which bounds the bodies in memory."""

    def __init__(self, *, at_once: int = 64) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    def slow_down(self, host: str, delay_s: float) -> None:
        """The host itself asks for a pause (`Crawl-delay`)."""
        self._hosts[host].own_delay_s = delay_s

    @asynccontextmanager
    async def turn(self, host: str, delay_s: float) -> AsyncIterator[None]:
        """Wait for the host's turn and hold it; the next starts `delay_s` after this one, or later where the host asks for it."""
        state = self._hosts[host]
        async with state.lock:
            if (wait_s := state.free_at - monotonic()) > 0:
                await asyncio.sleep(wait_s)
            async with self._all:
                started_at = monotonic()
                try:
                    yield
                finally:
                    state.free_at = started_at + max(delay_s, state.own_delay_s)
