"""Everything that a search finds, streamed: memory does not grow with it, and there is no ceiling."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import islice

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from araswatch.records import Role, StoredArticle
from araswatch.stores.document import to_document
from araswatch.web.api.parameters import Search
from araswatch.web.api.shapes import PROBLEMS
from araswatch.web.desk import AtDesk
from araswatch.web.harmless import cell

router = APIRouter(prefix="/api/v1", tags=["export"], responses=PROBLEMS)

ROWS_AT_ONCE = 500
BYTE_ORDER_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""

COLUMNS = (
    "id", "url", "title", "authors", "published_at", "first_seen_at", "language", "source", "kind",
    "regions_about", "regions_mentioned", "pairs", "themes", "story", "revision",
)  # fmt: skip


@router.get("/export.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
def export_csv(desk: AtDesk, parameters: Search) -> StreamingResponse:
    """All articles as CSV (RFC 4180, UTF-8, several values of a cell by semicolons), by id. No cell is a formula."""
    found = desk.backends.store.scan(parameters.query(desk))
    return _attachment(_csv(found), "text/csv; charset=utf-8", "araswatch.csv")


@router.get("/export.jsonl", response_class=StreamingResponse, responses={200: {"content": {"application/jsonl": {}}}})
def export_jsonl(desk: AtDesk, parameters: Search) -> StreamingResponse:
    """All articles with their texts, one JSON object a line as `schemas/article.schema.json` has them, by id."""
    found = desk.backends.store.scan(parameters.query(desk))
    return _attachment(_jsonl(found), "application/jsonl", "araswatch.jsonl")


def _attachment(pieces: Iterable[bytes], media_type: str, name: str) -> StreamingResponse:
    return StreamingResponse(pieces, media_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _csv(found: Iterator[StoredArticle]) -> Iterator[bytes]:
    yield BYTE_ORDER_MARK.encode() + _written([COLUMNS])
    while rows := [_row(one) for one in islice(found, ROWS_AT_ONCE)]:
        yield _written(rows)


def _jsonl(found: Iterator[StoredArticle]) -> Iterator[bytes]:
    while lines := [json.dumps(to_document(one), ensure_ascii=False) + "\n" for one in islice(found, ROWS_AT_ONCE)]:
        yield "".join(lines).encode("utf-8", "replace")


def _written(rows: Iterable[Iterable[str]]) -> bytes:
    sheet = StringIO()
    csv.writer(sheet).writerows([cell(value) for value in row] for row in rows)
    return sheet.getvalue().encode("utf-8", "replace")


def _row(stored: StoredArticle) -> list[str]:
    article, tags = stored.tagged.article, stored.tagged.tags
    by_role = {role: "; ".join(tag.code for tag in tags.regions if tag.role is role) for role in Role}
    return [
        article.id, article.canonical_url, article.title, "; ".join(article.authors),
        article.published.isoformat() if article.published else "", stored.first_seen_at.isoformat(),
        tags.language or article.language or "", article.source_id, stored.source_kind or "", by_role[Role.ABOUT], by_role[Role.MENTION],
        "; ".join(tags.pairs), "; ".join(tag.id for tag in tags.themes), stored.story_id or article.id, str(stored.revision),
    ]  # fmt: skip
