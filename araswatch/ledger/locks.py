"""Locks that die with their holder: an advisory lock on PostgreSQL, `flock` beside the SQLite file. Nothing to expire, nothing to steal."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, text

from araswatch.ledger.connection import Connected


class Locks(Connected):
    """Mutual exclusion among all processes that share the ledger."""

    @contextmanager
    def lock(self, key: str) -> Iterator[bool]:
        """Whether this process got the lock on `key`; held until the block is left or the process dies. Never waits."""
        digest = hashlib.sha256(key.encode()).digest()
        if self.engine.dialect.name == "postgresql":
            with self.engine.connect() as connection, _advisory(connection, int.from_bytes(digest[:8], signed=True)) as held:
                yield held
        else:
            folder = Path(self.engine.url.database or "").parent / "locks"
            folder.mkdir(parents=True, exist_ok=True)
            with _file_lock(folder / digest.hex()[:16]) as held:
                yield held


@contextmanager
def _advisory(connection: Connection, number: int) -> Iterator[bool]:
    held = bool(connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar())
    connection.commit()
    try:
        yield held
    finally:
        if held:
            connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
            connection.commit()


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
