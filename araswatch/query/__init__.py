"""Step: Lucene query syntax → a query that either store can run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query. `text` is what the user typed."""

    text: str
