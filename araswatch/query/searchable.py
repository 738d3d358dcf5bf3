"""What can be searched of a stored article: the one projection that both stores index and the evaluator reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from araswatch import fold
from araswatch.query.fields import host_value, primary_language, site_values
from araswatch.records import Role, StoredArticle

BOUNDARY = "|"
"""Stands between two authors, so that no phrase reaches from one to the next; folding never gives it."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """Folded words by text field, values by keyword field, and the two times in milliseconds since 1970.

    `date_ms` is `published`, else `first_seen_at`; `seen_ms` is `first_seen_at`.
    """

    words: Mapping[str, tuple[str, ...]]
    values: Mapping[str, tuple[str, ...]]
    date_ms: int
    seen_ms: int

    def time_ms(self, field: str) -> int:
        return self.date_ms if field == "date" else self.seen_ms


def searchable(stored: StoredArticle) -> Searchable:
    """The searchable words, values and times of an article."""
    return Searchable(words=words_of(stored), values=values_of(stored), date_ms=to_ms(date_of(stored)), seen_ms=to_ms(stored.first_seen_at))


def date_of(stored: StoredArticle) -> datetime:
    """The time that sorts an article: `published`, else `first_seen_at`."""
    published = stored.tagged.article.published
    return published.at if published else stored.first_seen_at


def to_ms(at: datetime) -> int:
    """Milliseconds since 1970 of an aware time, rounded down."""
    return (at - EPOCH) // MILLISECOND


def from_ms(ms: int) -> datetime:
    """The time in UTC of milliseconds since 1970."""
    return EPOCH + ms * MILLISECOND


def words_of(stored: StoredArticle) -> dict[str, tuple[str, ...]]:
    """Folded words of title, text and author."""
    article = stored.tagged.article
    authors = f" {BOUNDARY} ".join(" ".join(fold.words(author)) for author in article.authors)
    return {"title": tuple(fold.words(article.title)), "text": tuple(fold.words(article.text)), "author": tuple(authors.split())}


def values_of(stored: StoredArticle) -> dict[str, tuple[str, ...]]:
    """Distinct values of each keyword field; a field without any is left out. `author` is the display name, for counting alone."""
    article, tags = stored.tagged.article, stored.tagged.tags
    host = host_value(article.canonical_url)
    language = tags.language or article.language
    values: dict[str, list[str | None]] = {
        "id": [article.id],
        "source": [article.source_id],
        "kind": [stored.source_kind],
        "host": [host],
        "site": list(site_values(host)),
        "lang": [language and primary_language(language)],
        "region": [tag.code for tag in tags.regions if tag.role is Role.ABOUT],
        "mention": [tag.code for tag in tags.regions],
        "pair": list(tags.pairs),
        "theme": [tag.id for tag in tags.themes],
        "named": list(tags.named),
        "story": [stored.story_id or article.id],
        "author": list(article.authors),
    }
    return {field: distinct for field, found in values.items() if (distinct := tuple(dict.fromkeys(value for value in found if value)))}
