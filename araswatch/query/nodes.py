"""The parsed query: a small tree of frozen nodes that both stores compile and the evaluator reads.

A leaf's `span` is the part of the query's text that it came from, as (start, end); inner nodes carry one only where they stand for one
thing that the user typed (a negation, a word expanded to a place).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """Finds every article."""

    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Folded words that stand next to each other in one text field. `field` is `any` (title or text), `title`, `text` or `author`.

    `literal` where the user quoted them: a store then adds nothing of its own, such as stems, which it makes of `typed`.
    """

    field: str
    words: tuple[str, ...]
    literal: bool = False
    typed: str = dataclasses.field(default="", compare=False)
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Distinct folded words in any order, with at most `gap` other words between the first and the last."""

    field: str
    words: tuple[str, ...]
    gap: int
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPattern:
    """One folded word with `*` (any letters, also none) and `?` (one letter)."""

    field: str
    pattern: str
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A keyword field that holds exactly this value."""

    field: str
    value: str
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePattern:
    """A keyword field that holds a value of this pattern, in either case; `*` alone: any value at all."""

    field: str
    pattern: str
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A time in milliseconds since 1970: `low_ms` inclusive, `high_ms` exclusive, `None` open. `field` is `date` or `seen`."""

    field: str
    low_ms: int | None
    high_ms: int | None
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Finds what every child finds."""

    children: tuple[Node, ...]
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Any:
    """Finds what at least one child finds."""

    children: tuple[Node, ...]
    span: Span | None = dataclasses.field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """Finds what its child does not."""

    child: Node
    span: Span | None = dataclasses.field(default=None, compare=False)


TextLeaf = Words | Near | WordPattern
Leaf = Everything | TextLeaf | Value | ValuePattern | Times
Node = Leaf | All | Any | Not


class NameLookup(Protocol):
    """Places by name: what a word that is one is searched as beside its own spelling, and where a text names it."""

    def name_ids(self, folded: Sequence[str]) -> frozenset[str]:
        """Ids of the places of which these folded words are a whole name, as `Tags.named` holds them; empty for none."""

    def find_names(self, text: str, ids: Collection[str], language: str | None = None) -> list[tuple[int, int]]:
        """Character spans where a text names one of these places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A parsed query. `text` is what the user typed; `names` knew the places that it names and knows where a text names them."""

    text: str
    root: Node
    names: NameLookup | None = dataclasses.field(default=None, compare=False, repr=False)
