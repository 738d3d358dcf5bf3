"""A found article as a hit, with its highlights: the same whichever store found it."""

from __future__ import annotations

from araswatch.highlight import highlight
from araswatch.records import StoredArticle
from araswatch.stores import Hit, SearchRequest


def hit(request: SearchRequest, article: StoredArticle, score: float) -> Hit:
    """The hit of a request on an article."""
    if not request.highlight:
        return Hit(article=article, score=score, title_highlighted=article.tagged.article.title)
    marks = highlight(request.query, article.tagged)
    return Hit(article=article, score=score, title_highlighted=marks.title, snippets=marks.snippets)
