"""Adapter: messages → the terminal, feeds, webhooks, and mail and chat; one module a channel."""

from __future__ import annotations

from typing import Protocol

from araswatch.alerts import Message


class Sender(Protocol):
    """A channel that is open. Sends one message at a time, in order."""

    def send(self, message: Message) -> None:
        """Hand a message over; raises `DeliveryError` where it was not taken. Repeating a message that was taken does no harm."""

    def close(self) -> None:
        """Release connections."""
