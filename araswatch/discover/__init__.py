"""Step: the bytes of a feed, sitemap, WordPress API answer or front page → candidates. Pure, and safe on any bytes.

Each function gives a `Discovery`; an entry that is of no use is counted among its problems, never raised.
"""

from araswatch.discover.discovery import Discovery, feed_date, recent
from araswatch.discover.feeds import parse_feed
from araswatch.discover.front_page import parse_front_page
from araswatch.discover.sitemaps import parse_sitemap
from araswatch.discover.wordpress import parse_wordpress, posts_url

__all__ = ["Discovery", "feed_date", "parse_feed", "parse_front_page", "parse_sitemap", "parse_wordpress", "posts_url", "recent"]
