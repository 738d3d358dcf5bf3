"""Job: the archive → store and ledger, offline: a rebuild of what is there already, or the first sight of somebody else's WARC files."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from araswatch.jobs.backends import Backends
from araswatch.jobs.process import Processor, ProcessSummary
from araswatch.jobs.workers import Workers


def replay(backends: Backends, names: Sequence[str], processor: Callable[[Workers], Processor]) -> ProcessSummary:
    """Process segments again by name, all of the archive's without names; ids, texts and tags come out as they did before.

    Alerts are never sent for what is rebuilt. Names are relative to the archive, or absolute paths or URLs of WARC files anywhere.
    """
    chosen = list(names) or backends.archive.segments()
    with Workers(backends.settings.worker_count, page_s=backends.settings.page_s) as workers:
        return processor(workers).process(chosen)
