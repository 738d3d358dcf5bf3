"""Any search as Atom (RFC 4287) and JSON Feed 1.1: the newest fifty."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from araswatch.query.searchable import date_of
from araswatch.records import StoredArticle
from araswatch.stores import Hit, SearchRequest, Sort
from araswatch.web.api.parameters import Search, SearchParameters
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.harmless import clean, plain, web_link

router = APIRouter(include_in_schema=False)

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 50
SUMMARY_CHARACTERS = 500


@router.get("/feed.atom")
def atom(request: Request, desk: AtDesk, parameters: Search) -> Response:
    """The search as Atom."""
    hits, state = _newest(desk, parameters), parameters.state()
    feed = Element("feed", xmlns=ATOM)
    updated = max((hit.article.first_seen_at for hit in hits), default=desk.now())
    SubElement(feed, "id").text = f"urn:araswatch:search:{state.url('')}"
    SubElement(feed, "title").text = f"araswatch: {plain(state.text or 'everything')}"
    SubElement(feed, "updated").text = updated.isoformat()
    SubElement(feed, "link", rel="self", href=clean(str(request.url)))
    SubElement(feed, "link", rel="alternate", href=f"{str(request.base_url).rstrip('/')}{state.url()}")
    feed.extend(_entry(hit.article) for hit in hits)
    return Response(tostring(feed, encoding="utf-8", xml_declaration=True), media_type="application/atom+xml")


@router.get("/feed.json")
def json_feed(request: Request, desk: AtDesk, parameters: Search) -> Response:
    """The search as JSON Feed."""
    state = parameters.state()
    items = [_item(hit.article) for hit in _newest(desk, parameters)]
    home = f"{str(request.base_url).rstrip('/')}{state.url()}"
    title = f"araswatch: {plain(state.text or 'everything')}"
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": home, "items": items}
    return JSONResponse(feed, media_type="application/feed+json")


def _newest(desk: Desk, parameters: SearchParameters) -> tuple[Hit, ...]:
    request = SearchRequest(query=parameters.query(desk), limit=ENTRIES, sort=parameters.sort or Sort.NEWEST, highlight=False)
    return desk.backends.store.search(request).hits


def _entry(stored: StoredArticle) -> Element:
    article, tags = stored.tagged.article, stored.tagged.tags
    entry = Element("entry")
    for tag, text in (
        ("id", f"urn:araswatch:article:{article.id}"),
        ("title", plain(article.title) or "(no title)"),
        ("published", date_of(stored).isoformat()),
        ("updated", stored.first_seen_at.isoformat()),
        ("summary", plain(article.text, SUMMARY_CHARACTERS)),
    ):
        SubElement(entry, tag).text = text
    for author in article.authors or (article.source_id,):
        SubElement(SubElement(entry, "author"), "name").text = plain(author) or article.source_id
    if link := web_link(article.canonical_url):
        SubElement(entry, "link", rel="alternate", href=link)
    for term in (*(tag.code for tag in tags.regions), *(tag.id for tag in tags.themes)):
        SubElement(entry, "category", term=clean(term))
    return entry


def _item(stored: StoredArticle) -> dict[str, Any]:
    article, tags = stored.tagged.article, stored.tagged.tags
    item = {
        "id": article.id,
        "url": web_link(article.canonical_url),
        "title": plain(article.title),
        "content_text": clean(article.text),
        "date_published": date_of(stored).isoformat(),
        "language": tags.language or article.language,
        "authors": [{"name": plain(author)} for author in article.authors],
        "tags": [*(tag.code for tag in tags.regions), *(tag.id for tag in tags.themes)],
    }
    return {name: value for name, value in item.items() if value}
