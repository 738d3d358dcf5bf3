"""Scrapy's downloader with the archive behind it: no response reaches a middleware or a spider before it is written."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Response

from araswatch.archive import Capture
from crawlers.errand import errand_of
from crawlers.failures import HostRestsError, PrivateAddressError
from crawlers.spiders.source_spider import crawl_of


class ArchivingHandler(HTTP11DownloadHandler):
    """Waits for the host's turn, downloads, archives; hands on a response without body, whose decoded page is in `meta["page"]`."""

    async def download_request(self, request: Request) -> Response:
        crawl = crawl_of(self.crawler)
        errand = errand_of(request)
        host = urlsplit(request.url).hostname or ""
        async with crawl.gate.turn(host, crawl.delay_s(errand.source_id)):
            crawl.require_open()
            if crawl.rests(host):
                raise HostRestsError(host)
            try:
                response = await super().download_request(request)
            except CannotResolveHostError as error:
                if host in crawl.refused_hosts:
                    raise PrivateAddressError(host) from error
                raise
        request.meta["page"] = crawl.receive(_capture(request, response))
        return response.replace(body=b"")


def _capture(request: Request, response: Response) -> Capture:
    errand = errand_of(request)
    return Capture(
        url=response.url,
        requested_url=errand.requested_url,
        source_id=errand.source_id,
        kind=errand.kind,
        via=errand.via,
        hints=errand.hints,
        status=response.status,
        reason=_phrase(response.status),
        headers=tuple((name, value) for name, values in response.headers.items() for value in values),
        body=response.body,
        fetched_at=datetime.now(UTC),
        address=str(response.ip_address) if response.ip_address else None,
    )


def _phrase(status: int) -> str:
    """The standard reason phrase: the client library drops the server's own."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
