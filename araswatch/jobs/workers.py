"""The pool of processes that extract and enrich, where a page that hangs or kills its process costs nothing but itself."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from collections.abc import Callable
from concurrent.futures import Future
from itertools import count
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from araswatch.enrich import enrich
from araswatch.extract import extract, release_memory
from araswatch.intake import Failure
from araswatch.own_process import collect_garbage_rarely, die_with_parent
from araswatch.records import Article, Page, Rejection, TaggedArticle
from araswatch.stories import Signature, signature

WORKER_BYTES = 4 << 30
"""Address space of a worker, in bytes: a page that asks for more fails alone, before the machine runs out of memory."""

PAGES_BETWEEN_CLEANINGS = 200

_pages = count(1)

Work = tuple[TaggedArticle | Rejection, Signature | None]


class Workers:
    """`processes` of them; each page has `page_s` seconds. A context manager; all processes end with it, and with the death of this one.

    `work` is what they do, by default `extract_and_tag`.
    """

    def __init__(self, processes: int, *, page_s: float, work: Callable[[Page], Work] | None = None) -> None:
        self.processes, self._page_s, self._work = processes, page_s, work or extract_and_tag
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["araswatch.jobs.warm"])
        self._pool = ProcessPool(max_workers=processes, initializer=_start, context=context)

    def submit(self, page: Page) -> Future[Work]:
        """Begin with a page; hand both to `result_of`."""
        future: Future[Work] = self._pool.schedule(self._work, args=[page], timeout=self._page_s)
        return future

    def result_of(self, page: Page, future: Future[Work]) -> tuple[TaggedArticle | Rejection | Failure, Signature | None]:
        """Wait for a page and its text's signature; what went wrong with it is a `Failure`.

        A page whose worker died is tried once more: the worker may have been killed from outside.
        """
        try:
            return self._wait(future)
        except ProcessExpired:
            pass
        try:
            return self._wait(self.submit(page))
        except ProcessExpired as error:
            return Failure(reason=f"killed its worker twice (exit status {error.exitcode})"), None

    def _wait(self, future: Future[Work]) -> tuple[TaggedArticle | Rejection | Failure, Signature | None]:
        try:
            return future.result()
        except ProcessExpired:
            raise
        except TimeoutError:
            return Failure(reason=f"took longer than {self._page_s:g} s"), None
        except Exception as error:
            return Failure(reason=f"{type(error).__name__}: {error}"), None

    def __enter__(self) -> Self:
        self._pool.schedule(_ready)  # starts the processes now, so that they are warm when the first segment closes
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _start() -> None:
    """In the worker: end with the parent, leave Ctrl-C to it, limit memory."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))
    collect_garbage_rarely()


def _ready() -> None:
    """Nothing: what a worker does first."""


def extract_and_tag(page: Page) -> Work:
    """In the worker: the page's tagged article with the signature of its text, or why it holds none."""
    from araswatch.jobs.warm import VOCABULARY  # here, so that only the fork server and its workers load it

    if next(_pages) % PAGES_BETWEEN_CLEANINGS == 0:
        release_memory()
    result = extract(page)
    return (enrich(result, VOCABULARY), signature(result.text)) if isinstance(result, Article) else (result, None)
