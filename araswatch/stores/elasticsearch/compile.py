"""A query's nodes → Elasticsearch's query language. Words go to the folded fields, so that both stores find the same.

Words that are not quoted are looked up stemmed as well, which only ever adds hits: never under a negation, where it would take some away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any as Json

from araswatch.query.evaluate import text_fields
from araswatch.query.nodes import All, Any, Everything, Near, Node, Not, Query, Times, Value, ValuePattern, WordPattern, Words
from araswatch.stores.elasticsearch.languages import ANALYZERS, stemmed_languages

BOOSTS = {"title": 4.0, "text": 1.0, "author": 1.0}
STEM_BOOST = 0.3
MOST_STEMS = 600
"""Clauses of one query that look for stems: a word takes one per language and field, and a small node of many cores refuses a query of more
than 1,024 clauses."""

Clause = dict[str, Json]


def compiled(query: Query, languages: Collection[str] = ANALYZERS) -> Clause:
    """The query clause that finds what the query says, and its words' other forms in these languages."""
    stems = sum(len(list(_stemmed(words, languages))) for words in _stemmable(query.root))
    return _compile(query.root, languages if stems <= MOST_STEMS else ())


def _stemmable(node: Node) -> Iterator[Words]:
    match node:
        case All(children=children) | Any(children=children):
            for child in children:
                yield from _stemmable(child)
        case Words() if _is_stemmed(node):
            yield node


def _is_stemmed(node: Words) -> bool:
    return not node.literal and bool(node.typed) and node.field in ("any", "title", "text")


def _compile(node: Node, languages: Collection[str]) -> Clause:
    match node:
        case Everything():
            return {"match_all": {}}
        case All(children=children):
            return _conjunction(children, languages)
        case Any(children=children):
            return _either([_compile(child, languages) for child in children])
        case Not(child=child):
            return {"bool": {"must_not": [_compile(child, ())]}}
        case Value(field=field, value=value):
            return {"constant_score": {"filter": {"term": {f"values.{field}": value}}, "boost": 0.0}}
        case ValuePattern():
            return {"constant_score": {"filter": _value_pattern(node), "boost": 0.0}}
        case Times():
            return {"constant_score": {"filter": {"range": {f"times.{node.field}": _limits(node)}}, "boost": 0.0}}
        case Words():
            return _either([*_folded(node), *(_stemmed(node, languages) if _is_stemmed(node) else ())])
        case Near() | WordPattern():
            return _either(_folded(node))


def _conjunction(children: tuple[Node, ...], languages: Collection[str]) -> Clause:
    wanted = [_compile(child, languages) for child in children if not isinstance(child, Not)]
    unwanted = [_compile(child.child, ()) for child in children if isinstance(child, Not)]
    return {"bool": {"must": wanted, "must_not": unwanted}}


def _either(clauses: list[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}


def _folded(node: Words | Near | WordPattern) -> list[Clause]:
    return [_folded_in(f"folded.{field}", node, BOOSTS[field]) for field in text_fields(node.field)]


def _folded_in(field: str, node: Words | Near | WordPattern, boost: float) -> Clause:
    match node:
        case Words(words=words) if len(words) == 1:
            return {"term": {field: {"value": words[0], "boost": boost}}}
        case Words(words=words):
            return {"match_phrase": {field: {"query": " ".join(words), "boost": boost}}}
        case Near(words=words, gap=gap):
            intervals = [{"match": {"query": word}} for word in words]
            return {"intervals": {field: {"all_of": {"intervals": intervals, "ordered": False, "max_gaps": gap}, "boost": boost}}}
        case WordPattern(pattern=pattern):
            return {"wildcard": {field: {"value": pattern, "boost": boost}}}


def _stemmed(node: Words, languages: Collection[str]) -> Iterator[Clause]:
    for language in (language for language in stemmed_languages(node.typed) if language in languages):
        for field in text_fields(node.field):
            boost = STEM_BOOST * BOOSTS[field]
            yield {"match_phrase": {f"stemmed.{language}.{field}": {"query": node.typed, "boost": boost}}}


def _value_pattern(node: ValuePattern) -> Clause:
    field = f"values.{node.field}"
    if node.pattern == "*":
        return {"exists": {"field": field}}
    return {"wildcard": {field: {"value": node.pattern, "case_insensitive": True}}}


def _limits(node: Times) -> Clause:
    limits = {"gte": node.low_ms, "lt": node.high_ms}
    return {name: ms for name, ms in limits.items() if ms is not None}
