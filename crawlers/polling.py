"""What a poll of a feed, sitemap, API or front page came to, told to the ledger."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from araswatch.discover import Discovery
from araswatch.discover.source_hints import with_source_hints
from araswatch.fetched import next_try
from araswatch.ledger import PollState
from araswatch.records import Page
from crawlers.crawl import Crawl

PART = 1000
"""URLs recorded at once; takes a tenth of a second."""


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
        answered_at=page.fetched_at,
    )


def record_unchanged(crawl: Crawl, state: PollState, at: datetime) -> None:
    """A 304: as good an answer as any."""
    with crawl.guarded():
        crawl.ledger.save_poll(replace(state, polled_at=at, answered_at=at, next_poll_at=None, failures=0, error=None))
    crawl.progress.good_polls += 1
    crawl.progress.unchanged += 1
    _say(crawl, state, status=304)


async def record_found(crawl: Crawl, state: PollState, discovery: Discovery, page: Page) -> int:
    """Record the URLs and offer those that are due; returns how many those are.

    The poll's new state is recorded in one transaction with the last of the URLs: a crash before it has the whole document read again.
    Other requests go on between two parts of a huge one.
    """
    source = crawl.sources[state.source_id]
    found = [with_source_hints(candidate, timezone=source.timezone, languages=source.languages) for candidate in discovery.candidates]
    due = 0
    for start in range(0, max(len(found), 1), PART):
        if crawl.is_closed:
            return due
        is_last = start + PART >= len(found)
        with crawl.guarded():
            part = crawl.ledger.discover(found[start : start + PART], at=page.fetched_at, poll=state if is_last else None)
        crawl.offer(state.source_id, part)
        due += len(part)
        await asyncio.sleep(0)
    crawl.progress.good_polls += 1
    crawl.progress.count(state.source_id, "found", len(discovery.candidates))
    _say(crawl, state, status=page.status, found=len(discovery.candidates), due=due, error="; ".join(discovery.problems) or None)
    return due


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
