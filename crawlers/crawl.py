"""What all spiders of a process share: responses to archive, URLs to fetch, fates to record, and when to stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import structlog
from scrapy.exceptions import DownloadCancelledError

from araswatch.archive import Archive, Capture, Kind, decode_body
from araswatch.catalogue import Source
from araswatch.errors import AraswatchError
from araswatch.fetched import MAX_ATTEMPTS, Verdict, judge, next_try
from araswatch.ledger import FetchOutcome, Ledger
from araswatch.records import Candidate, Fate, Page
from araswatch.settings import Settings
from araswatch.urls import host_of
from crawlers.backlog import Backlog
from crawlers.gate import HostGate
from crawlers.progress import Progress
from crawlers.segments import Segments

log = structlog.get_logger()

REFILL = 200
"""URLs that the ledger is asked for beyond those held here, which it counts as waiting still."""
FAILURES_IN_A_ROW = 5
"""Pages of one host without any answer after which this crawl leaves the host alone; the rest of its pages waits."""
LOST_FATES = frozenset({Fate.ERROR, Fate.BLOCKED, Fate.WAITING})


class StoppedError(Exception):
    """The crawl takes no more responses."""


class TooLargeError(DownloadCancelledError):
    """A feed or its like exceeds the limit once it is unpacked; half of one is not read."""


class Crawl:
    """One crawl. Everything here happens in the reactor's thread, between two of its turns.

    `on_broken` is called once, when the archive or the ledger fails. From then on, and after `finish`, responses are refused and nothing
    is recorded, so that their URLs stay waiting. `refused_hosts` are those that the resolver held back.
    """

    def __init__(
        self, *, settings: Settings, ledger: Ledger, archive: Archive, sources: Sequence[Source], progress: Progress, shard: str
    ) -> None:
        self.settings, self.ledger, self.progress = settings, ledger, progress
        self.sources: Mapping[str, Source] = {source.id: source for source in sources}
        self.gate = HostGate()
        self.robots: dict[str, asyncio.Future[Any]] = {}
        self.broken: AraswatchError | None = None
        self.on_broken: Callable[[], None] = lambda: None
        self.is_draining = self.is_closed = False
        self.refused_hosts: Set[str] = frozenset()
        taken: set[str] = set()
        self._backlogs = {source.id: Backlog(taken=taken) for source in sources}
        self._source_of: dict[str, str] = {}
        self._silence: Counter[str] = Counter()
        self._segments = Segments(
            archive=archive,
            ledger=ledger,
            shard=shard,
            max_pages=settings.segment_pages,
            max_age_s=settings.segment_s,
            progress=progress,
        )

    def delay_s(self, source_id: str) -> float:
        """Seconds between the starts of two requests to one host of the source."""
        own = self.sources[source_id].delay_s
        return self.settings.delay_s if own is None else own

    def require_open(self) -> None:
        """Raises `StoppedError` once the crawl takes nothing more."""
        if self.is_closed:
            raise StoppedError

    def receive(self, capture: Capture) -> Page:
        """Archive a response, judge it if it is an article's page, and give it back decoded.

        Raises `StoppedError`, `TooLargeError`, `AraswatchError`.
        """
        self.require_open()
        headers = tuple((name.decode("latin-1").lower(), value.decode("utf-8", "replace")) for name, value in capture.headers)
        decoded = decode_body(capture.body, headers, limit=self.settings.body_bytes)
        page = _page(capture, headers, decoded.body)
        verdict = judge(page, problem=decoded.problem) if capture.kind is Kind.PAGE else None
        with self.guarded():
            self._segments.add(capture, self._outcome(page, verdict) if verdict else None)
            if self._segments.is_full:
                self._publish()
        self._listen(page)
        if decoded.problem == "too-large" and capture.kind is not Kind.PAGE:
            raise TooLargeError
        return page

    def rests(self, host: str) -> bool:
        """Whether a host fell silent or asked for a pause, and is left alone for the rest of this crawl."""
        return self._silence[host] >= FAILURES_IN_A_ROW

    def publish_if_full(self) -> None:
        """Publish the open segment once it is old or large enough; called every second."""
        if self._segments.is_full and not self.is_closed:
            with self.guarded():
                self._publish()

    def finish(self) -> None:
        """Publish what there is and take nothing more: archive and ledger then agree."""
        if self.is_closed:
            return
        self.is_closed = True
        if self.broken is None:
            with self.guarded():
                self._publish()
        self._segments.abandon()

    def offer(self, source_id: str, candidates: Sequence[Candidate]) -> None:
        """Put URLs that the ledger calls due into the source's backlog."""
        self._backlogs[source_id].offer(candidates)

    def next_page(self, source_id: str) -> Candidate | None:
        """The next URL of a source to request; `None` while enough are under way, or none is left."""
        if self.is_draining or self.is_closed:
            return None
        backlog = self._backlogs[source_id]
        if backlog.is_empty and backlog.elsewhere:
            self._refill(source_id, backlog)
        while (candidate := backlog.take()) is not None and self.rests(host_of(candidate.url)):
            backlog.in_flight -= 1
            backlog.elsewhere = False  # or all that a dead host has waiting would be read to be passed over
        return candidate

    def landed(self, source_id: str) -> None:
        """A page's request has ended, one way or another."""
        self._backlogs[source_id].in_flight -= 1

    def lose(self, candidate_url: str, source_id: str, verdict: Verdict) -> None:
        """Record a fetch that brought no response to judge."""
        if self.is_closed:
            return
        with self.guarded():
            at = _now()
            fate, reason, retry_at = self._with_retry(candidate_url, verdict, at)
            self.ledger.record_fetch_failure(candidate_url, fate=fate, reason=reason, at=at, retry_at=retry_at)
            self._backlogs[source_id].settle(candidate_url)
        self._silence[host_of(candidate_url)] += fate is Fate.WAITING
        self.progress.count(source_id, "pages")
        self.progress.count(source_id, "errors", fate in LOST_FATES)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Where archive or ledger fail the crawl is over: remember why, and stop."""
        try:
            yield
        except AraswatchError as error:
            if self.broken is None:
                self.broken, self.is_closed = error, True
                self._segments.abandon()
                self.on_broken()
            raise

    def _listen(self, page: Page) -> None:
        """Any answer ends a host's silence, but for one that asks for a pause."""
        host = host_of(page.url)
        if page.status == 429 or (page.status == 503 and page.header("retry-after")):
            self._silence[host] = FAILURES_IN_A_ROW
        else:
            self._silence.pop(host, None)

    def _publish(self) -> None:
        for outcome in self._segments.publish(_now()):
            self._backlogs[self._source_of.pop(outcome.url)].settle(outcome.url)

    def _outcome(self, page: Page, verdict: Verdict) -> FetchOutcome:
        fate, reason, retry_at = self._with_retry(page.requested_url, verdict, page.fetched_at)
        self._source_of[page.requested_url] = page.source_id
        self.progress.count(page.source_id, "pages")
        self.progress.count(page.source_id, "archived", fate is Fate.ARCHIVED)
        self.progress.count(page.source_id, "errors", fate in LOST_FATES)
        return FetchOutcome(url=page.requested_url, final_url=page.url, fate=fate, reason=reason, retry_at=retry_at)

    def _with_retry(self, url: str, verdict: Verdict, at: datetime) -> tuple[Fate, str, datetime | None]:
        """Waiting becomes a time to try again, or an error after so many attempts."""
        if verdict.fate is not Fate.WAITING:
            return verdict.fate, verdict.reason, None
        attempts = self.ledger.attempts(url) + 1
        if attempts >= MAX_ATTEMPTS:
            return Fate.ERROR, f"{verdict.reason} ({attempts} attempts)", None
        return Fate.WAITING, verdict.reason, next_try(at, failures=attempts, asked=verdict.retry_after)

    def _refill(self, source_id: str, backlog: Backlog) -> None:
        limit = backlog.held + REFILL
        with self.guarded():
            waiting = self.ledger.due(source_id, at=_now(), limit=limit)
        backlog.elsewhere = len(waiting) == limit
        backlog.offer(waiting)


def _page(capture: Capture, headers: tuple[tuple[str, str], ...], body: bytes) -> Page:
    return Page(
        url=capture.url,
        requested_url=capture.requested_url,
        source_id=capture.source_id,
        status=capture.status,
        headers=headers,
        body=body,
        fetched_at=capture.fetched_at,
        hints=capture.hints,
    )


def _now() -> datetime:
    return datetime.now(UTC)
