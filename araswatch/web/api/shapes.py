"""What the API answers: the shapes of OpenAPI, and how they are made. Texts come without control characters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from araswatch.records import Role, StoredArticle
from araswatch.stores import Hit
from araswatch.web.harmless import clean


class RegionShape(BaseModel):
    code: str
    role: Role
    score: float
    evidence: list[str]


class ThemeShape(BaseModel):
    id: str
    iptc: str | None
    score: float
    evidence: list[str]


class ArticleShape(BaseModel):
    """An article without its text. `published_at` is a day alone where the page names no time."""

    id: str
    url: str
    title: str
    authors: list[str]
    published_at: str | None
    first_seen_at: datetime
    language: str | None
    source: str
    kind: str | None
    site_name: str | None
    regions: list[RegionShape]
    pairs: list[str]
    themes: list[ThemeShape]
    story: str
    revision: int
    removed_at: datetime | None


class RemovedShape(BaseModel):
    kind: str
    text: str


class FullArticleShape(ArticleShape):
    """An article with its text, and what was left out of the page."""

    text: str
    removed: list[RemovedShape]


class HitShape(ArticleShape):
    """A found article; matched words stand between U+0002 and U+0003."""

    score: float
    title_highlighted: str
    snippets: list[str]


class SearchShape(BaseModel):
    """A page of results; `next` is the cursor of the following page."""

    query: str
    total: int
    hits: list[HitShape]
    next: str | None
    facets: dict[str, dict[str, int]]


class StoryShape(BaseModel):
    """The articles of a story, oldest first."""

    id: str
    articles: list[ArticleShape]


class BucketShape(BaseModel):
    start: datetime
    count: int


class HistogramShape(BaseModel):
    """Counts over time, oldest first, none empty."""

    query: str
    interval: str
    timezone: str
    total: int
    buckets: list[BucketShape]


class FacetShape(BaseModel):
    """Counts of a field's values, most frequent first."""

    query: str
    field: str
    total: int
    values: dict[str, int]


class ProblemShape(BaseModel):
    """What was wrong; for a query also where: the 0-based character of `query`."""

    detail: Any
    query: str | None = None
    position: int | None = None


PROBLEMS: dict[int | str, dict[str, Any]] = {
    400: {"model": ProblemShape, "description": "The query or the cursor cannot be read."},
    401: {"model": ProblemShape, "description": "No valid key or session."},
    403: {"model": ProblemShape, "description": "Not allowed for this role, or sent by another site."},
    404: {"model": ProblemShape, "description": "There is no such thing."},
    421: {"model": ProblemShape, "description": "Asked under a name that is not this machine's."},
    422: {"model": ProblemShape, "description": "A parameter is not valid."},
    429: {"model": ProblemShape, "description": "Too many requests; see Retry-After."},
    503: {"model": ProblemShape, "description": "The store or the ledger cannot serve now."},
}


def article_fields(stored: StoredArticle) -> dict[str, Any]:
    """The fields of an `ArticleShape`."""
    article, tags = stored.tagged.article, stored.tagged.tags
    return {
        "id": article.id,
        "url": clean(article.canonical_url),
        "title": clean(article.title),
        "authors": [clean(author) for author in article.authors],
        "published_at": article.published.isoformat() if article.published else None,
        "first_seen_at": stored.first_seen_at,
        "language": tags.language or article.language,
        "source": article.source_id,
        "kind": stored.source_kind,
        "site_name": article.site_name and clean(article.site_name),
        "regions": [RegionShape(code=t.code, role=t.role, score=t.score, evidence=list(map(clean, t.evidence))) for t in tags.regions],
        "pairs": list(tags.pairs),
        "themes": [ThemeShape(id=t.id, iptc=t.iptc, score=t.score, evidence=list(map(clean, t.evidence))) for t in tags.themes],
        "story": stored.story_id or article.id,
        "revision": stored.revision,
        "removed_at": stored.removed_at,
    }


def article_shape(stored: StoredArticle) -> ArticleShape:
    return ArticleShape(**article_fields(stored))


def full_article_shape(stored: StoredArticle) -> FullArticleShape:
    article = stored.tagged.article
    removed = [RemovedShape(kind=block.kind, text=clean(block.text)) for block in article.removed]
    return FullArticleShape(**article_fields(stored), text=clean(article.text, len(article.text)), removed=removed)


def hit_shape(hit: Hit) -> HitShape:
    return HitShape(
        **article_fields(hit.article),
        score=hit.score,
        title_highlighted=clean(hit.title_highlighted, keep_marks=True),
        snippets=[clean(snippet, keep_marks=True) for snippet in hit.snippets],
    )
