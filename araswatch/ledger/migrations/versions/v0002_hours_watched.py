"""The hours in which each watch for spikes was on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from araswatch.ledger.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "hours_watched",
        sa.Column("watch_id", sa.String(length=100), nullable=False),
        sa.Column("query_id", sa.String(length=12), nullable=False),
        sa.Column("hour", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("watch_id", "query_id", "hour", name="pk_hours_watched"),
    )
    op.create_index("ix_hours_watched_hour", "hours_watched", ["hour"], unique=False)
