"""The step itself: the named parts in their order, on one parsed tree."""

from __future__ import annotations

from datetime import UTC, datetime

from trafilatura.meta import reset_caches

from araswatch import urls
from araswatch.extract import authors, body, dates, furniture, site, title
from araswatch.extract.blocks import Block, lay_out
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.structured import read_structured
from araswatch.records import Article, Page, Rejection, Removed

MIN_CHARS = 200


def extract(page: Page) -> Article | Rejection:
    """The page's article, or why it holds none. Pure; any bytes are answered with a record."""
    if reason := _not_html(page):
        return Rejection(reason=reason)
    text, _ = decode(page.body, page.header("content-type"))
    tree = parse(text)
    if tree is None:
        return Rejection(reason="empty-page")
    data = read_structured(tree)
    layout = lay_out(tree)
    chosen = body.engine_choice(layout, body.engine_text(tree, page.url))
    end = furniture.tail_start(layout, chosen)
    name = site.site_name(data, page.url)
    heading = title.find_title(tree, data, name, page.url) or page.hints.title or ""
    kept = [block for block in layout.blocks if chosen[block.index] and block.index < end and not _is_title(block, heading)]
    removed = tuple(_removed(block, heading) for block in layout.blocks if block not in set(kept))
    article = "\n".join(block.text for block in kept)
    if len(article) < MIN_CHARS:
        return Rejection(reason="no-article-text", title=heading or None, removed=removed)
    published, modified = dates.find_dates(
        tree, layout, data, url=page.url, title=heading, language=page.hints.language, fetched_at=page.fetched_at, hints=page.hints
    )
    canonical = site.canonical_url(tree, data, page.url)
    return Article(
        id=urls.article_id(canonical), url=page.url, canonical_url=canonical, source_id=page.source_id, title=heading, text=article,
        fetched_at=page.fetched_at, authors=authors.find_authors(tree, layout, data, name, page.url, heading) or page.hints.authors, published=published, modified=modified,
        language=(tree.get("lang") or page.hints.language or None), site_name=name, image_url=site.image_url(data, page.url), removed=removed,
    )  # fmt: skip


def warm_up() -> None:
    """Load models, phrases and libraries' tables now, so that the first page is as fast as the rest."""
    extract(_sample())


def release_memory() -> None:
    """Clear the caches that libraries fill page by page. For long-lived workers, every few hundred pages."""
    reset_caches()


def _sample() -> Page:
    html = "<html><title>Warm-up</title><article><h1>Warm-up</h1><p>By A. Writer, 2 May 2021</p>" + "<p>A sentence of prose.</p>" * 40 + "</article>"
    url = "https://example.org/2021/05/02/warm-up"
    return Page(url=url, requested_url=url, source_id="", status=200, headers=(), body=html.encode(), fetched_at=datetime(2021, 5, 2, tzinfo=UTC))


def _not_html(page: Page) -> str | None:
    start = page.body[:1024].lstrip()
    if not start:
        return "empty-page"
    return "not-html" if start.startswith((b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")) else None


def _is_title(block: Block, heading: str) -> bool:
    return block.text == heading


def _removed(block: Block, heading: str) -> Removed:
    return Removed(kind="repeated-title" if _is_title(block, heading) else furniture.kind_of(block), text=block.text)
