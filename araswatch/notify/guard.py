"""A block of code that reaches allowed addresses alone, whatever library connects: one that a redirect, a proxy or a second answer of the
name service leads to as well.

Python tells its audit hooks of every connection before it is made, and an exception in the hook prevents it (PEP 578).
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Which IP addresses may be connected to, and which were asked for in vain."""

    allows: Callable[[str], bool]
    refused: list[str] = field(default_factory=list)


@contextmanager
def reaching_only(allows: Callable[[str], bool]) -> Iterator[list[str]]:
    """Connections of this thread's block to other addresses, and to local sockets, fail with `PermissionError`; yields those refused."""
    _listen()
    guard = Guard(allows=allows)
    token = _guard.set(guard)
    try:
        yield guard.refused
    finally:
        _guard.reset(token)


_guard: ContextVar[Guard | None] = ContextVar("guard", default=None)


@cache
def _listen() -> None:
    """Hook in, once and for the life of the process: hooks cannot be taken out again."""
    connecting, current, refuse = frozenset({"socket.connect", "socket.sendto"}), _guard, _refuse_others

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in connecting and (guard := current.get()):
            refuse(guard, arguments[1])

    sys.addaudithook(hook)


def _refuse_others(guard: Guard, address: Any) -> None:
    host = str(address[0]) if isinstance(address, tuple) else str(address)
    if not (_is_ip(host) and guard.allows(host)):
        guard.refused.append(host)
        raise PermissionError(f"{host} is not to be reached")


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
