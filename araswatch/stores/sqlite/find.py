"""A query's nodes → a mask over the columns: words by FTS5, everything else by numpy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce

import apsw
import numpy as np
from numpy.typing import NDArray

from araswatch.query.nodes import All, Any, Everything, Near, Node, Not, Times, Value, ValuePattern, WordPattern, Words
from araswatch.stores.sqlite.columns import Columns, Mask
from araswatch.stores.sqlite.database import rows_of
from araswatch.stores.sqlite.words import COLUMNS, expression, joined, relevant

TERMS_AT_ONCE = 500
BM25_WEIGHTS = "4.0, 1.0, 1.0"
"""Of title, text and author."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """One search over one state of the store. `docids` bounds what FTS5 reads, as (lowest, highest); `found` is what it has answered."""

    connection: apsw.Connection
    columns: Columns
    docids: tuple[int, int]
    found: dict[str, Mask] = field(default_factory=dict)

    def mask(self, node: Node) -> Mask:
        """The positions that a node finds; dead ones may be among them."""
        if asked := expression(node):
            return self._found_by_words(asked)
        match node:
            case Everything():
                return np.ones(len(self.columns.docids), np.bool_)
            case All(children=children):
                return self._all(children)
            case Any(children=children):
                return reduce(np.logical_or, [self.mask(child) for child in children])
            case Not(child=child):
                return ~self.mask(child)
            case Times():
                return self._in_time(node)
            case Value():
                return self._with_value(node)
            case ValuePattern():
                return self._with_pattern(node)
            case WordPattern():
                return self._with_word_pattern(node)
            case Words() | Near():
                raise AssertionError("FTS5 takes these")

    def scores(self, node: Node) -> NDArray[np.float64]:
        """How well each position answers a node's words, higher is better; 0 where there are none."""
        scores = np.zeros(len(self.columns.docids))
        if asked := relevant(node):
            sql = f"SELECT rowid, bm25(words, {BM25_WEIGHTS}) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"  # noqa: S608 constants
            rows = rows_of(self.connection, sql, asked, *self.docids)
            docids = np.fromiter((docid for docid, _ in rows), np.int64, len(rows))
            scores[self.columns.positions[docids]] = np.fromiter((-score for _, score in rows), np.float64, len(rows))
            self.found[asked] = self._at(docids)
        return scores

    def articles_with(self, words: list[str]) -> dict[str, int]:
        """In how many articles each word stands."""
        sql = "SELECT term, doc FROM terms WHERE term IN (SELECT value FROM json_each(?))"
        return dict(rows_of(self.connection, sql, json.dumps(words, ensure_ascii=False)))

    def _all(self, children: Sequence[Node]) -> Mask:
        """Words together in one expression, since FTS5 is quick at crossing lists."""
        worded = tuple(child for child in children if expression(child.child if isinstance(child, Not) else child))
        if len(worded) < 2 or len(worded) == len(children) or all(isinstance(child, Not) for child in worded):
            return reduce(np.logical_and, [self.mask(child) for child in children])
        others = [self.mask(child) for child in children if child not in worded]
        return reduce(np.logical_and, others, self.mask(All(children=worded)))

    def _found_by_words(self, asked: str) -> Mask:
        if asked not in self.found:
            sql = "SELECT group_concat(rowid) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
            joined_docids = self.connection.execute(sql, (asked, *self.docids)).fetchall()[0][0]
            self.found[asked] = self._at(np.fromstring(str(joined_docids or ""), np.int64, sep=","))
        return self.found[asked]

    def _at(self, docids: NDArray[np.int64]) -> Mask:
        mask = np.zeros(len(self.columns.docids), np.bool_)
        mask[self.columns.positions_of(docids)] = True
        return mask

    def _in_time(self, node: Times) -> Mask:
        times = self.columns.dates_ms if node.field == "date" else self.columns.seen_ms
        low = np.iinfo(np.int64).min if node.low_ms is None else node.low_ms
        return (times >= low) if node.high_ms is None else (times >= low) & (times < node.high_ms)

    def _with_value(self, node: Value) -> Mask:
        match node.field:
            case "id":
                return self._at(self._integers("SELECT docid FROM articles WHERE id = ?", node.value))
            case "story":
                return np.isin(self.columns.stories, self._integers("SELECT ordinal FROM stories WHERE id = ?", node.value))
        return self._owning(self._integers("SELECT ordinal FROM vocabulary WHERE field = ? AND value = ?", node.field, node.value))

    def _with_pattern(self, node: ValuePattern) -> Mask:
        pattern = node.pattern.replace("[", "[[]")
        match node.field:
            case "id":
                return self._at(self._integers("SELECT docid FROM articles WHERE lower(id) GLOB ?", pattern))
            case "story":
                return np.isin(self.columns.stories, self._integers("SELECT ordinal FROM stories WHERE lower(id) GLOB ?", pattern))
        return self._owning(self._integers("SELECT ordinal FROM vocabulary WHERE field = ? AND lower(value) GLOB ?", node.field, pattern))

    def _owning(self, ordinals: NDArray[np.int64]) -> Mask:
        if not len(ordinals):
            return np.zeros(len(self.columns.docids), np.bool_)
        return self.columns.owned(ordinals.astype(np.int32))

    def _with_word_pattern(self, node: WordPattern) -> Mask:
        """The terms of the index that have the pattern, in portions that FTS5's parser takes."""
        rows = self.connection.execute("SELECT term FROM terms WHERE term GLOB ?", (node.pattern,))
        terms = [f'"{term}"' for (term,) in rows]
        portions = [terms[start : start + TERMS_AT_ONCE] for start in range(0, len(terms), TERMS_AT_ONCE)]
        masks = [self._found_by_words(f"{COLUMNS[node.field]} : {joined('OR', portion)}") for portion in portions]
        return reduce(np.logical_or, masks, np.zeros(len(self.columns.docids), np.bool_))

    def _integers(self, sql: str, *parameters: str) -> NDArray[np.int64]:
        return np.fromiter((row[0] for row in self.connection.execute(sql, parameters)), np.int64)
