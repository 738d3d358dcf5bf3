"""The store's SQLite file: its tables, connections, and SQLite's errors as `StoreError`.

`articles` holds the records, zlib-compressed JSON; `words` the folded words of title, text and authors (contentless: the texts live in
`articles` alone); `columns` one narrow row an article for counting and sorting, which searches read into memory once and then only what
changed since (`version`). A removed article leaves an empty row in `columns`, so that readers see it go. `docid` stays with an id for ever.

apsw brings an SQLite of its own: contentless tables that can forget a row need 3.43, and distributions ship older ones.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from araswatch.errors import StoreError

SCHEMA_VERSION = 1
BUSY_MS = 60_000

TOKENIZER = "ascii tokenchars '{}'".format("".join(sign for sign in string.punctuation if sign not in "'\""))
"""Every sign belongs to a word: words are parted at spaces alone, as in Elasticsearch's whitespace analyzer. No word holds quotes."""

TABLES = f"""
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
BEGIN IMMEDIATE;
CREATE TABLE articles (docid INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, record BLOB NOT NULL);
CREATE TABLE columns (
  docid INTEGER PRIMARY KEY, version INTEGER NOT NULL, date_ms INTEGER NOT NULL, seen_ms INTEGER NOT NULL, story INTEGER NOT NULL,
  attributes BLOB
);
CREATE INDEX columns_by_version ON columns (version);
CREATE TABLE vocabulary (ordinal INTEGER PRIMARY KEY, field TEXT NOT NULL, value TEXT NOT NULL, UNIQUE (field, value));
CREATE TABLE stories (ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE words USING fts5 (title, text, author, content='', contentless_delete=1, tokenize="{TOKENIZER}");
CREATE VIRTUAL TABLE terms USING fts5vocab (words, row);
PRAGMA user_version = {SCHEMA_VERSION};
COMMIT;
"""


SETTINGS = "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 1073741824;"


def connect(path: Path) -> apsw.Connection:
    """A connection to the store's file, which is made with its tables where it does not exist yet."""
    with sqlite_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = apsw.Connection(str(path))
        connection.set_busy_timeout(BUSY_MS)
        connection.execute(SETTINGS).fetchall()
        _ensure_tables(connection, path)
        return connection


def _ensure_tables(connection: apsw.Connection, path: Path) -> None:
    version = _schema_version(connection)
    if version == 0:
        _create(connection)
        version = _schema_version(connection)
    if version != SCHEMA_VERSION:
        raise StoreError(f"{path} has schema {version}, this version needs {SCHEMA_VERSION}: move the file away and run `araswatch replay`")


def _schema_version(connection: apsw.Connection) -> int:
    return int(connection.pragma("user_version"))


def _create(connection: apsw.Connection) -> None:
    """Make the tables, unless another process was faster."""
    try:
        connection.execute(TABLES).fetchall()
    except apsw.SQLError:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if _schema_version(connection) == 0:
            raise


ADVICE: dict[type[Exception], str] = {
    apsw.FullError: "the disk is full: free some space",
    apsw.ReadOnlyError: "it is read-only: make file and folder writable",
    apsw.CantOpenError: "it cannot be opened: check that the folder exists and is writable",
    apsw.BusyError: "another process has kept it locked for a minute",
    apsw.NotADBError: "it is not a store: move it away and run `araswatch replay`",
    apsw.CorruptError: "it is damaged: move it away and run `araswatch replay`",
    apsw.IOError: "the disk failed to read or write",
}


@contextmanager
def sqlite_errors(path: Path) -> Iterator[None]:
    """Raises what SQLite reports as `StoreError` that says what to do."""
    try:
        yield
    except apsw.Error as error:
        raise StoreError(f"{path}: {ADVICE.get(type(error), 'SQLite cannot serve it')} ({error})") from error
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}") from error


def rows_of(connection: apsw.Connection, sql: str, *parameters: str | int) -> list[tuple[Any, ...]]:
    """All rows of a query, whose types the tables give."""
    return connection.execute(sql, parameters).fetchall()


@contextmanager
def transaction(connection: apsw.Connection, *, write: bool = False) -> Iterator[apsw.Connection]:
    """One consistent view of the store, or one change that happens wholly or not at all."""
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield connection
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
