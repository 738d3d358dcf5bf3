"""One segment in the making: a file that nobody reads until it is whole, on the disk, and renamed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from araswatch.archive.capture import Capture, info_record, records
from araswatch.errors import ArchiveError

OPEN_SUFFIX = ".open"
SOFTWARE = "araswatch/0.1"


class Publishes(Protocol):
    """Where a finished file goes."""

    def publish(self, file: Path, name: str) -> None:
        """Make a whole file readable under `name`, at once."""


class SegmentWriter:
    """Writes `path` under an exclusive `flock`, which dies with its process; `close` publishes it as `name`.

    Every method raises `ArchiveError` when the disk refuses; the file then still ends with a whole record or is gone.
    """

    def __init__(self, path: Path, name: str, home: Publishes) -> None:
        self.path, self.name, self._home = path, name, home
        self.pages = self.bytes = 0
        with self._complaints():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = _locked(path)
            self._append(info_record(Path(name).name, SOFTWARE))

    def add(self, capture: Capture) -> None:
        """Append a response with its metadata."""
        with self._complaints():
            self._append(records(capture))
        self.pages += 1

    def close(self) -> str:
        """Bring all to the disk and publish; returns the segment's name."""
        with self._complaints():
            os.fsync(self._descriptor)
            self._home.publish(self.path, self.name)
        os.close(self._descriptor)
        return self.name

    def abandon(self) -> None:
        """Throw away what was written; its URLs are waiting still."""
        with suppress(OSError):
            self.path.unlink()
        with suppress(OSError):
            os.close(self._descriptor)

    def _append(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._descriptor, view) :]
        except OSError:
            os.ftruncate(self._descriptor, self.bytes)
            raise
        self.bytes += len(data)

    @contextmanager
    def _complaints(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            problem = error.strerror or error
            advice = "nothing of the open segment was published; check ARASWATCH_ARCHIVE, free space and permissions"
            raise ArchiveError(f"cannot write the archive at {self.path.parent}: {problem}; {advice}") from error


def is_being_written(path: Path) -> bool:
    """Whether a living process holds the file."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _locked(path: Path) -> int:
    """A descriptor of a new file, locked and still at its path: a sweep may have removed it between the two steps."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(descriptor).st_ino:
            return descriptor
        os.close(descriptor)
