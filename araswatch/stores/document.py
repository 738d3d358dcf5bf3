"""The stored article as JSON (`schemas/article.schema.json`) and back: what goes in comes out equal, offsets of dates included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from araswatch.records import Article, Dated, RegionTag, Removed, Role, StoredArticle, TaggedArticle, Tags, ThemeTag


def to_json(document: Mapping[str, Any]) -> bytes:
    """A document as UTF-8. Raises `ValueError` with a reason for one that no store can hold."""
    try:
        return orjson.dumps(document)
    except orjson.JSONEncodeError as error:
        raise ValueError("the text holds half of a surrogate pair") from error


def to_document(stored: StoredArticle) -> dict[str, Any]:
    """An article as a JSON object: the article's own fields, those of its state, and `tags`. Times are ISO 8601 with offset."""
    article, tags = stored.tagged.article, stored.tagged.tags
    return {
        **_fields(article),
        "removed": [{"kind": kind, "text": text} for kind, text in article.removed],
        "fetched_at": article.fetched_at.isoformat(),
        "published": _dated(article.published),
        "modified": _dated(article.modified),
        "tags": {
            **_fields(tags),
            "regions": [_fields(region) for region in tags.regions],
            "themes": [_fields(theme) for theme in tags.themes],
        },
        "first_seen_at": stored.first_seen_at.isoformat(),
        "revision": stored.revision,
        "story_id": stored.story_id,
        "source_kind": stored.source_kind,
        "removed_at": stored.removed_at and stored.removed_at.isoformat(),
    }


def from_document(document: Mapping[str, Any]) -> StoredArticle:
    """The article of a JSON object that `to_document` made."""
    return StoredArticle(
        tagged=TaggedArticle(article=_article(document), tags=_tags(document["tags"])),
        first_seen_at=datetime.fromisoformat(document["first_seen_at"]),
        revision=document["revision"],
        story_id=document["story_id"],
        source_kind=document["source_kind"],
        removed_at=document["removed_at"] and datetime.fromisoformat(document["removed_at"]),
    )


def _article(document: Mapping[str, Any]) -> Article:
    plain = ("id", "url", "canonical_url", "source_id", "title", "text", "language", "site_name", "image_url", "paywalled", "truncated")
    return Article(
        **{name: document[name] for name in plain},
        fetched_at=datetime.fromisoformat(document["fetched_at"]),
        authors=tuple(document["authors"]),
        published=_read_dated(document["published"]),
        modified=_read_dated(document["modified"]),
        removed=tuple(Removed(**block) for block in document["removed"]),
    )


def _tags(tags: Mapping[str, Any]) -> Tags:
    return Tags(
        language=tags["language"],
        regions=tuple(
            RegionTag(code=tag["code"], role=Role(tag["role"]), score=tag["score"], evidence=tuple(tag["evidence"]))
            for tag in tags["regions"]
        ),
        pairs=tuple(tags["pairs"]),
        themes=tuple(ThemeTag(**{**tag, "evidence": tuple(tag["evidence"])}) for tag in tags["themes"]),
        named=tuple(tags["named"]),
    )


def _dated(dated: Dated | None) -> dict[str, Any] | None:
    return None if dated is None else {**_fields(dated), "at": dated.at.isoformat()}


def _fields(record: Article | Dated | Tags | RegionTag | ThemeTag) -> dict[str, Any]:
    """A record's own fields; `dataclasses.asdict` copies all the way down, which costs more than the rest of a document."""
    return {name: getattr(record, name) for name in record.__slots__}


def _read_dated(dated: Mapping[str, Any] | None) -> Dated | None:
    return None if dated is None else Dated(**{**dated, "at": datetime.fromisoformat(dated["at"])})
