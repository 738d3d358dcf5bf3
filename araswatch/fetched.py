"""Step: a response that was asked for as an article's page → what becomes of its URL."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from araswatch.records import Fate, Page

MAX_ATTEMPTS = 10
FIRST_RETRY = timedelta(minutes=5)
LAST_RETRY = timedelta(hours=12)
"""Pauses of 5, 10, 20 … minutes, then of 12 hours: a page is given up after a day and a half, a feed never: an outage loses nothing."""
LONGEST_RETRY_AFTER = timedelta(days=2)

GONE = frozenset({404, 410})
BLOCKED = frozenset({401, 402, 403, 407, 451})
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 527, 529})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HTML_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
UNTOLD_TYPES = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream", "unknown/unknown"})
CHALLENGE_BYTES = 60_000
"""Challenge pages are small; an article of a site behind the same service carries its scripts' names in a larger page."""

MARKERS: Mapping[bytes, str] = {
    b"_cf_chl_opt": "cloudflare",
    b"cf-browser-verification": "cloudflare",
    b"/.well-known/ddos-guard/js-challenge": "ddos-guard",
    b"_Incapsula_Resource?SWJIYLWA": "imperva",
    b"Request unsuccessful. Incapsula incident": "imperva",
    b"__arcsjs": "arvancloud",
    b"error.arvancloud.ir": "arvancloud",
    b"geo.captcha-delivery.com": "datadome",
    b"sucuri_cloudproxy_js": "sucuri",
    b"__qrator/qauth": "qrator",
}
TITLE = re.compile(rb"(?is)<title[^>]{0,100}>(.{0,200}?)</title>")
TITLE_WITHIN = 5_000
TITLES: Mapping[str, re.Pattern[bytes]] = {
    "cloudflare": re.compile(rb"(?i)^\s*(?:just a moment\.\.\.|attention required! \| cloudflare)"),
    "ddos-guard": re.compile(rb"(?i)^\s*ddos-guard\s*$"),
    "arvancloud": re.compile(rb"(?i)^\s*transferring to the website"),
    "sucuri": re.compile(rb"(?i)^\s*you are being redirected\.\.\.\s*$"),
    "captcha": re.compile(rb"(?i)^\W*(?:captcha|robot check|are you (?:a )?(?:human|robot))\W*$"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Fate `waiting` asks for another try, after `retry_after` if the server says so. `reason` is a constant, a detail follows a colon."""

    fate: Fate
    reason: str = ""
    retry_after: timedelta | None = None


def judge(page: Page, *, problem: str | None = None) -> Verdict | None:
    """What becomes of the URL that was asked for; `None` for a step of a redirect, which ends elsewhere.

    `problem` says why the body is not whole, as `archive.Decoded.problem`.
    """
    if page.status in REDIRECTS and page.header("location"):
        return None
    if challenger := challenge(page):
        return Verdict(fate=Fate.BLOCKED, reason=f"challenge: {challenger}")
    if page.status in TRANSIENT:
        return Verdict(fate=Fate.WAITING, reason=f"http-{page.status}", retry_after=retry_after(page))
    if page.status in GONE | BLOCKED:
        return Verdict(fate=Fate.GONE if page.status in GONE else Fate.BLOCKED, reason=f"http-{page.status}")
    if not 200 <= page.status < 300:
        return Verdict(fate=Fate.ERROR, reason=f"http-{page.status}")
    return _judge_body(page, problem)


def challenge(page: Page) -> str | None:
    """The service that put a browser check in the page's place."""
    if page.header("cf-mitigated") == "challenge":
        return "cloudflare"
    if page.header("x-datadome") and page.status in BLOCKED:
        return "datadome"
    if len(page.body) > CHALLENGE_BYTES:
        return None
    if service := next((service for marker, service in MARKERS.items() if marker in page.body), None):
        return service
    title = TITLE.search(page.body, 0, TITLE_WITHIN)
    return next((service for service, pattern in TITLES.items() if title and pattern.search(title[1])), None)


def retry_after(page: Page) -> timedelta | None:
    """The pause that `Retry-After` asks for, in seconds or as a date, at most two days; `None` where it is missing or unreadable."""
    value = page.header("retry-after") or ""
    if value.strip().isdecimal():
        return min(timedelta(seconds=min(int(value), 10**7)), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - page.fetched_at, timedelta(0)), LONGEST_RETRY_AFTER)


def next_try(at: datetime, *, failures: int, asked: timedelta | None = None) -> datetime:
    """When to try again after the `failures`-th failure in a row: doubling pauses with a cap, or later where the server asks for it."""
    doublings: int = min(max(failures - 1, 0), 10)
    pause = min(FIRST_RETRY * (1 << doublings), LAST_RETRY)
    return at + max(pause, asked or timedelta(0))


def _judge_body(page: Page, problem: str | None) -> Verdict:
    if problem == "too-large":
        return Verdict(fate=Fate.ERROR, reason="body-too-large")
    if problem == "unknown-encoding" or (problem and not page.body):
        return Verdict(fate=Fate.ERROR, reason=problem)
    if not page.body.strip():
        return Verdict(fate=Fate.NOT_AN_ARTICLE, reason="empty-response")
    if other := other_type(page):
        return Verdict(fate=Fate.NOT_AN_ARTICLE, reason=f"not-html: {other}")
    return Verdict(fate=Fate.ARCHIVED, reason=problem or "")


def other_type(page: Page) -> str | None:
    """The media type of a body that is not HTML, as declared or as its first bytes say; `None` for HTML."""
    declared = (page.header("content-type") or "").split(";")[0].strip().lower()
    head = page.body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if declared in HTML_TYPES:
        return None
    if declared in UNTOLD_TYPES:
        return None if re.search(rb"(?i)<(?:!doctype html|html|head|body|title)\b", page.body[:4096]) else declared or "unknown"
    return declared
