"""How the tests of this stage make pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from araswatch.records import NO_HINTS, Hints, Page

FETCHED_AT = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
MakePage = Callable[..., Page]


@pytest.fixture(scope="session")
def make_page() -> MakePage:
    """A function that wraps HTML (text or bytes) into a page fetched on 24 November 2026, 17:00 UTC."""

    def make(
        html: str | bytes,
        url: str = "https://news.example.org/2026/11/24/the-ferry",
        hints: Hints = NO_HINTS,
        content_type: str | None = None,
    ) -> Page:
        body = html if isinstance(html, bytes) else html.encode()
        headers = (("content-type", content_type),) if content_type else ()
        return Page(
            url=url, requested_url=url, source_id="example", status=200, headers=headers, body=body, fetched_at=FETCHED_AT, hints=hints
        )

    return make
