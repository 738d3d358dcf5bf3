"""What a person sees of long work while it runs, on stderr: of a crawl a live table on a terminal, one line every few seconds elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from types import TracebackType
from typing import Self, TypeVar

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from araswatch.jobs.crawl import Event
from araswatch.jobs.process import ProcessSummary
from araswatch.records import Fate

LINE_EVERY_S = 5.0
Item = TypeVar("Item")


def counted(items: Iterable[Item], what: str, total: int | None = None) -> Iterator[Item]:
    """The items, counted on stderr while they pass. Silent where stderr is no terminal, or stdout is one and shows them itself."""
    columns = SpinnerColumn(), TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    silent = not console.is_terminal or sys.stdout.isatty()
    with Progress(*columns, console=console, transient=True, redirect_stdout=False, disable=silent) as progress:
        yield from progress.track(items, total=total)


@dataclass(slots=True)
class RunCounts:
    """Sources, pages, segments, errors, articles: what both ways of showing show."""

    sources: int
    asked: set[str] = field(default_factory=set)
    unreachable: dict[str, str] = field(default_factory=dict)
    found: int = 0
    pages: int = 0
    errors: int = 0
    segments: int = 0
    processed: int = 0
    articles: int = 0

    def on_event(self, event: Event) -> None:
        """Take in an event of the crawl."""
        if event["event"] == "poll":
            self.asked.add(event["source"])
            if event.get("error"):
                self.unreachable[event["source"]] = event["error"]
        elif event["event"] in {"progress", "summary"}:
            self.found, self.pages, self.errors = event.get("found", 0), event.get("pages", 0), event.get("errors", 0)
            self.segments = event.get("segments", 0)

    def on_processed(self, summary: ProcessSummary) -> None:
        """Take in what the processor has done so far."""
        self.processed, self.articles = summary.fates.total(), summary.fates[Fate.INDEXED]

    def line(self) -> str:
        return (
            f"sources {len(self.asked)}/{self.sources} · found {self.found} · pages {self.pages} · segments {self.segments} · "
            f"errors {self.errors} · processed {self.processed} · articles {self.articles}"
        )


class RunProgress:
    """Shows a run's counts until the block is left. `on_event` and `on_processed` may be called from any thread."""

    def __init__(self, sources: int) -> None:
        self.counts = RunCounts(sources)
        self._console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(), TextColumn("crawling"), BarColumn(), MofNCompleteColumn(), TextColumn("sources"), TimeElapsedColumn()
        )
        self._task = self._bar.add_task("crawl", total=sources)
        self._live = Live(
            get_renderable=self._table, console=self._console, refresh_per_second=4, transient=True, redirect_stdout=sys.stdout.isatty()
        )
        self._said_at, self._lock = monotonic(), Lock()

    def on_event(self, event: Event) -> None:
        self.counts.on_event(event)
        self._show()

    def on_processed(self, summary: ProcessSummary) -> None:
        self.counts.on_processed(summary)
        self._show()

    def _show(self) -> None:
        with self._lock:
            if not self._console.is_terminal and monotonic() - self._said_at >= LINE_EVERY_S:
                self._said_at = monotonic()
                self._console.print(self.counts.line(), highlight=False, soft_wrap=True)

    def _table(self) -> Table:
        self._bar.update(self._task, completed=len(self.counts.asked))
        table = Table.grid(padding=(0, 2))
        table.add_row(self._bar)
        table.add_row(self.counts.line())
        return table

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._console.is_terminal:
            self._live.stop()
        self._console.print(self.counts.line(), highlight=False, soft_wrap=True)
