"""Why a request is made, and the request that says so; it travels in Scrapy's meta through redirects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from scrapy import Request
from scrapy.http import Response

from araswatch.archive import Kind
from araswatch.ledger import PollState
from araswatch.records import NO_HINTS, Candidate, Hints, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """`requested_url` is the URL as discovered or configured; `poll` the state of a feed (or its like) before it is asked."""

    kind: Kind
    source_id: str
    requested_url: str
    via: str
    hints: Hints = NO_HINTS
    poll: PollState | None = None
    depth: int = 0
    is_backfill: bool = False

    @classmethod
    def for_page(cls, candidate: Candidate) -> Errand:
        return cls(kind=Kind.PAGE, source_id=candidate.source_id, requested_url=candidate.url, via=candidate.via, hints=candidate.hints)


def request_for(errand: Errand, *, headers: Mapping[str, str] | None = None, **arguments: Any) -> Request:
    """A request that runs an errand. Raises `ValueError` where the URL is none."""
    return Request(errand.requested_url, headers=headers, meta={"errand": errand}, dont_filter=True, **arguments)


def errand_of(request: Request) -> Errand:
    return cast("Errand", request.meta["errand"])


def page_of(response: Response) -> Page:
    """The archived response, decoded; the Scrapy response itself has no body any more."""
    return cast("Page", response.meta["page"])
