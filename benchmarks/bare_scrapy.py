"""The peer of the crawl: Scrapy alone, fetching the URLs of a file. `python -m benchmarks.bare_scrapy FILE`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess


class Fetcher(scrapy.Spider):
    name = "fetcher"
    seen = 0

    async def start(self) -> Any:
        for url in self.urls:  # type: ignore[attr-defined]
            yield scrapy.Request(url)

    def parse(self, response: scrapy.http.Response, **_: Any) -> Iterator[None]:
        Fetcher.seen += 1
        yield from ()


def main(path: str) -> None:
    """Print pages and seconds as JSON."""
    process = CrawlerProcess(
        {"LOG_LEVEL": "ERROR", "ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS": 64, "CONCURRENT_REQUESTS_PER_DOMAIN": 1, "DOWNLOAD_DELAY": 0}
    )
    process.crawl(Fetcher, urls=Path(path).read_text().split())
    started = time.perf_counter()
    process.start()
    print(json.dumps({"pages": Fetcher.seen, "seconds": time.perf_counter() - started}))


if __name__ == "__main__":
    main(sys.argv[1])
