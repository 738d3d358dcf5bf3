"""The narrow columns of all articles in memory: what is counted, compared and sorted. About 100 bytes an article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import apsw
import numpy as np
from numpy.typing import NDArray

from araswatch.stores.sqlite.database import rows_of

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]
Ordinals = NDArray[np.int32]

FIELDS = ("source", "kind", "host", "site", "lang", "region", "mention", "pair", "theme", "named", "author")
"""Keyword fields whose values are numbered in `vocabulary`; `id` and `story` are as many as articles and have tables of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """One position an article, in the order they were read; a changed article has a new position and its old one is dead.

    `ordinals` are the values of all articles, one after another, `owners` the positions they belong to. `fields` maps an ordinal to its
    index in `FIELDS`.
    """

    version: int
    docids: Integers
    dates_ms: Integers
    seen_ms: Integers
    stories: Integers
    alive: Mask
    ordinals: Ordinals
    owners: Ordinals
    positions: Ordinals
    fields: NDArray[np.int8]

    @classmethod
    def empty(cls) -> Self:
        none, few = np.empty(0, np.int64), np.empty(0, np.int32)
        return cls(
            version=0, docids=none, dates_ms=none, seen_ms=none, stories=none, alive=np.empty(0, np.bool_), ordinals=few, owners=few,
            positions=few, fields=np.empty(0, np.int8),
        )  # fmt: skip

    def positions_of(self, docids: Integers) -> Ordinals:
        """Positions of those docids that are known."""
        known = docids[docids < len(self.positions)]
        found = self.positions[known]
        return found[found >= 0]

    def owned(self, ordinals: Ordinals) -> Mask:
        """The articles that have one of these values."""
        mask = np.zeros(len(self.docids), np.bool_)
        wanted = self.ordinals == ordinals[0] if len(ordinals) == 1 else np.isin(self.ordinals, ordinals)
        mask[self.owners[wanted]] = True
        return mask


def refreshed(columns: Columns, connection: apsw.Connection) -> Columns:
    """The columns with what was written since; the same object where nothing was."""
    rows = rows_of(
        connection,
        "SELECT docid, date_ms, seen_ms, story, attributes, version FROM columns WHERE version > ? ORDER BY version",
        columns.version,
    )
    return _extended(columns, rows, connection) if rows else columns


def _extended(columns: Columns, rows: list[tuple[Any, ...]], connection: apsw.Connection) -> Columns:
    docids, dates, seen, stories, attributes, versions = zip(*rows, strict=True)
    known, new = len(columns.docids), np.array(docids, np.int64)
    lengths = np.fromiter((len(blob) // 4 if blob else 0 for blob in attributes), np.int64, len(rows))
    positions = _grown(columns.positions, int(new.max()) + 1)
    stale = positions[new]
    alive = np.concatenate([columns.alive, np.fromiter((blob is not None for blob in attributes), np.bool_, len(rows))])
    alive[stale[stale >= 0]] = False
    positions[new] = np.arange(known, known + len(rows), dtype=np.int32)
    return Columns(
        version=versions[-1],
        docids=np.concatenate([columns.docids, new]),
        dates_ms=np.concatenate([columns.dates_ms, np.array(dates, np.int64)]),
        seen_ms=np.concatenate([columns.seen_ms, np.array(seen, np.int64)]),
        stories=np.concatenate([columns.stories, np.array(stories, np.int64)]),
        alive=alive,
        ordinals=np.concatenate([columns.ordinals, np.frombuffer(b"".join(blob or b"" for blob in attributes), "<i4")]),
        owners=np.concatenate([columns.owners, np.repeat(np.arange(known, known + len(rows), dtype=np.int32), lengths)]),
        positions=positions,
        fields=_fields(columns.fields, connection),
    )


def _grown(positions: Ordinals, length: int) -> Ordinals:
    grown = np.full(max(length, len(positions)), -1, np.int32)
    grown[: len(positions)] = positions
    return grown


def _fields(fields: NDArray[np.int8], connection: apsw.Connection) -> NDArray[np.int8]:
    """`fields` with the values that were added; ordinals are given out in order and never taken back."""
    rows = rows_of(connection, "SELECT ordinal, field FROM vocabulary WHERE ordinal >= ? ORDER BY ordinal", len(fields))
    grown = np.full(rows[-1][0] + 1 if rows else len(fields), -1, np.int8)
    grown[: len(fields)] = fields
    for ordinal, field in rows:
        grown[ordinal] = FIELDS.index(field)
    return grown
