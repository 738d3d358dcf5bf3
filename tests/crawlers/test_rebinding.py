"""A DNS answer that leads into a private network, at the first connection or at a later one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.address import IPv4Address

from crawlers.network import GuardedResolver


class Answers:
    """A DNS that gives one answer after the other, and counts."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, host: str, port: int = 0, *rest: Any) -> None:
        receiver.resolutionBegan(None)
        for address in self.answers.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, port))
        receiver.resolutionComplete()


class Receiver:
    """What would be connected to."""

    def __init__(self) -> None:
        self.hosts: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:
        pass

    def addressResolved(self, address: IPv4Address) -> None:
        self.hosts.append(address.host)

    def resolutionComplete(self) -> None:
        pass


def resolve(guard: GuardedResolver, host: str) -> list[str]:
    receiver = Receiver()
    guard.resolveHostName(receiver, host, 80)
    return receiver.hosts


def test_a_rebinding_name_is_checked_at_every_connection() -> None:
    guard = GuardedResolver(Answers(["1.1.1.1"], ["127.0.0.1"], ["10.0.0.1", "1.0.0.1"]))
    assert resolve(guard, "rebind.example") == ["1.1.1.1"]
    assert guard.refused == set()
    assert resolve(guard, "rebind.example") == []
    assert guard.refused == {"rebind.example"}
    assert resolve(guard, "mixed.example") == ["1.0.0.1"]
