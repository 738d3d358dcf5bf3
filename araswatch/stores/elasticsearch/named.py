"""Many queries in one request: each under its number as a named query, and each hit says by which of them it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LEAVES_AT_ONCE = 400
"""Conditions in one request; a node with a small heap takes 1,024 at least."""


def named_together(clauses: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Clauses that find what any of some queries finds, all queries together."""
    portion: list[dict[str, Any]] = []
    leaves = 0
    for number, clause in enumerate(clauses):
        size = leaves_of(clause)
        if portion and leaves + size > LEAVES_AT_ONCE:
            yield _any(portion)
            portion, leaves = [], 0
        portion.append({"bool": {"filter": [clause], "_name": str(number)}})
        leaves += size
    if portion:
        yield _any(portion)


def numbers_in(hit: Mapping[str, Any]) -> list[int]:
    """The numbers of the queries that found a hit."""
    return [int(name) for name in hit.get("matched_queries", ())]


def leaves_of(clause: Any) -> int:
    """How many conditions a clause holds, all in all."""
    if isinstance(clause, list):
        return sum(leaves_of(one) for one in clause)
    if not isinstance(clause, dict):
        return 0
    inner = sum(leaves_of(one) for one in clause.values())
    return inner + (not any(isinstance(one, dict | list) for one in clause.values()))


def _any(named: list[dict[str, Any]]) -> dict[str, Any]:
    return {"bool": {"should": named, "minimum_should_match": 1}}
