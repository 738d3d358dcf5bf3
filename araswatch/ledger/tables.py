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
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
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
    Column("segment", String(200), index=True),
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
    Column("answered_at", Instant),
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
    Column("merged_into", String(200)),
)
"""Closed WARC segments; those without `done_at` are what is left to process. A part of a merged one has no pages of its own any more."""

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

story_members = Table(
    "story_members",
    metadata,
    Column("member_id", Serial, primary_key=True),
    Column("article_id", String(32), nullable=False, unique=True),
    Column("story_id", String(32), nullable=False, index=True),
    Column("source_id", String(100), nullable=False),
    Column("appeared_at", Instant, nullable=False),
    Column("sketch", LargeBinary),
)
"""Which story each article belongs to, named by the story's earliest article. `sketch` is what near-duplicates are verified by; null where
the text is too short to have any."""

story_bands = Table(
    "story_bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Index(None, "member_id"),
    sqlite_with_rowid=False,
)
"""MinHash bands: articles that share one may have the same text."""

story_relabels = Table(
    "story_relabels",
    metadata,
    Column("article_id", String(32), primary_key=True),
)
"""Articles whose story the store does not know yet."""

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", Serial, primary_key=True),
    Column("key", String(300), nullable=False, unique=True),
    Column("watch_id", String(100), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("story_id", String(32), nullable=False, index=True),
    Column("article_id", String(32), nullable=False),
    Column("created_at", Instant, nullable=False),
    Index(None, "watch_id", "created_at"),
)
"""One row a watch, story and kind: what is told once. `story_id` is the story's name when the alert was made, and part of its key."""

matches = Table(
    "matches",
    metadata,
    Column("watch_id", String(100), primary_key=True),
    Column("article_id", String(32), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("alert_id", BigInteger, index=True),
    Column("matched_at", Instant, nullable=False),
    Column("facts", JSON, nullable=False),
    Index(None, "watch_id", "matched_at"),
    Index(None, "article_id"),
)
"""Every match of a watch; `alert_id` is null where it only counts. `facts` is what the message says of the article."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("alert_id", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", String(100), primary_key=True),
    Column("watch_id", String(100), nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("message_id", BigInteger, index=True),
    Index(None, "state", "watch_id", "channel"),
)
"""One row an alert and channel. `state`: waiting, held (over the cap, for the next summary), packed (into a message), dropped (muted)."""

messages = Table(
    "messages",
    metadata,
    Column("message_id", Serial, primary_key=True),
    Column("key", String(300), nullable=False),
    Column("watch_id", String(100), nullable=False),
    Column("channel", String(100), nullable=False),
    Column("form", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Instant),
    Column("sent_at", Instant),
    Column("error", Text),
    UniqueConstraint("channel", "key"),
    Index(None, "state", "channel", "message_id"),
    Index(None, "watch_id", "channel", "created_at"),
)
"""What goes out, settled before it is first sent. `state`: waiting, sent, dead, dropped; `form`: alert, digest, summary."""

hours_watched = Table(
    "hours_watched",
    metadata,
    Column("watch_id", String(100), primary_key=True),
    Column("query_id", String(12), primary_key=True),
    Column("hour", Instant, primary_key=True),
    Index(None, "hour"),
)
"""Full hours whose articles were matched with a watch that tells of spikes; what it did not see is no part of its usual."""

watches = Table(
    "watches",
    metadata,
    Column("watch_id", String(100), primary_key=True),
    Column("definition", JSON, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""Watches made in the dashboard, as a file in `config/watches` would say them."""

mutes = Table(
    "mutes",
    metadata,
    Column("watch_id", String(100), primary_key=True),
    Column("what", String(20), primary_key=True),
    Column("value", String(100), primary_key=True),
    Column("until", Instant),
)
"""What was muted by link or command: `what` is source, story or watch (snoozed); `until` null for good."""

accounts = Table(
    "accounts",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""People who may log in to the dashboard. `password_hash` is argon2's."""

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account", String(100), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
"""Who is logged in. `token_hash` is SHA-256 of the cookie's value, which is kept nowhere."""

api_keys = Table(
    "api_keys",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("role", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
)
"""Keys for programs. `key_hash` is SHA-256 of the key, which is kept nowhere."""

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Serial, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("who", String(200), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", Text, nullable=False, default=""),
)
"""Every change that a person or a key made, one line each."""

pauses = Table(
    "pauses",
    metadata,
    Column("source_id", String(100), primary_key=True),
    Column("paused_at", Instant, nullable=False),
    Column("who", String(200), nullable=False),
)
"""Sources that are not crawled until somebody resumes them."""

source_states = Table(
    "source_states",
    metadata,
    Column("source_id", String(100), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("told", String(20), nullable=False, default=""),
)
"""How each source was at the last look, since when, and the state the operator was last told of (empty: none)."""
