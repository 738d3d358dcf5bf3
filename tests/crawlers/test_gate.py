"""One request at a time to a host, with a pause between two."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from time import monotonic

from crawlers.gate import HostGate


def test_turns_to_one_host_do_not_overlap_and_keep_their_distance() -> None:
    async def visits() -> tuple[list[float], int]:
        gate, starts, most, now = HostGate(), [], 0, 0

        async def visit() -> None:
            nonlocal most, now
            async with gate.turn("a.example", 0.05):
                starts.append(monotonic())
                now += 1
                most = max(most, now)
                await asyncio.sleep(0.01)
                now -= 1

        await asyncio.gather(*(visit() for _ in range(4)))
        return starts, most

    starts, most = asyncio.run(visits())
    assert most == 1
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(starts))


def test_hosts_do_not_wait_for_each_other() -> None:
    async def both_at_once() -> bool:
        gate = HostGate()
        async with gate.turn("a.example", 60), gate.turn("b.example", 60):
            return True

    assert asyncio.run(both_at_once())


def test_a_turn_that_failed_counts_and_the_hosts_own_wish_holds() -> None:
    async def second_start() -> float:
        gate = HostGate()
        gate.slow_down("a.example", 0.1)
        began = monotonic()
        try:
            async with gate.turn("a.example", 0):
                raise ConnectionError
        except ConnectionError:
            pass
        async with gate.turn("a.example", 0):
            return monotonic() - began

    assert asyncio.run(second_start()) >= 0.1
