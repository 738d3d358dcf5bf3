"""The archived page behind an article: its text as it was fetched, and the article's text at an earlier revision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from araswatch.errors import ArchiveError
from araswatch.extract import extract
from araswatch.extract.blocks import lay_out
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.jobs.backends import Backends
from araswatch.records import Article, Page
from araswatch.urls import canonicalize
from araswatch.web.harmless import web_link

LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page as it was fetched: everything that a reader could see of it as plain text, a line a block."""

    url: str
    status: int
    fetched_at: datetime
    headers: tuple[tuple[str, str], ...]
    body_bytes: int
    text: str


def archived_text(backends: Backends, article: Article) -> ArchivedPage | None:
    """The newest archived page of an article; `None` where no segment is known to hold it. Raises `ArchiveError`."""
    path = backends.ledger.path(article.url) if web_link(article.url) else None
    page = next(_pages(backends, article, path.segment), None) if path and path.segment else None
    if page is None:
        return None
    html, _ = decode(page.body, page.header("content-type"))
    tree = parse(html)
    return ArchivedPage(
        url=page.url,
        status=page.status,
        fetched_at=page.fetched_at,
        headers=page.headers,
        body_bytes=len(page.body),
        text="\n".join(block.text for block in lay_out(tree).blocks)[:LONGEST_TEXT] if tree is not None else "",
    )


def earlier(backends: Backends, article: Article, revision: tuple[datetime, str]) -> Article | None:
    """An article at a revision (when it was seen, and in which segment), extracted again; `None` where the archive has it no more."""
    seen_at, segment = revision
    try:
        pages = list(_pages(backends, article, segment))
    except ArchiveError:
        return None
    page = next((page for page in pages if page.fetched_at == seen_at), pages[0] if pages else None)
    extracted = extract(page) if page else None
    return extracted if isinstance(extracted, Article) else None


def _pages(backends: Backends, article: Article, segment: str) -> Iterator[Page]:
    wanted = {canonicalize(article.url), canonicalize(article.canonical_url)}
    for page in backends.archive.read(segment, body_bytes=backends.settings.body_bytes):
        if {canonicalize(page.url), canonicalize(page.requested_url)} & wanted:
            yield page
