"""Discover by the links of front pages."""

from __future__ import annotations

from collections.abc import Sequence

from araswatch.archive import Kind
from araswatch.catalogue import Source
from araswatch.discover import Discovery, parse_front_page
from araswatch.records import Page
from crawlers.errand import Errand
from crawlers.spiders.source_spider import SourceSpider


class LinkSpider(SourceSpider):
    name = "links"
    kind = Kind.FRONT_PAGE

    @classmethod
    def addresses(cls, source: Source) -> Sequence[str]:
        return source.links

    def parse_page(self, page: Page, errand: Errand) -> Discovery:
        return parse_front_page(page.body, url=page.url, source_id=errand.source_id, content_type=page.header("content-type"))
