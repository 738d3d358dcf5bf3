"""Discover by sitemaps and sitemap indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from scrapy import Request

from araswatch.archive import Kind
from araswatch.catalogue import Source
from araswatch.discover import Discovery, parse_sitemap, recent
from araswatch.ledger import PollState
from araswatch.records import Page
from crawlers.errand import Errand
from crawlers.spiders.source_spider import SourceSpider

MAX_CHILDREN = 20
MAX_DEPTH = 3
"""robots.txt → index → index → sitemap."""
NEWS_AGE = timedelta(days=30)
"""A sitemap names all that a site ever published; what it dates before this is history, not news."""


class SitemapSpider(SourceSpider):
    name = "sitemaps"
    kind = Kind.SITEMAP

    @classmethod
    def addresses(cls, source: Source) -> Sequence[str]:
        return source.sitemaps

    def parse_page(self, page: Page, errand: Errand) -> Discovery:
        found = parse_sitemap(page.body, url=page.url, source_id=errand.source_id)
        return recent(found, page.fetched_at - NEWS_AGE)

    def state_after(self, page: Page, errand: Errand, discovery: Discovery) -> PollState:
        """An index is remembered without validators: a 304 for it would hide children that were not reached the last time."""
        state = super().state_after(page, errand, discovery)
        return replace(state, etag=None, last_modified=None) if discovery.more else state

    def follow(self, errand: Errand, discovery: Discovery, due: int) -> Iterator[Request]:
        if errand.depth < MAX_DEPTH:
            for child in discovery.more[:MAX_CHILDREN]:
                yield from self.poll(errand.source_id, child, depth=errand.depth + 1)
