"""Discover by RSS, Atom and JSON feeds."""

from __future__ import annotations

from collections.abc import Sequence

from araswatch.archive import Kind
from araswatch.catalogue import Source
from araswatch.discover import Discovery, parse_feed
from araswatch.records import Page
from crawlers.errand import Errand
from crawlers.spiders.source_spider import SourceSpider


class FeedSpider(SourceSpider):
    name = "feeds"
    kind = Kind.FEED

    @classmethod
    def addresses(cls, source: Source) -> Sequence[str]:
        return source.feeds

    def parse_page(self, page: Page, errand: Errand) -> Discovery:
        return parse_feed(page.body, url=page.url, source_id=errand.source_id, content_type=page.header("content-type"))
