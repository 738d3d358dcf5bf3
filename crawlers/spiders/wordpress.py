"""Discover by the WordPress REST API: the newest posts, and at the first time the ones before them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from scrapy import Request

from araswatch.archive import Kind
from araswatch.catalogue import Source
from araswatch.discover import Discovery, parse_wordpress
from araswatch.ledger import PollState
from araswatch.records import Page
from crawlers.errand import Errand, request_for
from crawlers.spiders.source_spider import SourceSpider

MAX_PAGES = 20
"""Pages of 50 posts that one crawl reads back."""
COMPLETE = "complete"
"""Stands in the state's `etag`, of which the API has none, once a paging has come to its end; without it the next begins anew."""


class WordPressSpider(SourceSpider):
    """All pages of an API are remembered under the address of its first."""

    name = "wordpress"
    kind = Kind.WORDPRESS

    @classmethod
    def addresses(cls, source: Source) -> Sequence[str]:
        return (source.wordpress_url,) if source.wordpress_url else ()

    def validators(self, state: PollState) -> dict[str, str]:
        return {}

    def parse_page(self, page: Page, errand: Errand) -> Discovery:
        pages = page.header("x-wp-totalpages") or ""
        total = int(pages) if pages.isdecimal() else None
        return parse_wordpress(page.body, url=page.url, source_id=errand.source_id, total_pages=total)

    def state_after(self, page: Page, errand: Errand, discovery: Discovery) -> PollState:
        state = super().state_after(page, errand, discovery)
        return replace(state, etag=None if _goes_on(errand, discovery) else COMPLETE, last_modified=None)

    def follow(self, errand: Errand, discovery: Discovery, due: int) -> Iterator[Request]:
        assert errand.poll
        is_backfill = errand.is_backfill if errand.depth else errand.poll.etag != COMPLETE
        if not _goes_on(errand, discovery):
            return
        if due or is_backfill:
            poll = replace(errand.poll, etag=None)
            following = replace(errand, requested_url=discovery.more[0], depth=errand.depth + 1, poll=poll, is_backfill=is_backfill)
            yield request_for(following, callback=self.polled, errback=self.poll_failed, priority=10)
        else:
            self._complete(errand.poll)

    def _complete(self, state: PollState) -> None:
        at = datetime.now(UTC)
        with self.crawl.guarded():
            self.crawl.ledger.save_poll(
                replace(state, etag=COMPLETE, polled_at=at, answered_at=at, next_poll_at=None, failures=0, error=None)
            )


def _goes_on(errand: Errand, discovery: Discovery) -> bool:
    return bool(discovery.more) and errand.depth + 1 < MAX_PAGES
