"""When the article was published and changed."""

from __future__ import annotations

from datetime import UTC, datetime

from araswatch.extract.structured import Structured, text_of
from araswatch.records import Dated


def find_dates(data: Structured, fetched_at: datetime) -> tuple[Dated | None, Dated | None]:
    """Publication and last change."""
    published = _first([(text_of(item.get("datePublished")), "json-ld") for item in data.articles] + [(data.first("article:published_time"), "meta")])
    modified = _first([(text_of(item.get("dateModified")), "json-ld") for item in data.articles] + [(data.first("article:modified_time"), "meta")])
    return published, modified


def _first(candidates: list[tuple[str | None, str]]) -> Dated | None:
    for text, source in candidates:
        try:
            at = datetime.fromisoformat(text or "")
        except ValueError:
            continue
        return Dated(at=at if at.tzinfo else at.replace(tzinfo=UTC), day_only=len(text or "") <= 10, source=source)
    return None
