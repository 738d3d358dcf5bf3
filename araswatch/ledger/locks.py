"""Locks that die with their holder: an advisory lock on PostgreSQL, `flock` beside the SQLite file. Nothing to expire, nothing to steal."""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from araswatch.errors import LedgerError
from araswatch.ledger.connection import Connected, translated

TICK_S = 0.1


class Locks(Connected):
    """Mutual exclusion among all processes that share the ledger."""

    @contextmanager
    def lock(self, key: str) -> Iterator[bool]:
        """Whether this process got the lock on `key`; held until the block is left or the process dies. Never waits."""
        digest = hashlib.sha256(key.encode()).digest()
        if self.engine.dialect.name == "postgresql":
            with self._session.holding(int.from_bytes(digest[:8], signed=True)) as held:
                yield held
        else:
            folder = Path(self.engine.url.database or "").parent / "locks"
            folder.mkdir(parents=True, exist_ok=True)
            with _file_lock(folder / digest.hex()[:16]) as held:
                yield held

    @contextmanager
    def patient_lock(self, key: str, *, wait_s: float) -> Iterator[bool]:
        """As `lock`, waiting so many seconds for who holds it now."""
        give_up = time.monotonic() + wait_s
        while True:
            with self.lock(key) as held:
                if held or time.monotonic() > give_up:
                    yield held
                    return
            time.sleep(TICK_S)

    @cached_property
    def _session(self) -> _Session:
        return _Session(self.engine)


class _Session:
    """All advisory locks of a ledger in one connection: a crawl holds one a source, and a server has a hundred connections.

    A session may take its own lock again, so that what is held here is remembered here.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._held: set[int] = set()
        self._turn = Lock()

    @contextmanager
    def holding(self, number: int) -> Iterator[bool]:
        with self._turn:
            held = number not in self._held and self._ask("pg_try_advisory_lock", number)
            if held:
                self._held.add(number)
        try:
            yield held
        finally:
            if held:
                with self._turn, suppress(LedgerError):  # a server that went away has let go of everything
                    self._held.discard(number)
                    self._ask("pg_advisory_unlock", number)

    def _ask(self, function: str, number: int) -> bool:
        try:
            with translated():
                connection = self._connection = self._connection or self._engine.connect()
                answer = bool(connection.execute(text(f"SELECT {function}(:n)"), {"n": number}).scalar())
                connection.commit()
        except LedgerError:
            self._forget()
            raise
        if not self._held and (function == "pg_advisory_unlock" or not answer):
            self._forget()
        return answer

    def _forget(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.close()


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    """A lock file exists while it is held. Its holder removes it before letting go, so whoever locks a removed file tries again."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            yield False
            return
        if _is_file(descriptor, path):
            break
        os.close(descriptor)
    try:
        yield True
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _is_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
