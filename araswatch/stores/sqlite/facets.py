"""Counts of the values of what was found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import apsw
import numpy as np
from numpy.typing import NDArray

from araswatch.errors import StoreError
from araswatch.stores import FACETS
from araswatch.stores.sqlite.columns import FIELDS, Columns, Mask
from araswatch.stores.sqlite.database import rows_of

NAME_OF_STORY = "SELECT ordinal, id FROM stories WHERE ordinal IN (SELECT value FROM json_each(?))"
NAME_OF_VALUE = "SELECT ordinal, value FROM vocabulary WHERE ordinal IN (SELECT value FROM json_each(?))"
MOST_EQUALS = 1_000


def count_facets(
    connection: apsw.Connection, columns: Columns, mask: Mask, names: Sequence[str], size: int
) -> dict[str, Mapping[str, int]]:
    """For each facet the `size` most frequent values of the articles in `mask`; equal counts by value."""
    if unknown := set(names) - set(FACETS):
        raise StoreError(f"unknown facet {', '.join(sorted(unknown))}; known are {', '.join(FACETS)}")
    numbered = set(names) - {"story"}
    counts = np.bincount(columns.ordinals[mask[columns.owners]], minlength=len(columns.fields)) if numbered else np.empty(0, np.int64)
    return {name: _facet(connection, columns, mask, counts, name, size) for name in names}


def _facet(connection: apsw.Connection, columns: Columns, mask: Mask, counts: NDArray[np.int64], name: str, size: int) -> Mapping[str, int]:
    if name == "story":
        ordinals, found = np.unique(columns.stories[mask], return_counts=True)
        return _named(connection, NAME_OF_STORY, ordinals, found, size)
    field = FIELDS.index("lang" if name == "language" else name)
    ordinals = np.flatnonzero((columns.fields == field) & (counts[: len(columns.fields)] > 0))
    return _named(connection, NAME_OF_VALUE, ordinals, counts[ordinals], size)


def _named(connection: apsw.Connection, names: str, ordinals: NDArray[np.int64], counts: NDArray[np.int64], size: int) -> Mapping[str, int]:
    """The values of the highest counts; up to `MOST_EQUALS` level with the last are read too, so that equal counts are ordered by value."""
    highest = np.argsort(-counts, kind="stable")[: size + MOST_EQUALS]
    count_of = dict(zip(ordinals[highest].tolist(), counts[highest].tolist(), strict=True))
    rows = rows_of(connection, names, json.dumps(list(count_of)))
    ranked = sorted(((value, count_of[ordinal]) for ordinal, value in rows), key=lambda item: (-item[1], item[0]))
    return dict(ranked[:size])
