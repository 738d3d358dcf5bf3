"""The folder or object store that holds the closed segments, `YYYYMMDD/SHARD-TIME-PID-N.warc.gz`; names are relative to it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem

from araswatch.archive.reader import SegmentReader, read_segment
from araswatch.archive.writer import OPEN_SUFFIX, SegmentWriter, is_being_written
from araswatch.errors import ArchiveError

SUFFIX = ".warc.gz"


class Archive:
    """All segments under an fsspec URL or a folder. Segments are only ever added, each by one rename (object stores: one put).

    Segments of an object store are written in `staging`, a local folder that all crawlers of one machine share.
    """

    def __init__(self, url: str, *, staging: Path | None = None) -> None:
        try:
            self.files, self.root = fsspec.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise ArchiveError(f"cannot open the archive {url}: {error}; check ARASWATCH_ARCHIVE") from error
        self.is_local = isinstance(self.files, LocalFileSystem)
        self.staging = Path(self.root) if self.is_local else staging or Path(tempfile.gettempdir()) / "araswatch-staging"
        self._numbers = count(1)

    def segments(self) -> list[str]:
        """Names of all closed segments, oldest first within a shard."""
        self.files.invalidate_cache()
        found = self.files.find(self.root) if self.files.exists(self.root) else []
        return sorted(path.removeprefix(self.root).lstrip("/") for path in found if path.endswith(SUFFIX))

    def begin(self, shard: str, *, at: datetime | None = None) -> SegmentWriter:
        """A new segment of a crawl shard; raises `ArchiveError` where nothing can be written."""
        at = (at or datetime.now(UTC)).astimezone(UTC)
        name = f"{at:%Y%m%d}/{shard}-{at:%Y%m%dT%H%M%S%f}-{os.getpid()}-{next(self._numbers):04d}{SUFFIX}"
        return SegmentWriter(self.staging / (name + OPEN_SUFFIX), name, self)

    def read(self, name: str, *, body_bytes: int) -> SegmentReader:
        """The pages of a segment; `body_bytes` limits each decoded body. Raises `ArchiveError` if it is not there."""
        return read_segment(self.files.unstrip_protocol(f"{self.root}/{name}"), body_bytes=body_bytes)

    def publish(self, file: Path, name: str) -> None:
        """Make a whole file readable under `name`."""
        if self.is_local:
            target = Path(self.root) / name
            file.rename(target)
            _sync_folder(target.parent)
        else:
            self.files.put_file(str(file), f"{self.root}/{name}")
            file.unlink()

    def sweep(self, *, log: Callable[[str], None] = lambda _: None) -> int:
        """Remove what dead processes left open; returns how many files. Those of living processes stay."""
        dead = [path for path in self.staging.glob(f"*/*{SUFFIX}{OPEN_SUFFIX}") if not is_being_written(path)]
        for path in dead:
            path.unlink(missing_ok=True)
            log(path.name)
        return len(dead)


def _sync_folder(folder: Path) -> None:
    """Make a rename survive a power cut."""
    for path in (folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
