"""One spider a way of discovering; each serves all sources that offer its way."""

from __future__ import annotations

from crawlers.spiders.feeds import FeedSpider
from crawlers.spiders.links import LinkSpider
from crawlers.spiders.sitemaps import SitemapSpider
from crawlers.spiders.source_spider import SourceSpider
from crawlers.spiders.wordpress import WordPressSpider

SPIDERS: tuple[type[SourceSpider], ...] = (FeedSpider, SitemapSpider, WordPressSpider, LinkSpider)

__all__ = ["SPIDERS", "FeedSpider", "LinkSpider", "SitemapSpider", "SourceSpider", "WordPressSpider"]
