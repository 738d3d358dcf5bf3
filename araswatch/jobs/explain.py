"""Job: everything that is known of one URL, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from araswatch.jobs.backends import Backends, all_watches
from araswatch.ledger import UrlPath
from araswatch.query import explain, matches, parse
from araswatch.records import StoredArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchVerdict:
    """Whether a watch matches an article, and which of its clauses do, each as typed."""

    id: str
    matches: bool
    clauses: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A URL's path, its article where it led to one, and what each watch makes of it."""

    path: UrlPath
    article: StoredArticle | None
    watches: tuple[WatchVerdict, ...]

    def as_json(self) -> dict[str, Any]:
        """As plain values; times are ISO 8601."""
        steps = [
            {"at": at.isoformat(), "fate": fate, "reason": reason, "segment": segment} for at, fate, reason, segment in self.path.steps
        ]
        found: dict[str, Any] = {
            "url": self.path.url,
            "source": self.path.source_id,
            "via": self.path.via,
            "fate": self.path.fate,
            "reason": self.path.reason,
            "retry_at": self.path.retry_at.isoformat() if self.path.retry_at else None,
            "path": steps,
            "article": None,
            "watches": [
                {"id": watch.id, "matches": watch.matches, "clauses": [{"clause": c, "matches": m} for c, m in watch.clauses]}
                for watch in self.watches
            ],
        }
        if self.article:
            article, tags = self.article.tagged.article, self.article.tagged.tags
            found["article"] = {
                "id": article.id,
                "title": article.title,
                "authors": list(article.authors),
                "published_at": article.published.isoformat() if article.published else None,
                "published_from": article.published.source if article.published else None,
                "revision": self.article.revision,
                "first_seen_at": self.article.first_seen_at.isoformat(),
                "story": self.article.story_id,
                "tags": asdict(tags),
                "removed": [block._asdict() for block in article.removed],
            }
        return found


def explain_url(backends: Backends, url: str, *, now: datetime) -> Explanation | None:
    """All that happened to a URL, however it is written; `None` where it was never discovered."""
    path = backends.ledger.path(url)
    if path is None:
        return None
    stored = backends.store.get([path.article_id]).get(path.article_id) if path.article_id else None
    return Explanation(path=path, article=stored, watches=tuple(_verdicts(backends, stored, now)) if stored else ())


def _verdicts(backends: Backends, stored: StoredArticle, now: datetime) -> Iterator[WatchVerdict]:
    for watch in all_watches(backends.settings, backends.ledger).watches:
        query = parse(watch.query, now=now, names=backends.vocabulary)
        yield WatchVerdict(id=watch.id, matches=matches(query, stored), clauses=tuple(explain(query, stored)))
