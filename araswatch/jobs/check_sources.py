"""Job: ask every address of a source once, and say whether it answers, what it names, how fresh it is and whether that is as expected."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urljoin, urlsplit

import httpx
from protego import Protego

from araswatch.addresses import is_public
from araswatch.catalogue import Source
from araswatch.discover import Discovery, feed_date, parse_feed, parse_front_page, parse_sitemap, parse_wordpress
from araswatch.settings import Settings

AT_ONCE = 24
"""Sources asked at a time; each is another host, and as many names are looked up in DNS side by side."""
CONNECT_S = 8.0
LARGEST_BODY = 20_000_000
ENOUGH_DATED = 3
"""Entries with a date from which a pace can be told."""
QUIET_DAYS = 3
"""A source that promises articles every day and has none newer than this is stale."""

DNS_TROUBLES = {
    "Name or service not known": "no such host",
    "nodename nor servname": "no such host",
    "name resolution": "DNS does not answer",
}


class Finding(StrEnum):
    """What a check found of a source, worst first."""

    UNREACHABLE = "unreachable"
    ROBOTS_DENIED = "robots-denied"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    STALE = "stale"
    TOO_FEW = "too few"
    TOO_MANY = "too many"
    OK = "ok"


SILENT = frozenset({Finding.UNREACHABLE, Finding.ROBOTS_DENIED, Finding.UNREADABLE, Finding.EMPTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressCheck:
    """One address: how many articles it names, the newest date among them, and articles a day by their dates (`None` where undated)."""

    url: str
    finding: Finding
    entries: int = 0
    newest_at: datetime | None = None
    per_day: float | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCheck:
    """A source with the sum of its addresses. `finding` is the worst that holds for the source as a whole."""

    source_id: str
    finding: Finding
    newest_at: datetime | None
    per_day: float | None
    addresses: tuple[AddressCheck, ...]

    @property
    def answers(self) -> bool:
        """Whether at least one address names articles."""
        return self.finding not in SILENT


async def check_sources(
    sources: Sequence[Source], settings: Settings, now: datetime, done: Callable[[SourceCheck], None] = lambda check: None
) -> list[SourceCheck]:
    """Checks of `sources`, in their order, asked side by side; `done` is called as each is ready. A host that is gone costs seconds."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(AT_ONCE))
    slots = asyncio.Semaphore(AT_ONCE)
    timeout = httpx.Timeout(settings.timeout_s, connect=min(CONNECT_S, settings.timeout_s))
    headers = {"User-Agent": settings.user_agent, "Accept-Encoding": "gzip, deflate"}
    hooks = {"request": [] if settings.allow_private_networks else [_refuse_private]}
    async with httpx.AsyncClient(headers=headers, timeout=timeout, follow_redirects=True, event_hooks=hooks) as client:

        async def one(source: Source) -> SourceCheck:
            async with slots:
                check = await _check(source, client, settings, now)
            done(check)
            return check

        return list(await asyncio.gather(*map(one, sources)))


def ways(source: Source) -> Iterator[tuple[str, str]]:
    """Each address of a source after the way in which it is read."""
    yield from (("feed", url) for url in source.feeds)
    yield from (("sitemap", url) for url in source.sitemaps)
    if source.wordpress_url:
        yield "wordpress", source.wordpress_url
    yield from (("links", url) for url in source.links)


async def _refuse_private(request: httpx.Request) -> None:
    """Refuses, redirects too, what the crawler would refuse: hosts without a public address."""
    found = await asyncio.get_running_loop().getaddrinfo(request.url.host, request.url.port, type=socket.SOCK_STREAM)
    if not any(is_public(str(address[0])) for *_, address in found):
        raise httpx.ConnectError("a private address, refused unless ARASWATCH_ALLOW_PRIVATE_NETWORKS is set", request=request)


async def _check(source: Source, client: httpx.AsyncClient, settings: Settings, now: datetime) -> SourceCheck:
    robots: dict[str, Protego | str] = {}
    checks = [await _check_address(way, url, client, robots, settings) for way, url in ways(source)]
    newest = max((check.newest_at for check in checks if check.newest_at), default=None)
    paces = [check.per_day for check in checks if check.per_day is not None]
    pace = round(sum(paces), 1) if paces else None
    return SourceCheck(
        source_id=source.id, finding=_finding(source, checks, newest, pace, now), newest_at=newest, per_day=pace, addresses=tuple(checks)
    )


def _finding(source: Source, checks: Sequence[AddressCheck], newest: datetime | None, pace: float | None, now: datetime) -> Finding:
    if all(check.finding is not Finding.OK for check in checks):
        return min((check.finding for check in checks), key=list(Finding).index)
    if newest and source.expect.min_per_day >= 1 and now - newest > timedelta(days=QUIET_DAYS):
        return Finding.STALE
    if pace is not None and pace < source.expect.min_per_day:
        return Finding.TOO_FEW
    if pace is not None and pace > source.expect.max_per_day:
        return Finding.TOO_MANY
    return Finding.OK


async def _check_address(
    way: str, url: str, client: httpx.AsyncClient, robots: dict[str, Protego | str], settings: Settings
) -> AddressCheck:
    host = urlsplit(url).netloc
    if host not in robots:
        robots[host] = await _robots(client, url, settings)
    rules = robots[host]
    if isinstance(rules, str):
        return AddressCheck(url=url, finding=Finding.UNREACHABLE, problem=rules)
    if not rules.can_fetch(url, settings.user_agent):
        return AddressCheck(url=url, finding=Finding.ROBOTS_DENIED, problem="robots.txt asks not to fetch this")
    try:
        async with asyncio.timeout(settings.timeout_s):
            return _judged(url, await _discover(way, url, client))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        return AddressCheck(url=url, finding=Finding.UNREACHABLE, problem=_sentence(error))


async def _robots(client: httpx.AsyncClient, url: str, settings: Settings) -> Protego | str:
    """The rules of a host, or why it cannot be asked. A host without rules allows everything, one in trouble nothing (RFC 9309)."""
    try:
        async with asyncio.timeout(settings.timeout_s):
            answer, body = await _fetch(client, urljoin(url, "/robots.txt"))
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
        return _sentence(error)
    if answer.status_code >= 500:
        return f"robots.txt answers {answer.status_code}"
    return Protego.parse(body.decode("utf-8", "replace") if answer.status_code == 200 else "")


async def _discover(way: str, url: str, client: httpx.AsyncClient) -> Discovery:
    """What an address names; of a sitemap index, its newest child, two levels deep (robots.txt, index, sitemap)."""
    discovery = await _read(way, url, client)
    for _ in range(2):
        if way != "sitemap" or discovery.candidates or not discovery.more:
            break
        discovery = await _read(way, discovery.more[0], client)
    return discovery


async def _read(way: str, url: str, client: httpx.AsyncClient) -> Discovery:
    answer, body = await _fetch(client, url)
    if answer.status_code != 200:
        return Discovery(problems=(f"answers {answer.status_code}",))
    final, content_type = str(answer.url), answer.headers.get("content-type")
    if way == "feed":
        return await asyncio.to_thread(parse_feed, body, url=final, source_id="", content_type=content_type)
    if way == "sitemap":
        return await asyncio.to_thread(parse_sitemap, body, url=final, source_id="")
    if way == "wordpress":
        return parse_wordpress(body, url=final, source_id="")
    return await asyncio.to_thread(parse_front_page, body, url=final, source_id="", content_type=content_type)


async def _fetch(client: httpx.AsyncClient, url: str) -> tuple[httpx.Response, bytes]:
    """An answer with its body, cut at `LARGEST_BODY`."""
    async with client.stream("GET", url) as answer:
        body = b"".join([chunk async for chunk in _first(answer.aiter_bytes(), LARGEST_BODY)])
    return answer, body


async def _first(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        yield chunk
        limit -= len(chunk)
        if limit <= 0:
            return


def _judged(url: str, discovery: Discovery) -> AddressCheck:
    problem = "; ".join(discovery.problems) or None
    if not discovery.candidates:
        finding = Finding.UNREADABLE if problem else Finding.EMPTY
        return AddressCheck(url=url, finding=finding, problem=problem or "names no article")
    hints = [candidate.hints for candidate in discovery.candidates]
    dates = sorted(date for date in (feed_date(hint.published or hint.modified) for hint in hints) if date)
    return AddressCheck(
        url=url,
        finding=Finding.OK,
        entries=len(hints),
        newest_at=dates[-1] if dates else None,
        per_day=_pace(dates),
        problem=problem,
    )


def _pace(dates: Sequence[datetime]) -> float | None:
    """Articles a day, from the dates of the entries listed; at least an hour is taken, for a burst says nothing about a day."""
    if len(dates) < ENOUGH_DATED:
        return None
    days = max((dates[-1] - dates[0]) / timedelta(days=1), 1 / 24)
    return round((len(dates) - 1) / days, 1)


def _sentence(error: Exception) -> str:
    if isinstance(error, TimeoutError | httpx.TimeoutException):
        return "did not answer in time"
    reason = str(error) or type(error).__name__
    return next((sentence for words, sentence in DNS_TROUBLES.items() if words in reason), reason)
