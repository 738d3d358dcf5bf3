"""The records that pass from stage to stage, in the order of the flow: a new type per stage, never one record that fills up.

All records are frozen. Times are aware datetimes (`*_at` in UTC unless a docstring says otherwise). `None` means "the page does not say".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Fate(StrEnum):
    """What has become of a URL. Every URL ever discovered has exactly one current fate; the fates sum to the discovered."""

    WAITING = "waiting"
    ROBOTS_DENIED = "robots-denied"
    BLOCKED = "blocked"
    GONE = "gone"
    ERROR = "error"
    ARCHIVED = "archived"
    NOT_AN_ARTICLE = "not-an-article"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    INDEXED = "indexed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What a feed, sitemap or API says of a page before it is fetched; the page itself is asked first, these fill its gaps.

    `published` is the date as the feed wrote it, unparsed, and so is `modified` (a sitemap's lastmod). `language` is BCP 47; `timezone`
    (IANA) and `language` may come from the source.
    """

    title: str | None = None
    published: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    language: str | None = None
    timezone: str | None = None


NO_HINTS = Hints()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A URL that a source points to, absolute http(s), not yet fetched. `via` is the feed, sitemap or front page that named it."""

    url: str
    source_id: str
    via: str
    hints: Hints = NO_HINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One archived response.

    `url` is the URL answered (after redirects), `requested_url` the one that was discovered. `headers` have lower-case names and keep their
    order. `body` is free of transfer and content encodings and still in the page's own character encoding.
    """

    url: str
    requested_url: str
    source_id: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    hints: Hints = NO_HINTS

    def header(self, name: str) -> str | None:
        """The first value of a header, by lower-case name."""
        return next((value for key, value in self.headers if key == name), None)


class Removed(NamedTuple):
    """A block that was on the page and is not part of the article; a tuple, since a page has hundreds that travel between processes.

    `kind` is one of comment-form, comments, login, author-box, share, related, subscribe, cookie, navigation, advert, footer, caption,
    repeated-title, repeated-text, other.
    """

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date that a page gives for its article.

    `at` is aware and keeps the offset that the page (or its source) states; it is not converted to UTC. Where `day_only`, the page names a
    day without a time and `at` is that day's midnight in the source's zone. `source` names where it was found (json-ld, meta, time-element,
    url, text, feed …); `confidence` is 0–1.
    """

    at: datetime
    day_only: bool = False
    source: str
    confidence: float = 1.0

    def isoformat(self) -> str:
        """`2026-11-24` where only the day is known, else `2026-11-24T10:15:00+04:00`."""
        return self.at.date().isoformat() if self.day_only else self.at.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page's article and nothing else of the page.

    `id` is `urls.article_id(canonical_url)`. `text` is plain text, paragraphs separated by one newline, without the title line. `language`
    is BCP 47, `authors` are persons' names in the order of the byline.
    """

    id: str
    url: str
    canonical_url: str
    source_id: str
    title: str
    text: str
    fetched_at: datetime
    authors: tuple[str, ...] = ()
    published: Dated | None = None
    modified: Dated | None = None
    language: str | None = None
    site_name: str | None = None
    image_url: str | None = None
    paywalled: bool = False
    truncated: bool = False
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """An expected page that holds no article: a value, not an error. `reason` is a constant, lower-case, hyphenated; `detail` is free text.

    `title` and `removed` are what was found all the same, so that a person can see why.
    """

    reason: str
    detail: str = ""
    title: str | None = None
    removed: tuple[Removed, ...] = ()


class Role(StrEnum):
    """How a text relates to a region: it is about it, or merely mentions it."""

    ABOUT = "about"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionTag:
    """A region in a text. `code` is ISO 3166-1 alpha-2, ISO 3166-2 or a cross-border id such as `caspian`; `evidence` the words seen."""

    code: str
    role: Role
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTag:
    """A theme of a text. `iptc` is the IPTC Media Topic code, `None` where IPTC has no such concept."""

    id: str
    iptc: str | None
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What enrichment says of a text.

    `pairs` are two country codes in alphabetical order joined by a hyphen, e.g. `AZ-IR`. `named` are the ids of the places whose own names
    (no demonyms, no capitals in a country's stead) stand in title or text, in any script and inflection: what cross-script search looks up.
    """

    language: str | None
    regions: tuple[RegionTag, ...] = ()
    pairs: tuple[str, ...] = ()
    themes: tuple[ThemeTag, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaggedArticle:
    """An article with its regions, pairs and themes."""

    article: Article
    tags: Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """A tagged article as the store holds it: one per id, the newest revision.

    `revision` counts from 1 and never goes down; `first_seen_at` is the fetch of revision 1; `story_id` is the id of the story's
    first article (its own id where nobody copied it); `removed_at` is set once the page is gone.
    """

    tagged: TaggedArticle
    first_seen_at: datetime
    revision: int = 1
    story_id: str | None = None
    source_kind: str | None = None
    removed_at: datetime | None = None

    @property
    def id(self) -> str:
        return self.tagged.article.id


class AlertKind(StrEnum):
    """What a watch tells of: a new article, a changed text, a page that is gone, an unusual number of articles, trouble."""

    NEW = "new"
    REVISION = "revision"
    REMOVED = "removed"
    SPIKE = "spike"
    TROUBLE = "trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A watch's match on an article, with all that a message needs to say of it, so that delivering asks no store.

    `channels` are the ids of the channels to be told; a `silent` match tells nobody and only counts for the watch's volume. `snippets` are
    sentences around the matched words, between U+0002 and U+0003. `published` is `Dated.isoformat()`; `regions` are codes by role about.
    `changes` are a revision's readable differences.
    """

    watch_id: str
    article_id: str
    matched_at: datetime
    snippets: tuple[str, ...] = ()
    kind: AlertKind = AlertKind.NEW
    revision: int = 1
    channels: tuple[str, ...] = ()
    silent: bool = False
    title: str = ""
    url: str = ""
    source_id: str = ""
    language: str | None = None
    published: str | None = None
    regions: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
