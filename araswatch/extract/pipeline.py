"""The step itself: the named parts in their order, on one parsed tree."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from datetime import UTC, datetime

from trafilatura.meta import reset_caches

from araswatch import language, urls
from araswatch.extract import authors, body, dates, formwords, phrases, signs, site, structure, title, verdict
from araswatch.extract.blocks import Layout, lay_out, title_index
from araswatch.extract.body import Body
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.engine import engine_text
from araswatch.extract.hollow import hidden_text
from araswatch.extract.pagemarkup import read_markup
from araswatch.extract.prune import prune
from araswatch.extract.structured import read_structured
from araswatch.records import Article, Page, Rejection, Removed

BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"RIFF",
    b"ID3",
    b"\xd0\xcf\x11\xe0",
    b"OggS",
    b"7z\xbc\xaf",
    b"\x00\x00\x00",
)
"""How files begin that are not HTML, whatever their content type says."""
MAX_REMOVED = 400
"""Removed blocks listed with a record; beyond that a page's furniture says nothing new."""


@dataclass(frozen=True, slots=True)
class Study:
    """A page's outcome with what led to it. `draft` is the article that the page would be: the outcome itself, or the best that a rejected
    page holds. All but the outcome are `None` where the page was rejected before its blocks were looked at."""

    outcome: Article | Rejection
    draft: Article | None = None
    layout: Layout | None = None
    body: Body | None = None


def extract(page: Page) -> Article | Rejection:
    """The page's article, or why it holds none. Pure; any bytes are answered with a record."""
    return study(page).outcome


def study(page: Page) -> Study:
    """`extract` with the choices behind it, for explanations, and with the text of rejected pages."""
    if reason := _unreadable(page):
        return Study(Rejection(reason=reason))
    text, _ = decode(page.body, page.header("content-type"))
    tree = parse(text)
    if tree is None:
        return Study(Rejection(reason="empty-page"))
    data = read_structured(tree)
    layout = lay_out(tree)
    name = site.site_name(data, page.url)
    heading = title.find_title(tree, data, name, page.url) or page.hints.title or ""
    at = title_index(layout, heading)
    persons = authors.find_authors(tree, layout, data, name, page.url, at) or page.hints.authors
    published, modified = dates.find_dates(
        tree,
        layout,
        data,
        url=page.url,
        title=heading,
        title_at=at,
        language=page.hints.language,
        fetched_at=page.fetched_at,
        hints=page.hints,
    )
    canonical, image, declared = (
        site.canonical_url(tree, data, page.url),
        site.image_url(data, page.url),
        site.declared_language(tree, data),
    )
    paywalled = signs.is_paywalled(tree, layout, data)
    markup = read_markup(tree, page.url)
    found = body.choose(layout, engine_text(prune(tree, layout), page.url), title=heading, title_at=at, authors=persons)
    hidden = hidden_text(text, data, found.text)
    removed = _removed(found)
    refused = verdict.reject(
        found,
        markup,
        layout,
        data,
        url=page.url,
        title=heading,
        source=text[:200_000],
        dated=published is not None,
        authored=bool(persons),
        title_at=at,
        hidden=hidden is not None,
    )
    shown = hidden or found.text
    draft = Article(
        id=urls.article_id(canonical),
        url=page.url,
        canonical_url=canonical,
        source_id=page.source_id,
        title=heading,
        text=shown,
        fetched_at=page.fetched_at,
        authors=persons,
        published=published,
        modified=modified,
        language=language.identify(shown, declared or page.hints.language),
        site_name=name,
        image_url=image,
        paywalled=paywalled,
        truncated=signs.is_truncated(shown, layout),
        removed=removed,
    )
    if refused:
        return Study(Rejection(reason=refused[0], detail=refused[1], title=heading or None, removed=removed), draft, layout, found)
    return Study(draft, draft, layout, found)


def warm_up() -> None:
    """Load models, phrases and libraries' tables now, so that the first page is as fast as the rest."""
    extract(_sample())
    language.identify("Le modèle des langues")
    gc.freeze()  # what is loaded stays: the collector need not look at it with every page


def release_memory() -> None:
    """Clear the caches that fill page by page. For long-lived workers, every few hundred pages."""
    reset_caches()
    structure.named_marks.cache_clear()
    phrases.kinds_of_line.cache_clear()
    phrases.fold_line.cache_clear()
    formwords.word_of.cache_clear()


def _sample() -> Page:
    prose = "<p>The river rose again last night, and by the morning the ferry had stopped.</p>" * 40
    notice = "<div><p>The boat uses cookies to feed its passengers and their dogs.</p><button>OK</button></div>"
    html = f"<html><title>Warm-up</title>{notice}<article><h1>Warm-up</h1><p>By Ann Writer, 2 May 2021</p>{prose}</article></html>"
    url = "https://example.org/2021/05/02/warm-up"
    fetched_at = datetime(2021, 5, 2, tzinfo=UTC)
    return Page(url=url, requested_url=url, source_id="", status=200, headers=(), body=html.encode(), fetched_at=fetched_at)


def _unreadable(page: Page) -> str | None:
    start = page.body[:1024].lstrip()
    if not start:
        return "empty-page"
    if start.startswith(BINARY):
        return "not-html"
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "not-html"
    return "error-status" if page.status >= 400 else None


def _removed(found: Body) -> tuple[Removed, ...]:
    gone = [choice.cut or Removed(kind=choice.kind, text=choice.block.text) for choice in found.choices if choice.cut or not choice.kept]
    return tuple(gone[:MAX_REMOVED])
