"""What the ways of discovering have in common: poll, record what was found, and fetch the pages of the sources served."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar, cast

import scrapy
import structlog
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from araswatch.archive import Kind
from araswatch.catalogue import Source
from araswatch.discover import Discovery
from araswatch.errors import AraswatchError
from araswatch.fetched import REDIRECTS, Verdict, retry_after
from araswatch.ledger import PollState
from araswatch.records import Candidate, Fate, Page
from crawlers import polling
from crawlers.crawl import Crawl
from crawlers.errand import Errand, errand_of, page_of, request_for
from crawlers.failures import HostRestsError, verdict_of

log = structlog.get_logger()


class SourceSpider(scrapy.Spider):
    """Asks the addresses of each source that offer this way, and fetches the pages that the sources have waiting.

    Whatever goes wrong with one address is recorded with its poll state and holds up nothing else.
    """

    kind: ClassVar[Kind]

    def __init__(self, *, crawl: Crawl, sources: Sequence[Source], **arguments: Any) -> None:
        super().__init__(**arguments)
        self.crawl, self.sources = crawl, sources

    @classmethod
    def addresses(cls, source: Source) -> Sequence[str]:
        """What to poll; empty where the source does not offer this way."""
        raise NotImplementedError

    def parse_page(self, page: Page, errand: Errand) -> Discovery:
        """What the answer names; runs in a thread, for a huge one takes seconds."""
        raise NotImplementedError

    def state_after(self, page: Page, errand: Errand, discovery: Discovery) -> PollState:
        """The poll state to remember together with what was found."""
        return polling.answered(_poll(errand), page)

    def follow(self, errand: Errand, discovery: Discovery, due: int) -> Iterator[Request]:
        """Requests for further documents that the answer names."""
        return iter(())

    async def start(self) -> AsyncIterator[Request]:
        for source in self.sources:
            for address in self.addresses(source):
                for request in self.poll(source.id, address):
                    yield request
        for source in self.sources:
            for request in self.pump(source.id):
                yield request

    def poll(self, source_id: str, url: str, *, depth: int = 0) -> Iterator[Request]:
        """A conditional request for one address, if it is due."""
        with self.crawl.guarded():
            state = self.crawl.ledger.poll_state(url)
        if not polling.is_due(state, datetime.now(UTC)):
            return
        known = state or PollState(url=url, source_id=source_id)
        errand = Errand(
            kind=self.kind, source_id=source_id, requested_url=url, via=url, poll=replace(known, source_id=source_id), depth=depth
        )
        yield request_for(errand, headers=self.validators(known), callback=self.polled, errback=self.poll_failed, priority=10)

    def validators(self, state: PollState) -> dict[str, str]:
        return polling.validators(state)

    async def polled(self, response: Response) -> AsyncIterator[Request]:
        errand, page = errand_of(cast("Request", response.request)), page_of(response)
        if page.status == 304:
            polling.record_unchanged(self.crawl, _poll(errand), page.fetched_at)
        elif not 200 <= page.status < 300:
            polling.record_failed(self.crawl, _poll(errand), f"http-{page.status}", status=page.status, asked=retry_after(page))
        else:
            for request in await self._read(page, errand):
                yield request
        for request in self.pump(errand.source_id):
            yield request

    async def _read(self, page: Page, errand: Errand) -> list[Request]:
        try:
            discovery = await asyncio.to_thread(self.parse_page, page, errand)
        except Exception:
            log.exception("cannot read what a source points to", source=errand.source_id, url=page.url)
            polling.record_failed(self.crawl, _poll(errand), "unreadable", status=page.status)
            return []
        if self.crawl.is_closed:
            return []
        if discovery.problems and not discovery.candidates and not discovery.more:
            polling.record_failed(self.crawl, _poll(errand), "; ".join(discovery.problems), status=page.status)
            return []
        due = await polling.record_found(self.crawl, self.state_after(page, errand, discovery), discovery, page)
        return list(self.follow(errand, discovery, due))

    def poll_failed(self, failure: Failure) -> Iterator[Request]:
        errand, error = _failed(failure)
        if self._is_over(error):
            return
        if not isinstance(error, HostRestsError):
            polling.record_failed(self.crawl, _poll(errand), verdict_of(error).reason)
        yield from self.pump(errand.source_id)

    def pump(self, source_id: str) -> Iterator[Request]:
        """Requests for as many waiting pages of a source as may be under way."""
        while (candidate := self.crawl.next_page(source_id)) is not None:
            try:
                yield self._page_request(candidate)
            except ValueError:
                self.crawl.landed(source_id)
                self.crawl.lose(candidate.url, source_id, Verdict(fate=Fate.ERROR, reason="invalid-url"))

    def _page_request(self, candidate: Candidate) -> Request:
        return request_for(Errand.for_page(candidate), callback=self.page_done, errback=self.page_failed)

    def page_done(self, response: Response) -> Iterator[Request]:
        """The page is archived and judged; a redirect that ends up here leads to no web address."""
        errand = errand_of(cast("Request", response.request))
        if response.status in REDIRECTS and page_of(response).header("location"):
            self.crawl.lose(errand.requested_url, errand.source_id, Verdict(fate=Fate.ERROR, reason="invalid-url"))
        self.crawl.landed(errand.source_id)
        yield from self.pump(errand.source_id)

    def page_failed(self, failure: Failure) -> Iterator[Request]:
        errand, error = _failed(failure)
        if self._is_over(error):
            return
        self.crawl.landed(errand.source_id)
        if not isinstance(error, HostRestsError):
            self._lose(errand, error)
        yield from self.pump(errand.source_id)

    def _lose(self, errand: Errand, error: BaseException) -> None:
        verdict = verdict_of(error)
        if verdict.reason.startswith("unexpected"):
            log.error("a fetch failed in an unknown way", url=errand.requested_url, error=repr(error))
        self.crawl.lose(errand.requested_url, errand.source_id, verdict)

    def _is_over(self, error: BaseException) -> bool:
        """Whether a failure is the crawl's end, and no news of its URL."""
        return self.crawl.is_closed or isinstance(error, AraswatchError)


def crawl_of(crawler: Crawler) -> Crawl:
    """The crawl that a Scrapy crawler works for."""
    return cast("SourceSpider", crawler.spider).crawl


def _failed(failure: Failure) -> tuple[Errand, BaseException]:
    """Scrapy hangs the request on the failure."""
    assert failure.value is not None
    return errand_of(failure.request), failure.value  # type: ignore[attr-defined]


def _poll(errand: Errand) -> PollState:
    assert errand.poll is not None
    return errand.poll
