"""The embedded store: SQLite FTS5 for words, narrow columns in numpy for everything that is counted, compared or sorted."""

from araswatch.stores.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
