"""What points to articles, as outlets publish it: RSS, Atom, JSON Feed, sitemaps, the WordPress REST API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a listing. `published_at` is aware; `None` where the listing does not say."""

    url: str
    title: str | None = None
    published_at: datetime | None = None
    author: str | None = None
    summary: str = ""


def rss(title: str, home: str, language: str | None, entries: Iterable[Entry]) -> bytes:
    items = "".join(
        f"<item><title>{escape(entry.title or '')}</title><link>{escape(entry.url)}</link><guid>{escape(entry.url)}</guid>"
        f"{_element('pubDate', _rfc_822(entry.published_at))}{_element('dc:creator', entry.author)}"
        f"{_element('description', entry.summary)}</item>\n"
        for entry in entries
    )
    head = f"<title>{escape(title)}</title><link>{escape(home)}</link>{_element('language', language)}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel>{head}\n{items}</channel></rss>"
    ).encode()


def atom(title: str, home: str, language: str | None, entries: Sequence[Entry]) -> bytes:
    items = "".join(
        f'<entry><id>{escape(entry.url)}</id><title type="html">{escape(entry.title or "")}</title>'
        f'<link rel="alternate" type="text/html" href="{escape(entry.url)}"/>'
        f"{_element('published', _iso(entry.published_at))}"
        f"{f'<author><name>{escape(entry.author)}</name></author>' if entry.author else ''}"
        f'<summary type="html">{escape(entry.summary)}</summary></entry>\n'
        for entry in entries
    )
    xml_language = f' xml:lang="{language}"' if language else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"{xml_language}>'
        f'<id>{escape(home)}</id><title>{escape(title)}</title><link href="{escape(home)}"/>\n{items}</feed>'
    ).encode()


def json_feed(title: str, home: str, language: str | None, entries: Iterable[Entry]) -> bytes:
    items = [
        {
            "id": entry.url,
            "url": entry.url,
            "title": entry.title,
            "content_text": entry.summary,
            "date_published": _iso(entry.published_at),
            "authors": [{"name": entry.author}] if entry.author else [],
        }
        for entry in entries
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "home_page_url": home, "language": language, "items": items}
    return json.dumps(feed, ensure_ascii=False).encode()


def sitemap(entries: Iterable[Entry]) -> bytes:
    items = "".join(f"<url><loc>{escape(entry.url)}</loc>{_element('lastmod', _day(entry.published_at))}</url>\n" for entry in entries)
    return _sitemap(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{items}</urlset>')


def news_sitemap(name: str, language: str, entries: Iterable[Entry]) -> bytes:
    publication = f"<news:publication><news:name>{escape(name)}</news:name><news:language>{language}</news:language></news:publication>"
    items = "".join(
        f"<url><loc>{escape(entry.url)}</loc><news:news>{publication}"
        f"{_element('news:publication_date', _iso(entry.published_at))}"
        f"{_element('news:title', entry.title)}</news:news></url>\n"
        for entry in entries
    )
    schemas = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
    return _sitemap(f"<urlset {schemas}>\n{items}</urlset>")


def sitemap_index(children: Iterable[tuple[str, datetime]]) -> bytes:
    items = "".join(
        f"<sitemap><loc>{escape(url)}</loc><lastmod>{at.isoformat(timespec='seconds')}</lastmod></sitemap>\n" for url, at in children
    )
    return _sitemap(f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{items}</sitemapindex>')


def wordpress_posts(entries: Iterable[Entry]) -> bytes:
    """One page of `wp/v2/posts`, authors embedded."""
    posts = [
        {
            "link": entry.url,
            "date": _naive(entry.published_at),
            "date_gmt": _naive(entry.published_at and entry.published_at.astimezone(UTC)),
            "title": {"rendered": escape(entry.title or "")},
            "excerpt": {"rendered": f"<p>{escape(entry.summary)}</p>"},
            "_embedded": {"author": [{"name": entry.author}] if entry.author else []},
        }
        for entry in entries
    ]
    return json.dumps(posts, ensure_ascii=False).encode()


def _naive(at: datetime | None) -> str | None:
    return at.replace(tzinfo=None).isoformat(timespec="seconds") if at else None


def _rfc_822(at: datetime | None) -> str | None:
    return format_datetime(at) if at else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def _day(at: datetime | None) -> str | None:
    return at.date().isoformat() if at else None


def _sitemap(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode()


def _element(name: str, text: str | None) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""
