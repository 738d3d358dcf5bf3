"""The ledger's tables. Times are UTC; `url_id` and `article_id` are `urls.article_id` of a canonical URL."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, stored and read in UTC; naive ones are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes aware datetimes only")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Serial = BigInteger().with_variant(Integer, "sqlite")

urls = Table(
    "urls",
    metadata,
    Column("url_id", String(32), primary_key=True),
    Column("url", Text, nullable=False),
    Column("source_id", String(100), nullable=False),
    Column("via", Text, nullable=False),
    Column("hints", JSON, nullable=False),
    Column("fate", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("attempts", Integer, nullable=False, default=0),
    Column("discovered_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("retry_at", Instant),
    Column("segment", String(200)),
    Column("article_id", String(32)),
    Index(None, "source_id", "fate"),
    Index(None, "fate"),
)
"""One row a URL ever discovered, with its one current fate."""

steps = Table(
    "steps",
    metadata,
    Column("step_id", Serial, primary_key=True),
    Column("url_id", String(32), nullable=False, index=True),
    Column("at", Instant, nullable=False),
    Column("fate", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("segment", String(200)),
)
"""The path of each URL, one row a change of fate, for `araswatch why`."""

polls = Table(
    "polls",
    metadata,
    Column("url", Text, primary_key=True),
    Column("source_id", String(100), nullable=False, index=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("polled_at", Instant),
    Column("next_poll_at", Instant),
    Column("failures", Integer, nullable=False, default=0),
    Column("error", Text),
)
"""Poll state of each feed, sitemap, API page and front page."""

segments = Table(
    "segments",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("closed_at", Instant, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("done_at", Instant, index=True),
    Column("damage", Text),
)
"""Closed WARC segments; those without `done_at` are what is left to process."""

articles = Table(
    "articles",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("url_id", String(32), nullable=False),
    Column("source_id", String(100), nullable=False),
    Column("title", Text, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("removed_at", Instant),
    Index(None, "source_id", "first_seen_at"),
    Index(None, "first_seen_at"),
)
"""Articles known, with the number of their newest revision; the texts are in the archive and the store."""

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", String(32), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("text_digest", String(32), nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("segment", String(200), nullable=False),
)
"""What each article's text was when: a digest of title and text, and where in the archive to read it."""
