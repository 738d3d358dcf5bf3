"""Alembic's entry: run the migrations on the connection that `ledger.connection.migrate` holds."""

from __future__ import annotations

from alembic import context

from araswatch.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
)
context.run_migrations()
