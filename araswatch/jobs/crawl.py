"""Job: sources → segments, by Scrapy in a process of its own (one reactor each, killable, with an exit status that means something)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from threading import Thread
from types import TracebackType
from typing import Any, Self

from araswatch.errors import AraswatchError
from araswatch.ledger import Ledger
from araswatch.settings import Settings

STOP_S = 10
"""Seconds that a crawl has to publish its open segment after SIGTERM, before SIGKILL."""

EXIT_GOOD, EXIT_FAILED, EXIT_USAGE, EXIT_EMPTY, EXIT_STOPPED = range(5)
"""Statuses of `python -m crawlers`; a test keeps them equal to `crawlers.exits`."""

Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSummary:
    """What a crawl came to: totals over its sources, and by source `polls`, `found`, `pages`, `archived`, `errors`."""

    status: int
    reason: str = ""
    found: int = 0
    pages: int = 0
    errors: int = 0
    segments: int = 0
    seconds: float = 0.0
    by_source: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing answered or nothing was found."""
        return self.status == EXIT_EMPTY


class Crawl:
    """A crawl that is running. A context manager: leaving it stops the process, gracefully first.

    Sources that another process is crawling are skipped. `report` gets each event of `crawlers.progress`, in a thread of its own. `shard`
    begins the names of the segments. `log` gets each line of the crawler's log, in a thread of its own; without it they go to
    `logs/crawl.log` in the data directory.
    """

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        source_ids: Sequence[str],
        *,
        report: Callable[[Event], None] = lambda _: None,
        shard: str = "crawl",
        log: Callable[[str], None] | None = None,
    ) -> None:
        self._locks = ExitStack()
        mine = [source for source in source_ids if self._locks.enter_context(ledger.lock(f"source {source}"))]
        self.skipped = tuple(source for source in source_ids if source not in mine)
        self._report, self._log = report, log
        self._last: Event = {"event": "summary", "reason": "no source to crawl"}
        self._process = self._start(settings, mine, shard) if mine else None
        self._reader = Thread(target=self._read, name="crawl events", daemon=True)
        self._logger = Thread(target=self._read_log, name="crawl log", daemon=True)
        self._reader.start()
        self._logger.start()

    def _start(self, settings: Settings, sources: Sequence[str], shard: str) -> subprocess.Popen[str]:
        log = settings.home / "logs" / "crawl.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        arguments = [argument for source in sources for argument in ("--source", source)]
        with log.open("a") as file:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "crawlers", "--shard", shard, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE if self._log else file,
                text=True,
                errors="replace",
                env=os.environ | settings.environment(),
            )

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait(self) -> CrawlSummary:
        """Wait for the end and return what the crawl came to; raises `AraswatchError` where it failed."""
        status = self._process.wait() if self._process else EXIT_GOOD
        self._reader.join()
        self._logger.join()
        self._locks.close()
        if status not in {EXIT_GOOD, EXIT_EMPTY, EXIT_STOPPED}:
            raise AraswatchError(
                f"the crawl failed with status {status}: {self._last.get('reason', '')}; see logs/crawl.log in the data directory"
            )
        totals = {name: self._last.get(name, 0) for name in ("found", "pages", "errors", "segments", "seconds")}
        return CrawlSummary(
            status=status,
            reason=str(self._last.get("reason", "")),
            by_source=self._last.get("by_source", {}),
            skipped=self.skipped,
            **totals,
        )

    def stop(self) -> None:
        """Ask the crawl to publish what it has and end; make it end if it does not."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _read(self) -> None:
        if self._process is None or self._process.stdout is None:
            return
        for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] in {"progress", "summary"}:
                self._last = event
            self._report(event)

    def _read_log(self) -> None:
        if self._log is not None and self._process is not None and self._process.stderr is not None:
            for line in self._process.stderr:
                self._log(line.rstrip())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        self._reader.join()
        self._logger.join()
        self._locks.close()
