"""When each feed last gave a good answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from araswatch.ledger.tables import Instant

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("polls", sa.Column("answered_at", Instant()))
    op.execute("UPDATE polls SET answered_at = polled_at WHERE error IS NULL")
