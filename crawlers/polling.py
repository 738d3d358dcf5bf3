"""What a poll of a feed, sitemap, API or front page came to, told to the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from araswatch.discover import Discovery
from araswatch.fetched import next_try
from araswatch.ledger import PollState
from araswatch.records import Page
from crawlers.crawl import Crawl


def is_due(state: PollState | None, at: datetime) -> bool:
    """A feed that failed is left alone for a while; any other may be asked at every crawl."""
    return state is None or state.next_poll_at is None or state.next_poll_at <= at


def validators(state: PollState | None) -> dict[str, str]:
    """The headers of a conditional GET."""
    pairs = (("If-None-Match", state.etag), ("If-Modified-Since", state.last_modified)) if state else ()
    return {name: value for name, value in pairs if value}


def answered(state: PollState, page: Page) -> PollState:
    """The state after an answer that could be read, with the validators that the next conditional GET sends."""
    return PollState(
        url=state.url,
        source_id=state.source_id,
        etag=page.header("etag"),
        last_modified=page.header("last-modified"),
        polled_at=page.fetched_at,
    )


def record_unchanged(crawl: Crawl, state: PollState, at: datetime) -> None:
    """A 304: as good an answer as any."""
    with crawl.guarded():
        crawl.ledger.save_poll(replace(state, polled_at=at, next_poll_at=None, failures=0, error=None))
    crawl.progress.good_polls += 1
    crawl.progress.unchanged += 1
    _say(crawl, state, status=304)


def record_found(crawl: Crawl, state: PollState, discovery: Discovery, page: Page) -> int:
    """Record the URLs together with the poll's new state, in one transaction, and offer those that are due; returns how many those are."""
    with crawl.guarded():
        due = crawl.ledger.discover(discovery.candidates, at=page.fetched_at, poll=state)
    crawl.offer(state.source_id, due)
    crawl.progress.good_polls += 1
    crawl.progress.count(state.source_id, "found", len(discovery.candidates))
    _say(crawl, state, status=page.status, found=len(discovery.candidates), due=len(due), error="; ".join(discovery.problems) or None)
    return len(due)


def record_failed(crawl: Crawl, state: PollState, reason: str, *, status: int = 0, asked: timedelta | None = None) -> None:
    """Leave the feed alone until `next_try`; its validators stay, for nothing new was read."""
    at = datetime.now(UTC)
    failures = state.failures + 1
    with crawl.guarded():
        crawl.ledger.save_poll(
            replace(state, polled_at=at, next_poll_at=next_try(at, failures=failures, asked=asked), failures=failures, error=reason)
        )
    crawl.progress.bad_polls += 1
    crawl.progress.count(state.source_id, "errors")
    _say(crawl, state, status=status, error=reason)


def _say(crawl: Crawl, state: PollState, *, status: int, found: int = 0, due: int = 0, error: str | None = None) -> None:
    crawl.progress.count(state.source_id, "polls")
    crawl.progress.say("poll", source=state.source_id, url=state.url, status=status, found=found, due=due, error=error)
