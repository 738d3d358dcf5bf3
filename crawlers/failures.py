"""A fetch that brought no response → its fate and reason."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError

from araswatch.fetched import Verdict
from araswatch.records import Fate


class RobotsDeniedError(IgnoreRequest):
    """robots.txt disallows the URL."""


class RobotsUnreachableError(IgnoreRequest):
    """robots.txt did not answer or answered with a server error: nothing may be fetched for now (RFC 9309, 2.3.1.4). Its text is why."""


class HostRestsError(IgnoreRequest):
    """The host fell silent or asked for a pause: this crawl sends it nothing more, and its URLs stay as they are."""


class PrivateAddressError(Exception):
    """The host has no public address."""


REASONS: tuple[tuple[type[BaseException], Fate, str], ...] = (
    (RobotsDeniedError, Fate.ROBOTS_DENIED, "robots-denied"),
    (PrivateAddressError, Fate.ERROR, "private-address"),
    (IgnoreRequest, Fate.ERROR, "too-many-redirects"),
    (DownloadTimeoutError, Fate.WAITING, "timeout"),
    (CannotResolveHostError, Fate.WAITING, "no-such-host"),
    (DownloadConnectionRefusedError, Fate.WAITING, "connection-refused"),
    (DownloadCancelledError, Fate.ERROR, "body-too-large"),
    (ResponseDataLossError, Fate.WAITING, "connection-lost"),
    (DownloadFailedError, Fate.WAITING, "connection-failed"),
    (ConnectError, Fate.WAITING, "connection-failed"),
    (UnsupportedURLSchemeError, Fate.ERROR, "invalid-url"),
    (NotSupported, Fate.ERROR, "invalid-url"),
    (ValueError, Fate.ERROR, "invalid-url"),
)
"""The first that fits. Scrapy cancels a download for nothing but its size, and ignores a request of ours for its redirects alone."""


def verdict_of(error: BaseException) -> Verdict:
    """What a fetch's exception means for its URL; of an unknown one the type is the reason, and it is tried again."""
    text = str(error)
    if isinstance(error, DownloadFailedError) and ("SSL" in text or "ertificate" in text):
        return Verdict(fate=Fate.WAITING, reason="tls")
    if isinstance(error, RobotsUnreachableError):
        return Verdict(fate=Fate.WAITING, reason=f"robots-unreachable: {text}")
    for kind, fate, reason in REASONS:
        if isinstance(error, kind):
            return Verdict(fate=fate, reason=reason)
    return Verdict(fate=Fate.WAITING, reason=f"unexpected: {type(error).__name__}")
