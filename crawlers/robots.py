"""robots.txt obeyed as RFC 9309 says, each fetched once a crawl, whichever spider asks first."""

from __future__ import annotations

import asyncio
from typing import cast
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from araswatch.archive import Kind
from crawlers.errand import Errand, errand_of, page_of, request_for
from crawlers.failures import HostRestsError, PrivateAddressError, RobotsDeniedError, RobotsUnreachableError, verdict_of
from crawlers.spiders.source_spider import crawl_of

AGENT = "araswatch"
MAX_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 KiB are to be read."""
MAX_CRAWL_DELAY_S = 60.0


class RobotsMiddleware:
    """Refuses what robots.txt disallows, and everything of a host whose robots.txt cannot be had."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RobotsMiddleware:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        errand = errand_of(request)
        if errand.kind is Kind.ROBOTS:
            return
        rules = await self._rules(request.url, errand.source_id)
        if not rules.can_fetch(request.url, AGENT):
            raise RobotsDeniedError(request.url)

    async def _rules(self, url: str, source_id: str) -> Protego:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = crawl_of(self._crawler).robots
        if origin not in known:
            known[origin] = asyncio.ensure_future(self._fetch(origin, source_id))
        return cast("Protego", await asyncio.shield(known[origin]))

    async def _fetch(self, origin: str, source_id: str) -> Protego:
        url = f"{origin}/robots.txt"
        errand = Errand(kind=Kind.ROBOTS, source_id=source_id, requested_url=url, via=url)
        assert self._crawler.engine
        try:
            response = await self._crawler.engine.download_async(request_for(errand, callback=NO_CALLBACK))
        except (PrivateAddressError, HostRestsError):
            raise
        except Exception as error:
            raise RobotsUnreachableError(verdict_of(error).reason) from error
        rules = parse_robots(response)
        if pause := rules.crawl_delay(AGENT):
            crawl_of(self._crawler).gate.slow_down(urlsplit(url).hostname or "", min(float(pause), MAX_CRAWL_DELAY_S))
        return rules


def parse_robots(response: Response) -> Protego:
    """The rules; everything is allowed where there is none (4xx). Raises `RobotsUnreachableError` on 429 and server errors."""
    if response.status == 429 or response.status >= 500:
        raise RobotsUnreachableError(f"http-{response.status}")
    text = page_of(response).body[:MAX_BYTES].decode("utf-8", "replace") if 200 <= response.status < 300 else ""
    return Protego.parse(text)
