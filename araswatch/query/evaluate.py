"""A query on one article, without a store: what both stores must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from araswatch.query.nodes import All, Any, Everything, Near, Node, Not, Query, Times, Value, ValuePattern, WordPattern, Words
from araswatch.query.searchable import Searchable, searchable
from araswatch.records import StoredArticle


def matches(query: Query, stored: StoredArticle) -> bool:
    """Whether the query finds the article, as a store without stemming would."""
    return holds(query.root, searchable(stored))


def explain(query: Query, stored: StoredArticle) -> list[tuple[str, bool]]:
    """Each clause of the query as typed, in order, and whether the article fulfils it."""
    article = searchable(stored)
    return [(query.text[slice(*node.span)], holds(node, article)) for node in clauses(query.root) if node.span]


def clauses(node: Node) -> Iterator[Node]:
    """The smallest parts of a query that a user would name."""
    if isinstance(node, All | Any) and node.span is None:
        for child in node.children:
            yield from clauses(child)
    else:
        yield node


def text_fields(field: str) -> tuple[str, ...]:
    """The text fields that a field of a query searches."""
    return ("title", "text") if field == "any" else (field,)


def holds(node: Node, article: Searchable) -> bool:
    """Whether a node finds an article."""
    match node:
        case Everything():
            return True
        case All(children=children):
            return all(holds(child, article) for child in children)
        case Any(children=children):
            return any(holds(child, article) for child in children)
        case Not(child=child):
            return not holds(child, article)
        case Value(field=field, value=value):
            return value in article.values.get(field, ())
        case ValuePattern(field=field, pattern=pattern):
            return any(like(value.lower(), pattern) for value in article.values.get(field, ()))
        case Times():
            return _in_time(node, article.time_ms(node.field))
        case Words() | Near() | WordPattern():
            return any(next(places(node, article.words[field]), None) is not None for field in text_fields(node.field))


def places(node: Words | Near | WordPattern, words: Sequence[str]) -> Iterator[range]:
    """Where in a field's words a text clause is fulfilled, as ranges of word indices, in order."""
    match node:
        case Words(words=wanted):
            return _runs(wanted, words)
        case WordPattern(pattern=pattern):
            return (range(index, index + 1) for index, word in enumerate(words) if like(word, pattern))
        case Near(words=wanted, gap=gap):
            return _windows(wanted, gap, words)


def like(value: str, pattern: str) -> bool:
    """Whether a value has a pattern of `*` and `?`; brackets are letters."""
    return fnmatchcase(value, pattern.replace("[", "[[]"))


def _runs(wanted: Sequence[str], words: Sequence[str]) -> Iterator[range]:
    length, first, rest = len(wanted), wanted[0], tuple(wanted)
    for index, word in enumerate(words):
        if word == first and tuple(words[index : index + length]) == rest:
            yield range(index, index + length)


def _windows(wanted: Sequence[str], gap: int, words: Sequence[str]) -> Iterator[range]:
    """Every shortest window that holds all wanted words and at most `gap` others."""
    latest: dict[str, int] = {}
    for index, word in enumerate(words):
        if word in wanted:
            latest[word] = index
            start = min(latest.values())
            if len(latest) == len(wanted) and index + 1 - start - len(wanted) <= gap:
                yield range(start, index + 1)


def _in_time(node: Times, ms: int) -> bool:
    return (node.low_ms is None or node.low_ms <= ms) and (node.high_ms is None or ms < node.high_ms)
