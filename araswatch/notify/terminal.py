"""Messages on a terminal, or wherever standard output leads."""

from __future__ import annotations

from collections.abc import Callable

from araswatch.alerts import Message
from araswatch.errors import DeliveryError

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


class Terminal:
    """Writes each message as text through `write`; matched words are bold where `styled`."""

    def __init__(self, write: Callable[[str], object], *, styled: bool) -> None:
        self._write = write
        self._marks = (BOLD, PLAIN) if styled else ("»", "«")

    def send(self, message: Message) -> None:
        try:
            self._write(f"── {message.subject}\n{message.text(self._marks)}\n\n")
        except OSError as error:
            raise DeliveryError(f"the terminal cannot be written: {error}") from error

    def close(self) -> None:
        """Nothing to release."""
