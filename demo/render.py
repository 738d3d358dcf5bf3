"""A sample site at an address → its pages, listings and front page as bytes, and what a crawl should find there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader

from demo import listings
from demo.content_files import load_words
from demo.dates import written_date
from demo.listings import Entry
from demo.pages import DemoPage, Listing, Outcome, Post, Site

NETWORKS = ("Facebook", "Telegram", "WhatsApp")
POSTS_PER_API_PAGE = 2
HTML = "text/html; charset=utf-8"
LINES = {"## ": "heading", "> ": "quote"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What is answered for a target."""

    content: bytes
    content_type: str = HTML
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSite:
    """`bodies` by target (percent-encoded path, with `?page=N` where paged); `ways` are the catalogue's ways to discover."""

    site: Site
    base: str
    bodies: dict[str, Body]
    pages: tuple[DemoPage, ...]
    ways: dict[str, Any]


def render_site(site: Site, base: str, now: datetime) -> RenderedSite:
    """The site as it stands at `now` (aware), served at `base` (no final slash)."""
    bodies: dict[str, Body] = {}
    pages = []
    for post in site.posts:
        html = _render(site, base, post, now)
        url = post_url(site, base, post, now)
        bodies[url.removeprefix(base)] = Body(content=html.encode())
        pages.append(_article(site, base, post, now, html))
    for extra in site.extras:
        pages.append(DemoPage(url=base + extra.path, site_id=site.id, outcome=extra.outcome, language=site.language, title=extra.title))
    listed, ways = _listings(site, base, now)
    bodies |= listed | {"/": Body(content=_front(site, base, now))} | dict(_service_pages(site, base))
    return RenderedSite(site=site, base=base, bodies=bodies, pages=tuple(pages), ways=ways)


def post_url(site: Site, base: str, post: Post, now: datetime) -> str:
    """Where a post stands, in the shape of its publishing system."""
    at = published(site, post, now)
    slug = quote(post.slug)
    return (
        base
        + {
            "wordpress_quill": f"/{at:%Y/%m/%d}/{slug}/",
            "wordpress_plain": f"/{at:%Y/%m}/{slug}/",
            "drupal": f"/{site.language}/node/{post.number}",
            "ghost": f"/{slug}/",
            "agency": f"/{site.language}/news/{post.number}/{slug}",
            "custom": f"/news/{post.number}.html",
            "blogger": f"/{at:%Y/%m}/{slug}.html",
        }[site.template]
    )


def published(site: Site, post: Post, now: datetime) -> datetime:
    """When a post appeared, in the site's zone, to the minute."""
    return (now - timedelta(hours=post.age_h)).astimezone(ZoneInfo(site.timezone)).replace(second=0, microsecond=0)


@cache
def _templates() -> Environment:
    folder = Path(__file__).resolve().parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _words() -> dict[str, dict[str, Any]]:
    return load_words()


def _blocks(post: Post) -> list[tuple[str, str]]:
    """Kind (paragraph, heading, quote) and text of each paragraph."""
    return [
        next(((kind, text.removeprefix(mark)) for mark, kind in LINES.items() if text.startswith(mark)), ("paragraph", text))
        for text in post.paragraphs
    ]


def _render(site: Site, base: str, post: Post, now: datetime) -> str:
    at, words = published(site, post, now), _words()[site.language]
    return (
        _templates()
        .get_template(f"{site.template}.html")
        .render(
            site=site,
            base=base,
            post=post,
            title=post.title,
            url=post_url(site, base, post, now),
            published=at,
            date_text=written_date(at, site.language, words["months"]),
            author_slug=quote((post.author or "").replace(" ", "-").lower()),
            blocks=_blocks(post),
            others=[_teaser(site, base, other, now) for other in site.posts if other is not post][:3],
            structured=_json_ld(site, base, post, now) if site.structured else None,
            readers=words["readers"],
            networks=NETWORKS,
            w=words,
        )
    )


def _teaser(site: Site, base: str, post: Post, now: datetime) -> dict[str, str]:
    return {"url": post_url(site, base, post, now), "title": post.title, "summary": _summary(post)}


def _summary(post: Post) -> str:
    return post.paragraphs[0][:140].rsplit(" ", 1)[0] + " …"


def _json_ld(site: Site, base: str, post: Post, now: datetime) -> str:
    at = published(site, post, now).isoformat(timespec="seconds")
    article = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": post_url(site, base, post, now),
        "headline": post.title,
        "datePublished": at,
        "dateModified": at,
        "author": {"@type": "Person", "name": post.author},
        "publisher": {"@type": "Organization", "name": site.name},
    }
    return json.dumps(article, ensure_ascii=False).replace("<", "\\u003c")


def _article(site: Site, base: str, post: Post, now: datetime, html: str) -> DemoPage:
    words = _words()[site.language]
    names = (
        "leave_reply",
        "not_published",
        "login_with",
        "connecting",
        "cookies",
        "subscribe_text",
        "rights",
        "forgot",
        "notify",
        "follow",
        "share",
    )
    beside = [
        *(words[name] for name in names),
        *(words["commenting_as"].format(name=name) for name in NETWORKS),
        *(words[name].format(name=post.author) for name in ("view_all", "published_by")),
        *(reader["text"] for reader in words["readers"]),
        *(other.title for other in site.posts if other is not post),
        *([post.bio] if post.bio else []),
    ]
    return DemoPage(
        url=post_url(site, base, post, now),
        site_id=site.id,
        outcome=Outcome.ARTICLE,
        language=site.language,
        title=post.title,
        authors=(post.author,) if post.author else (),
        published_at=published(site, post, now),
        paragraphs=tuple(text for _, text in _blocks(post)),
        furniture=tuple(text for text in beside if escape(text, quote=False) in html or str(escape(text)) in html),
        story=post.story,
    )


def _front(site: Site, base: str, now: datetime) -> bytes:
    items = [_teaser(site, base, post, now) for post in site.posts]
    return _templates().get_template("front.html").render(site=site, base=base, items=items, w=_words()[site.language]).encode()


def _service_pages(site: Site, base: str) -> Iterator[tuple[str, Body]]:
    contact = _templates().get_template("contact.html").render(site=site, base=base, w=_words()[site.language]).encode()
    for path in ("/contact/", *(extra.path for extra in site.extras if extra.outcome is not Outcome.GONE)):
        yield path, Body(content=contact)
    denied = "".join(f"Disallow: {extra.path}\n" for extra in site.extras if extra.outcome is Outcome.ROBOTS_DENIED)
    named = f"Sitemap: {base}/sitemap.xml\n" if site.listing is Listing.SITEMAP else ""
    yield (
        "/robots.txt",
        Body(content=f"User-agent: *\nDisallow: /search\n{denied}\n{named}".encode(), content_type="text/plain; charset=utf-8"),
    )


def _entries(site: Site, base: str, now: datetime) -> list[Entry]:
    posts = [
        Entry(
            url=post_url(site, base, post, now),
            title=post.title,
            published_at=published(site, post, now),
            author=post.author,
            summary=_summary(post),
        )
        for post in site.posts
    ]
    return posts + [Entry(url=base + extra.path, title=extra.title) for extra in site.extras]


def _listings(site: Site, base: str, now: datetime) -> tuple[dict[str, Body], dict[str, Any]]:
    """What lists the site's pages, by target, and the catalogue's way to it."""
    entries = _entries(site, base, now)
    match site.listing:
        case Listing.RSS:
            tracked = [Entry(url=f"{entry.url}?utm_source=rss", title=entry.title, published_at=entry.published_at) for entry in entries]
            content = listings.rss(site.name, base, site.language, tracked if site.template == "drupal" else entries)
            return {"/feed/": Body(content=content, content_type="application/rss+xml; charset=UTF-8")}, {"feeds": [base + "/feed/"]}
        case Listing.ATOM:
            content = listings.atom(site.name, base, site.language, entries)
            target = "/feeds/posts/default" if site.template == "blogger" else "/atom.xml"
            return {target: Body(content=content, content_type="application/atom+xml; charset=UTF-8")}, {"feeds": [base + target]}
        case Listing.JSON_FEED:
            content = listings.json_feed(site.name, base, site.language, entries)
            return {"/feed.json": Body(content=content, content_type="application/feed+json")}, {"feeds": [base + "/feed.json"]}
        case Listing.SITEMAP:
            return _sitemaps(site, base, now, entries), {"sitemaps": [base + "/sitemap.xml"]}
        case Listing.WORDPRESS:
            return _api(entries), {"wordpress": base + "/wp-json/"}
        case Listing.LINKS:
            return {}, {"links": [base + "/"]}


def _sitemaps(site: Site, base: str, now: datetime, entries: list[Entry]) -> dict[str, Body]:
    news = [entry for entry in entries if entry.published_at]
    contents = {
        "/sitemap.xml": listings.sitemap_index(
            [(base + "/sitemap-pages.xml", now - timedelta(days=90)), (base + "/sitemap-news.xml", now)]
        ),
        "/sitemap-news.xml": listings.news_sitemap(site.name, site.language, news),
        "/sitemap-pages.xml": listings.sitemap(entry for entry in entries if not entry.published_at),
    }
    return {target: Body(content=content, content_type="application/xml") for target, content in contents.items()}


def _api(entries: list[Entry]) -> dict[str, Body]:
    pages = [entries[start : start + POSTS_PER_API_PAGE] for start in range(0, len(entries), POSTS_PER_API_PAGE)]
    headers = {"X-WP-Total": str(len(entries)), "X-WP-TotalPages": str(len(pages))}
    return {
        "/wp-json/wp/v2/posts" + (f"?page={number}" if number > 1 else ""): Body(
            content=listings.wordpress_posts(page), content_type="application/json; charset=UTF-8", headers=headers
        )
        for number, page in enumerate(pages, 1)
    }
