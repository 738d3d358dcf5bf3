"""The WordPress REST API (`wp/v2/posts`) → candidates, and the next page for a backfill."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

from araswatch.discover.discovery import Collector, Discovery, language_tag, names, plain
from araswatch.records import Hints

FIELDS = "link,date,date_gmt,modified_gmt,title,lang,_links,_embedded"


def posts_url(base: str, *, per_page: int = 50) -> str:
    """The newest posts of the API at `base` (`https://host/wp-json/`, or WordPress.com's `https://public-api.wordpress.com/wp/v2/sites/HOST/`)."""
    base = base if base.endswith("/") else base + "/"
    endpoint = "posts" if "/wp/v2/" in base else "wp/v2/posts"
    return urljoin(base, endpoint) + "?" + urlencode({"per_page": per_page, "_embed": "author", "_fields": FIELDS}, safe=",")


def parse_wordpress(body: bytes, *, url: str, source_id: str, total_pages: int | None = None) -> Discovery:
    """The posts of one page of the API; `more` is the page after it, up to `total_pages` (the `X-WP-TotalPages` header)."""
    found = Collector(url=url, source_id=source_id)
    try:
        posts = json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError) as error:
        found.problem(f"not a WordPress API: {error}")
        return found.discovery()
    if not isinstance(posts, list):
        found.problem(f"the WordPress API refuses: {_refusal(posts)}")
        return found.discovery()
    for post in posts:
        _read_post(post if isinstance(post, dict) else {}, found)
    if posts and _page(url) < (total_pages or 1):
        found.add_more(_next_page(url))
    return found.discovery()


def _refusal(answer: object) -> str:
    return str(answer.get("message") or answer.get("code") or "no posts") if isinstance(answer, dict) else "no posts"


def _read_post(post: Mapping[str, Any], found: Collector) -> None:
    hints = Hints(
        title=plain(_at(post, "title", "rendered")),
        published=_utc(post.get("date_gmt")) or _string(post.get("date")),
        modified=_utc(post.get("modified_gmt")),
        authors=names(_at(author, "name") for author in _list(_at(post, "_embedded", "author"))),
        language=language_tag(post.get("lang")),
    )
    found.add(post.get("link"), hints)


def _utc(value: object) -> str | None:
    """The API writes UTC without saying so; a draft's zero date is none."""
    return f"{value}Z" if isinstance(value, str) and value and not value.startswith("0000") else None


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _at(value: object, *keys: str) -> object:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _page(url: str) -> int:
    page = parse_qs(urlsplit(url).query).get("page", ["1"])[0]
    return int(page) if page.isascii() and page.isdigit() else 1


def _next_page(url: str) -> str:
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()} | {"page": str(_page(url) + 1)}
    return urlunsplit(parts._replace(query=urlencode(query, safe=",")))
