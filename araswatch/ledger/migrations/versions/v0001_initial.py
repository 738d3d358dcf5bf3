"""The ledger's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from araswatch.ledger.tables import Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    op.create_table(
        "alerts",
        sa.Column("alert_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", name="pk_alerts"),
        sa.UniqueConstraint("key", name="uq_alerts_key"),
    )
    op.create_index("ix_alerts_story_id", "alerts", ["story_id"], unique=False)
    op.create_index("ix_alerts_watch_id_created_at", "alerts", ["watch_id", "created_at"], unique=False)
    op.create_table(
        "api_keys",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_api_keys"),
        sa.UniqueConstraint("key_hash", name="uq_api_keys_key_hash"),
    )
    op.create_table(
        "articles",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("url_id", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("first_seen_at", Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("article_id", name="pk_articles"),
    )
    op.create_index("ix_articles_first_seen_at", "articles", ["first_seen_at"], unique=False)
    op.create_index("ix_articles_source_id_first_seen_at", "articles", ["source_id", "first_seen_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("audit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("alert_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("alert_id", "channel", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_message_id", "deliveries", ["message_id"], unique=False)
    op.create_index("ix_deliveries_state_watch_id_channel", "deliveries", ["state", "watch_id", "channel"], unique=False)
    op.create_table(
        "matches",
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=True),
        sa.Column("matched_at", Instant(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("watch_id", "article_id", "kind", "revision", name="pk_matches"),
    )
    op.create_index("ix_matches_alert_id", "matches", ["alert_id"], unique=False)
    op.create_index("ix_matches_article_id", "matches", ["article_id"], unique=False)
    op.create_index("ix_matches_watch_id_matched_at", "matches", ["watch_id", "matched_at"], unique=False)
    op.create_table(
        "messages",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Instant(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", name="pk_messages"),
        sa.UniqueConstraint("channel", "key", name="uq_messages_channel_key"),
    )
    op.create_index("ix_messages_state_channel_message_id", "messages", ["state", "channel", "message_id"], unique=False)
    op.create_index("ix_messages_watch_id_channel_created_at", "messages", ["watch_id", "channel", "created_at"], unique=False)
    op.create_table(
        "mutes",
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("watch_id", "what", "value", name="pk_mutes"),
    )
    op.create_table(
        "pauses",
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("paused_at", Instant(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_pauses"),
    )
    op.create_table(
        "polls",
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("polled_at", Instant(), nullable=True),
        sa.Column("next_poll_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("url", name="pk_polls"),
    )
    op.create_index("ix_polls_source_id", "polls", ["source_id"], unique=False)
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("text_digest", sa.String(length=32), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("segment", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "revision", name="pk_revisions"),
    )
    op.create_table(
        "segments",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("damage", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_segments"),
    )
    op.create_index("ix_segments_done_at", "segments", ["done_at"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"], unique=False)
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_table(
        "source_states",
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("told", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_source_states"),
    )
    op.create_table(
        "steps",
        sa.Column("step_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url_id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("segment", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("step_id", name="pk_steps"),
    )
    op.create_index("ix_steps_segment", "steps", ["segment"], unique=False)
    op.create_index("ix_steps_url_id", "steps", ["url_id"], unique=False)
    op.create_table(
        "story_bands",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("band", "member_id", name="pk_story_bands"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_story_bands_member_id", "story_bands", ["member_id"], unique=False)
    op.create_table(
        "story_members",
        sa.Column("member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("appeared_at", Instant(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("member_id", name="pk_story_members"),
        sa.UniqueConstraint("article_id", name="uq_story_members_article_id"),
    )
    op.create_index("ix_story_members_story_id", "story_members", ["story_id"], unique=False)
    op.create_table(
        "story_relabels",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("article_id", name="pk_story_relabels"),
    )
    op.create_table(
        "urls",
        sa.Column("url_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.Column("hints", sa.JSON(), nullable=False),
        sa.Column("fate", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("discovered_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("retry_at", Instant(), nullable=True),
        sa.Column("segment", sa.String(length=200), nullable=True),
        sa.Column("article_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("url_id", name="pk_urls"),
    )
    op.create_index("ix_urls_fate", "urls", ["fate"], unique=False)
    op.create_index("ix_urls_source_id_fate", "urls", ["source_id", "fate"], unique=False)
    op.create_table(
        "watches",
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("watch_id", name="pk_watches"),
    )
