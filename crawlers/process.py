"""One crawl in one reactor: starts the spiders, watches the clock and the signals, and ends with an exit status."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import structlog
from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.reactor import install_reactor

from araswatch.catalogue import Source
from araswatch.errors import AraswatchError
from crawlers.crawl import Crawl
from crawlers.exits import Exit
from crawlers.network import GuardedResolver
from crawlers.scrapy_settings import scrapy_settings

log = structlog.get_logger()

GRACE_S = 1.0
"""Seconds that downloads under way get to end after the last segment is published; their parent kills after 5."""
TICK_S = 1.0


class CrawlProcess:
    """Runs a crawl to its end; `run` blocks, once a process."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl
        self._stopped_by: str | None = None
        self._stop = asyncio.Event()

    def run(self) -> Exit:
        install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
        reactor = _reactor()
        if not self._crawl.settings.allow_private_networks:
            guard = GuardedResolver(reactor.nameResolver)
            reactor.installNameResolver(guard)
            self._crawl.refused_hosts = guard.refused
        reactor.callWhenRunning(lambda: asyncio.ensure_future(self._main()))
        reactor.run(installSignalHandlers=False)
        return self._exit()

    async def _main(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._signalled, number)
        self._crawl.on_broken = self._stop.set
        ticking = asyncio.ensure_future(self._tick())
        try:
            await self._crawl_all()
        except Exception:
            log.exception("the crawl failed")
            self._stopped_by = "error"
        finally:
            ticking.cancel()
            with suppress(AraswatchError):
                self._crawl.finish()
            if self._stop.is_set():
                _leave(self._exit())
            _reactor().stop()

    async def _crawl_all(self) -> None:
        runner = AsyncCrawlerRunner(scrapy_settings(self._crawl.settings))
        spiders = [runner.crawl(spider, crawl=self._crawl, sources=served) for spider, served in self._spiders()]
        done: asyncio.Future[Any] = asyncio.gather(*spiders)
        stopped: asyncio.Future[Any] = asyncio.ensure_future(self._stop.wait())
        draining = asyncio.get_running_loop().call_later(self._crawl.settings.crawl_s, self._drain)
        await asyncio.wait([done, stopped], return_when=asyncio.FIRST_COMPLETED)
        draining.cancel()
        if self._stop.is_set():
            with suppress(AraswatchError):
                self._crawl.finish()
            stopping: asyncio.Future[Any] = asyncio.ensure_future(runner.stop())
            await asyncio.wait([stopping, done], timeout=GRACE_S)
        else:
            stopped.cancel()
            await done

    def _spiders(self) -> list[tuple[type, Sequence[Source]]]:
        from crawlers.spiders import SPIDERS

        sources = list(self._crawl.sources.values())
        served = [(spider, [source for source in sources if spider.addresses(source)]) for spider in SPIDERS]
        return [(spider, chosen) for spider, chosen in served if chosen]

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            self._crawl.progress.tick()
            with suppress(AraswatchError):
                self._crawl.publish_if_full()

    def _signalled(self, number: signal.Signals) -> None:
        self._stopped_by = number.name
        self._stop.set()

    def _drain(self) -> None:
        """The time is over: no further page is requested; what is under way gets its own time limit."""
        self._crawl.is_draining = True
        asyncio.get_running_loop().call_later(self._crawl.settings.timeout_s, self._stop.set)

    def _exit(self) -> Exit:
        crawl = self._crawl
        if crawl.broken is not None or self._stopped_by == "error":
            status, reason = Exit.FAILED, str(crawl.broken or "internal error, see the log")
            log.error("the crawl failed", reason=reason)
        elif self._stopped_by:
            status, reason = Exit.STOPPED, self._stopped_by
        elif crawl.progress.is_empty:
            status, reason = Exit.EMPTY, "no source answered with any page"
        else:
            status, reason = Exit.GOOD, "time is over" if crawl.is_draining else ""
        crawl.progress.tick("summary", exit=int(status), reason=reason)
        return status


def _leave(status: Exit) -> None:
    """End the process now: a thread in a DNS lookup or a huge feed would hold up the orderly way for longer than a parent waits.

    All is published and committed by now.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _reactor() -> Any:
    """Twisted's reactor, which must not be imported before `install_reactor`."""
    from twisted.internet import reactor

    return reactor
