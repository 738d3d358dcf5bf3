"""Messages on a terminal, or wherever standard output leads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TextIO

from araswatch.alerts import Message
from araswatch.errors import DeliveryError

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def at_once(output: TextIO) -> Callable[[str], None]:
    """Writes to an output that keeps nothing back: a process that is killed must not have told what never left it."""
    return partial(print, end="", flush=True, file=output)


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
