"""One article with all that is known of it: evidence, copies, revisions, what was removed, its path, and the archived page as text."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Request, Response
from markupsafe import Markup

from araswatch.errors import ArchiveError, QueryError
from araswatch.highlight import highlight_whole
from araswatch.jobs.explain import explain_url
from araswatch.query import Query, explain, parse
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, Sort
from araswatch.web.archived import archived_text, earlier
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.differences import revision_differences
from araswatch.web.harmless import marked, web_link
from araswatch.web.rendering import render
from araswatch.web.results import lags, stories_query, story_of

router = APIRouter(include_in_schema=False)

ArticleId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
StoryId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
MOST_COPIES = 500
LONGEST_PARAGRAPH = 20_000
MOST_PARAGRAPHS = 2_000


@router.get("/article/{article_id}")
def article_page(request: Request, desk: AtDesk, article_id: ArticleId, q: str = "") -> Response:
    """The text with the words of `q` marked, and beside it why it is here."""
    article = _held(desk, article_id)
    query = _readable(desk, q)
    title, text = highlight_whole(query, article.tagged) if query else (article.tagged.article.title, article.tagged.article.text)
    url = web_link(article.tagged.article.url)
    explanation = explain_url(desk.backends, url, now=desk.now()) if url else None
    copies = lags(_of_story(desk, story_of(article)))
    return render(
        request,
        "article.html",
        article=article,
        title=title,
        paragraphs=_paragraphs(text),
        query=q if query else "",
        clauses=explain(query, article) if query else [],
        verdicts=explanation.watches if explanation else (),
        path=explanation.path if explanation else None,
        copies=copies,
        story_id=story_of(article),
        articles_of_story=len(copies),
        revisions=_revisions(desk, article_id),
    )


@router.get("/article/{article_id}/revision/{number}")
def revision_page(request: Request, desk: AtDesk, article_id: ArticleId, number: Annotated[int, Path(ge=2, le=100_000)]) -> Response:
    """What a revision changed."""
    article = _held(desk, article_id)
    revisions = {revision: (seen_at, segment) for revision, seen_at, segment in desk.backends.ledger.revisions(article_id)}
    if number not in revisions or number - 1 not in revisions:
        raise HTTPException(404, "There is no such revision.")
    before, after = (earlier(desk.backends, article.tagged.article, revisions[one]) for one in (number - 1, number))
    changes = revision_differences(before, after) if before and after else None
    return render(request, "revision.html", article=article, number=number, revisions=revisions, changes=changes, last=max(revisions))


@router.get("/article/{article_id}/archived")
def archived_page(request: Request, desk: AtDesk, article_id: ArticleId) -> Response:
    """The page as it was archived, its text alone."""
    article = _held(desk, article_id)
    trouble, page = "", None
    try:
        page = archived_text(desk.backends, article.tagged.article)
    except ArchiveError as error:
        trouble = str(error)
    return render(request, "archived.html", article=article, page=page, trouble=trouble)


@router.get("/story/{story_id}")
def story_page(request: Request, desk: AtDesk, story_id: StoryId) -> Response:
    """All articles of a story by time."""
    articles = _of_story(desk, story_id)
    if not articles:
        raise HTTPException(404, "No article of this story is in the store.")
    return render(request, "story.html", copies=lags(articles), story_id=story_id)


def _held(desk: Desk, article_id: str) -> StoredArticle:
    article = desk.backends.store.get([article_id]).get(article_id)
    if article is None:
        raise HTTPException(404, "This article is not in the store.")
    return article


def _of_story(desk: Desk, story_id: str) -> list[StoredArticle]:
    request = SearchRequest(query=stories_query([story_id]), limit=MOST_COPIES, sort=Sort.OLDEST, highlight=False)
    return [hit.article for hit in desk.backends.store.search(request).hits]


def _readable(desk: Desk, q: str) -> Query | None:
    """The query that led here; `None` without one and where it cannot be read."""
    try:
        return parse(q, now=desk.now(), names=desk.names) if q.strip() else None
    except QueryError:
        return None


def _paragraphs(text: str) -> list[Markup]:
    return [marked(line, LONGEST_PARAGRAPH) for line in text.split("\n")[:MOST_PARAGRAPHS] if line.strip()]


def _revisions(desk: Desk, article_id: str) -> list[tuple[int, datetime]]:
    return [(number, seen_at) for number, seen_at, _ in desk.backends.ledger.revisions(article_id)]
