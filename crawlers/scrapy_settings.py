"""Scrapy's settings for a crawl, and why each differs from Scrapy's own."""

from __future__ import annotations

from typing import Any

from araswatch.archive.decode import ACCEPT_ENCODING
from araswatch.settings import Settings

MAX_REDIRECTS = 8


def scrapy_settings(settings: Settings) -> dict[str, Any]:
    """What a crawler of this process runs with."""
    return {
        "USER_AGENT": settings.user_agent,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": ACCEPT_ENCODING,
        },
        **_network(settings),
        **_politeness(),
        **_middlewares(),
        "RETRY_ENABLED": False,  # retries are the ledger's, over crawls, with pauses that grow
        "COMPRESSION_ENABLED": False,  # bodies are archived as they came and decoded once, with a limit
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,  # every status has its fate
        "CONCURRENT_ITEMS": 1,  # Scrapy starts as many tasks a response, and there are no items
        "URLLENGTH_LIMIT": 0,  # would drop requests in silence
        "REFERRER_POLICY": "no-referrer",
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "MEMUSAGE_ENABLED": False,
        "STATS_DUMP": False,
        "LOGSTATS_INTERVAL": 0,
        "LOG_LEVEL": "ERROR",
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
    }


def _network(settings: Settings) -> dict[str, Any]:
    handler = "crawlers.handler.ArchivingHandler"
    return {
        "DOWNLOAD_HANDLERS": {"http": handler, "https": handler, "data": None, "file": None, "ftp": None, "s3": None},
        "DOWNLOAD_TIMEOUT": settings.timeout_s,  # from the request to the end of the body, however slowly that drips
        "DOWNLOAD_MAXSIZE": settings.body_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "HTTPPROXY_ENABLED": False,  # a proxy would resolve names out of the address guard's sight
        "REDIRECT_MAX_TIMES": MAX_REDIRECTS,
    }


def _politeness() -> dict[str, Any]:
    """The gate keeps each host's own pause, over all spiders; AutoThrottle adds to it where a host is slow to answer."""
    return {
        "CONCURRENT_REQUESTS": 0,  # no limit: `backlog` holds few a source, and a slow one must not take another's place
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0,
        "AUTOTHROTTLE_TARGET_CONCURRENCY": 0.5,  # a host rests as long as it worked
        "DOWNLOAD_DELAY_JITTER": 0,
    }


def _middlewares() -> dict[str, Any]:
    return {
        "DOWNLOADER_MIDDLEWARES": {
            "crawlers.robots.RobotsMiddleware": 100,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
        },
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.depth.DepthMiddleware": None},
        "EXTENSIONS": {"scrapy.extensions.feedexport.FeedExporter": None, "scrapy.extensions.spiderstate.SpiderState": None},
    }
