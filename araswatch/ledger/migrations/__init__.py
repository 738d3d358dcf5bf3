"""Alembic migrations of the ledger, applied when it is opened."""
