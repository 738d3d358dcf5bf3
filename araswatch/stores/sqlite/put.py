"""Writing: an article → its rows, and rows into the tables."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from isal import isal_zlib

from araswatch.query.searchable import Searchable, searchable
from araswatch.records import StoredArticle
from araswatch.stores.document import to_document, to_json
from araswatch.stores.sqlite.columns import FIELDS
from araswatch.stores.sqlite.database import rows_of

COMPRESSION = 3
"""Of ISA-L, whose highest level is three times as fast as zlib's third and compresses as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article made ready for the tables."""

    id: str
    revision: int
    record: bytes
    search: Searchable


def row_of(stored: StoredArticle) -> Row:
    """The row of an article. Raises `ValueError` with a reason for one that no store can hold."""
    record = to_json(to_document(stored))
    return Row(id=stored.id, revision=stored.revision, record=isal_zlib.compress(record, COMPRESSION), search=searchable(stored))


def write(connection: apsw.Connection, rows: Sequence[Row]) -> None:
    """Insert rows, or replace what has their ids in an older or the same revision; inside a transaction."""
    version = next_version(connection)
    for row in rows:
        held = connection.execute("SELECT docid, revision FROM articles WHERE id = ?", (row.id,)).fetchone()
        if held is None:
            connection.execute("INSERT INTO articles (id, revision, record) VALUES (?, ?, ?)", (row.id, row.revision, row.record))
            _index(connection, connection.last_insert_rowid(), row, version)
        elif held[1] <= row.revision:
            connection.execute("UPDATE articles SET revision = ?, record = ? WHERE docid = ?", (row.revision, row.record, held[0]))
            connection.execute("DELETE FROM words WHERE rowid = ?", (held[0],))
            _index(connection, held[0], row, version)


def delete(connection: apsw.Connection, docids: Iterable[int]) -> None:
    """Forget articles, leaving an empty row in `columns`; inside a transaction."""
    version = next_version(connection)
    for docid in docids:
        connection.execute("DELETE FROM articles WHERE docid = ?", (docid,))
        connection.execute("DELETE FROM words WHERE rowid = ?", (docid,))
        connection.execute("UPDATE columns SET version = ?, attributes = NULL WHERE docid = ?", (version, docid))


def docids_of(connection: apsw.Connection, ids: Collection[str]) -> dict[str, int]:
    """The docids of those ids that are held."""
    return dict(rows_of(connection, "SELECT id, docid FROM articles WHERE id IN (SELECT value FROM json_each(?))", json.dumps(list(ids))))


def next_version(connection: apsw.Connection) -> int:
    """A version higher than any before; writers are one at a time."""
    return int(rows_of(connection, "SELECT ifnull(max(version), 0) + 1 FROM columns")[0][0])


def _index(connection: apsw.Connection, docid: int, row: Row, version: int) -> None:
    words, values = row.search.words, row.search.values
    ordinals = [_ordinal(connection, field, value) for field in FIELDS for value in values.get(field, ())]
    connection.execute(
        "INSERT OR REPLACE INTO columns VALUES (?, ?, ?, ?, ?, ?)",
        (
            docid,
            version,
            row.search.date_ms,
            row.search.seen_ms,
            _story(connection, values["story"][0]),
            np.array(ordinals, "<i4").tobytes(),
        ),
    )
    connection.execute(
        "INSERT INTO words (rowid, title, text, author) VALUES (?, ?, ?, ?)",
        (docid, " ".join(words["title"]), " ".join(words["text"]), " ".join(words["author"])),
    )


def _ordinal(connection: apsw.Connection, field: str, value: str) -> int:
    held = connection.execute("SELECT ordinal FROM vocabulary WHERE field = ? AND value = ?", (field, value)).fetchone()
    if held:
        return int(held[0])
    connection.execute("INSERT INTO vocabulary (field, value) VALUES (?, ?)", (field, value))
    return connection.last_insert_rowid()


def _story(connection: apsw.Connection, story: str) -> int:
    held = connection.execute("SELECT ordinal FROM stories WHERE id = ?", (story,)).fetchone()
    if held:
        return int(held[0])
    connection.execute("INSERT INTO stories (id) VALUES (?)", (story,))
    return connection.last_insert_rowid()
