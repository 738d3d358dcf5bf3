"""luqum's tree → our nodes: which field, which words, which spelling of a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any as Syntax

from luqum import tree

from araswatch import fold
from araswatch.errors import QueryError
from araswatch.query import fields, times
from araswatch.query.nodes import (
    All,
    Any,
    Everything,
    NameLookup,
    Near,
    Node,
    Not,
    Query,
    Span,
    Times,
    Value,
    ValuePattern,
    WordPattern,
    Words,
)  # fmt: skip
from araswatch.query.searchable import to_ms
from araswatch.query.syntax import ZONE_COLON, syntax_tree

MOST_CLAUSES = 1_000
WIDEST_GAP = 100
LONGEST_NAME = 6
"""Words side by side that are looked up together as a place's name."""


def parse(text: str, *, now: datetime, names: NameLookup | None = None) -> Query:
    """The query that a text says. Blank text finds everything.

    `now` is aware: relative dates count from it, and dates without a zone are in its zone. Raises `QueryError`, and nothing else, on
    whatever it cannot understand.
    """
    if not text.strip():
        return Query(text=text, root=Everything())
    reading = _Reading(text=text, now=now, names=names)
    root = reading.node(syntax_tree(text), "any")
    if root is None:
        raise QueryError(text, "holds no letters or digits", 0)
    if sum(1 for _ in _leaves(root)) > MOST_CLAUSES:
        raise QueryError(text, f"more than {MOST_CLAUSES} clauses")
    return Query(text=text, root=root, names=names)


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case All(children=children) | Any(children=children):
            for child in children:
                yield from _leaves(child)
        case Not(child=child):
            yield from _leaves(child)
        case _:
            yield node


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One reading of one text; `field` below is the field that a clause stands under."""

    text: str
    now: datetime
    names: NameLookup | None

    def node(self, syntax: Syntax, field: str) -> Node | None:
        """The node of a piece of syntax; `None` where it is a word without letters or digits, such as a dash."""
        match syntax:
            case tree.UnknownOperation() | tree.BoolOperation():
                return _all(self._adjacent(syntax.children, field))
            case tree.AndOperation():
                return _all(self._required(child, field) for child in syntax.children)
            case tree.OrOperation():
                return Any(children=tuple(self._required(child, field) for child in syntax.children))
            case tree.Group() | tree.FieldGroup() | tree.Plus():
                return self.node(syntax.children[0], field)
            case tree.Not() | tree.Prohibit():
                return Not(child=self._required(syntax.children[0], field), span=_span(syntax))
            case tree.SearchField():
                return self._fielded(syntax, field)
        return self._leaf(syntax, field)

    def _required(self, syntax: Syntax, field: str) -> Node:
        node = self.node(syntax, field)
        if node is None:
            raise self._error("holds no letters or digits", syntax)
        return node

    def _adjacent(self, children: Sequence[Syntax], field: str) -> Iterator[Node | None]:
        """Children without an operator between them: the longest runs of words that are a place's name are taken together."""
        start = 0
        while start < len(children):
            length, named = self._name_at(children, start, field)
            yield named or self.node(children[start], field)
            start += length

    def _name_at(self, children: Sequence[Syntax], start: int, field: str) -> tuple[int, Node | None]:
        run = _run_of_words(children[start : start + LONGEST_NAME]) if field == "any" else []
        for length in range(len(run), 1, -1):
            parts = [part for word in run[:length] if (part := self._words(word, field))]
            if len(parts) == length and (ids := self._name_ids([word for part in parts for word in part.words])):
                return length, _named(parts, ids, (_span(run[0])[0], _span(run[length - 1])[1]))
        return 1, None

    def _name_ids(self, words: Sequence[str]) -> frozenset[str]:
        return self.names.name_ids(words) if self.names else frozenset()

    def _fielded(self, syntax: tree.SearchField, outer: str) -> Node:
        name, value = syntax.name.lower(), syntax.expr
        if name == "*" and _is_star(value):
            return Everything(span=_span(syntax))
        if name not in fields.FIELDS:
            raise self._unknown_field(syntax)
        if outer not in ("any", name):
            raise self._error(f"field {name} inside field {outer}", syntax)
        node = self._bound(name, value) if name in fields.BOUNDS else self._required(value, name)
        return _spanning(node, _span(syntax))

    def _unknown_field(self, syntax: tree.SearchField) -> QueryError:
        close = fields.closest_field(syntax.name)
        hint = f"did you mean {close}:?" if close else f"known are {', '.join(fields.FIELDS)}."
        return self._error(f"unknown field {syntax.name}; {hint} To search for a colon, quote the words", syntax)

    def _leaf(self, syntax: Syntax, field: str) -> Node | None:
        match syntax:
            case tree.Word() | tree.Phrase() if field in fields.TIME_FIELDS:
                return self._day(syntax, field)
            case tree.Range() | tree.From() | tree.To():
                return self._range(syntax, field)
            case tree.Word() | tree.Phrase() if field in fields.KEYWORD_FIELDS:
                return self._value(syntax, field)
            case tree.Word() if _is_star(syntax) and field == "any":
                return Everything(span=_span(syntax))
            case tree.Word() if _wild(syntax.value):
                return self._pattern(syntax, field)
            case tree.Word():
                return self._word(syntax, field)
            case tree.Phrase():
                return self._phrase(syntax, field)
            case tree.Proximity(term=tree.Phrase()):
                return self._near(syntax, field)
        raise self._unsupported(syntax)

    def _unsupported(self, syntax: Syntax) -> QueryError:
        match syntax:
            case tree.Fuzzy():
                return self._error("fuzzy search (~) is not supported; use wildcards, as in azerb*", syntax)
            case tree.Boost():
                return self._error("boosting (^) is not supported", syntax)
            case tree.Regex():
                return self._error("regular expressions (/…/) are not supported; quote the words to search for slashes", syntax)
        return self._error("is not supported here", syntax)

    def _word(self, syntax: tree.Word, field: str) -> Node | None:
        if syntax.value in ("&&", "||", "!") or re.match(r"!\w", syntax.value):
            raise self._error("operators are written AND, OR and NOT (or -)", syntax)
        words = self._words(syntax, field)
        if words is None:
            return None
        ids = self._name_ids(words.words) if field == "any" else frozenset()
        return _named([words], ids, _span(syntax)) if ids else words

    def _words(self, syntax: tree.Word, field: str) -> Words | None:
        typed = _unescaped(syntax.value)
        words = tuple(fold.words(typed))
        return Words(field=field, words=words, typed=typed, span=_span(syntax)) if words else None

    def _phrase(self, syntax: tree.Phrase, field: str) -> Node:
        words = tuple(fold.words(_unquoted(syntax)))
        if not words:
            raise self._error("the quotation marks hold no letters or digits", syntax)
        return Words(field=field, words=words, literal=True, span=_span(syntax))

    def _near(self, syntax: tree.Proximity, field: str) -> Node:
        words = tuple(fold.words(_unquoted(syntax.term)))
        gap = int(syntax.degree)
        if field not in ("any", *fields.TEXT_FIELDS) or len(words) < 2 or len(set(words)) < len(words):
            raise self._error('proximity needs two or more different words, as in "aras bridge"~5', syntax)
        if syntax.degree != gap or not 0 <= gap <= WIDEST_GAP:
            raise self._error(f"proximity is a whole number up to {WIDEST_GAP}", syntax)
        return Near(field=field, words=words, gap=gap, span=_span(syntax))

    def _pattern(self, syntax: tree.Word, field: str) -> Node:
        pieces = [piece if piece in "*?" else fold.fold(_unescaped(piece)) for piece in _wild_pieces(syntax.value)]
        folded = re.sub(r"\*+", "*", "".join(pieces))
        if not all(piece in "*?" or piece.isalnum() for piece in pieces if piece):
            raise self._error("a wildcard stands within one word of letters and digits", syntax)
        if not any(piece.isalnum() for piece in pieces):
            raise self._error("a wildcard needs at least one letter beside it", syntax)
        return WordPattern(field=field, pattern=folded, span=_span(syntax))

    def _value(self, syntax: tree.Word | tree.Phrase, field: str) -> Node:
        span = _span(syntax)
        if isinstance(syntax, tree.Phrase):
            return Value(field=field, value=fields.normal_value(field, _unquoted(syntax)), span=span)
        if _wild(syntax.value):
            return ValuePattern(field=field, pattern=re.sub(r"\*+", "*", syntax.value.lower()), span=span)
        return Value(field=field, value=fields.normal_value(field, _unescaped(syntax.value)), span=span)

    def _day(self, syntax: tree.Word | tree.Phrase, field: str) -> Node:
        if _is_star(syntax):
            return Everything(span=_span(syntax))
        low, high = self._time(syntax, field)
        return Times(field=field, low_ms=to_ms(low), high_ms=to_ms(high) if high > low else None, span=_span(syntax))

    def _bound(self, name: str, syntax: Syntax) -> Node:
        if not isinstance(syntax, tree.Word | tree.Phrase):
            raise self._error(f"{name}: needs a date, such as {times.EXAMPLES}", syntax)
        low, high = self._time(syntax, name)
        if name == "since":
            return Times(field="date", low_ms=to_ms(low), high_ms=None)
        return Times(field="date", low_ms=None, high_ms=to_ms(high))

    def _range(self, syntax: tree.Range | tree.From | tree.To, field: str) -> Node:
        if field not in fields.TIME_FIELDS:
            raise self._error("ranges are for date: and seen:, as in seen:[2026-01-01 TO 2026-02-01]", syntax)
        low, low_included, high, high_included = _limits(syntax)
        low_ms = None if low is None or _is_star(low) else to_ms(self._time(low, field)[0 if low_included else 1])
        high_ms = None if high is None or _is_star(high) else to_ms(self._time(high, field)[1 if high_included else 0])
        return Times(field=field, low_ms=low_ms, high_ms=high_ms, span=_span(syntax))

    def _time(self, syntax: Syntax, field: str) -> tuple[datetime, datetime]:
        typed = _unquoted(syntax) if isinstance(syntax, tree.Phrase) else str(syntax).strip()
        try:
            return times.time_span(_unescaped(typed).replace(ZONE_COLON, ":"), self.now)
        except ValueError:
            raise self._error(f"{field}: no such date; understood are {times.EXAMPLES}", syntax) from None

    def _error(self, reason: str, syntax: Syntax) -> QueryError:
        return QueryError(self.text, reason, syntax.pos)


def _all(nodes: Iterator[Node | None] | Sequence[Node | None]) -> Node | None:
    present = tuple(node for node in nodes if node is not None)
    return present[0] if len(present) == 1 else All(children=present) if present else None


def _named(words: Sequence[Words], ids: frozenset[str], span: Span) -> Node:
    """Words that are a place's name: themselves as they are, or the place under any of its names; its other forms need no stems."""
    spelled = _all([replace(word, typed="") for word in words])
    assert spelled is not None
    return Any(children=(spelled, *(Value(field="named", value=place) for place in sorted(ids))), span=span)


def _run_of_words(children: Sequence[Syntax]) -> list[tree.Word]:
    run: list[tree.Word] = []
    for child in children:
        if not isinstance(child, tree.Word) or _wild(child.value):
            break
        run.append(child)
    return run


def _spanning(node: Node, span: Span) -> Node:
    """The node as standing for a whole `field:value`; groups keep the spans of their members."""
    return node if isinstance(node, All | Any | Not) else replace(node, span=span)


def _span(syntax: Syntax) -> Span:
    return syntax.pos, syntax.pos + syntax.size


def _is_star(syntax: Syntax) -> bool:
    return isinstance(syntax, tree.Word) and syntax.value == "*"


def _limits(syntax: tree.Range | tree.From | tree.To) -> tuple[Syntax, bool, Syntax, bool]:
    """Lower limit, whether it is included, upper limit, whether it is included; `None` where open."""
    if isinstance(syntax, tree.Range):
        return syntax.low, syntax.include_low, syntax.high, syntax.include_high
    return (syntax.a, syntax.include, None, False) if isinstance(syntax, tree.From) else (None, False, syntax.a, syntax.include)


def _wild_pieces(typed: str) -> list[str]:
    """The stretches between wildcards and the wildcards; escaped ones are letters."""
    return [piece for piece in re.split(r"((?<!\\)[*?])", typed) if piece]


def _wild(typed: str) -> bool:
    return any(piece in "*?" for piece in _wild_pieces(typed))


def _unescaped(typed: str) -> str:
    return re.sub(r"\\(.)", r"\1", typed)


def _unquoted(syntax: tree.Phrase) -> str:
    return _unescaped(syntax.value[1:-1])
