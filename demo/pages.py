"""What the sample sites consist of: sites, posts, and the pages that a crawl is expected to find."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Outcome(StrEnum):
    """What should become of a page of the sample web."""

    ARTICLE = "article"
    NOT_AN_ARTICLE = "not-an-article"
    ROBOTS_DENIED = "robots-denied"
    GONE = "gone"


class Listing(StrEnum):
    """How a site lets its articles be discovered."""

    WORDPRESS = "wordpress"
    RSS = "rss"
    ATOM = "atom"
    JSON_FEED = "json-feed"
    SITEMAP = "sitemap"
    LINKS = "links"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """An article as its author wrote it. `age_h` is hours before the web started; paragraphs beginning with `## ` or `> ` are headings and
    quotes. `bio` is the author's, `None` where the site shows none."""

    slug: str
    number: int
    title: str
    author: str | None
    bio: str | None
    age_h: float
    section: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]
    story: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An address that a site lists and that holds no article."""

    path: str
    title: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A sample site: its catalogue fields, the template that gives its markup, its posts, newest first, and what else it lists.

    `structured` says whether its pages carry JSON-LD.
    """

    id: str
    name: str
    tagline: str
    language: str
    country: str
    kind: str
    timezone: str
    template: str
    listing: Listing
    structured: bool
    posts: tuple[Post, ...]
    extras: tuple[Extra, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPage:
    """A page that the sample web lists in a feed, sitemap, API or front page.

    `paragraphs` is the whole article in order, headings and quotes included; `furniture` are texts that stand on the page beside it
    (comment form, readers' comments, log-in, author's biography, share bar, cookie banner, other articles' titles). `story` is the same
    for copies of one wire story. Articles alone have `paragraphs` and `published_at` (aware, in the site's zone).
    """

    url: str
    site_id: str
    outcome: Outcome
    language: str
    title: str
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    paragraphs: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    story: str | None = None
