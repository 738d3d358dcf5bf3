"""Text clauses → FTS5 expressions. Folded words are letters and digits, so nothing needs escaping inside the quotes."""

from __future__ import annotations

import re

from araswatch.query.nodes import All, Any, Near, Node, Not, WordPattern, Words

COLUMNS = {"any": "{title text}", "title": "{title}", "text": "{text}", "author": "{author}"}
PREFIX = re.compile(r"[^*?]+\*")


def expression(node: Node) -> str | None:
    """What FTS5 is asked for a node that is made of words alone; `None` where something else is in it."""
    match node:
        case Words(field=field, words=words):
            return f'{COLUMNS[field]} : "{" ".join(words)}"'
        case Near(field=field, words=words, gap=gap):
            return f"{COLUMNS[field]} : NEAR({_quoted(words)}, {gap + len(words) - 2})"
        case WordPattern(field=field, pattern=pattern) if PREFIX.fullmatch(pattern):
            return f'{COLUMNS[field]} : "{pattern[:-1]}" *'
        case All(children=children):
            return _conjunction(children)
        case Any(children=children):
            parts = [expression(child) for child in children]
            return joined("OR", [part for part in parts if part]) if all(parts) else None
    return None


def _conjunction(children: tuple[Node, ...]) -> str | None:
    """FTS5 knows no NOT without a left side: a conjunction of negations alone is not for it."""
    wanted = [expression(child) for child in children if not isinstance(child, Not)]
    unwanted = [expression(child.child) for child in children if isinstance(child, Not)]
    if not wanted or not all(wanted) or not all(unwanted):
        return None
    left = joined("AND", [part for part in wanted if part])
    return f"({left} NOT {joined('OR', [part for part in unwanted if part])})" if unwanted else left


def relevant(node: Node) -> str | None:
    """What FTS5 is asked to rank a query's hits: its words, without what else it asks for; `None` where it has none."""
    match node:
        case All(children=children):
            parts = [part for child in children if (part := relevant(child))]
            return joined("AND", parts) if parts else None
        case Any(children=children):
            parts = [part for child in children if (part := relevant(child))]
            return joined("OR", parts) if parts else None
        case Not():
            return None
    return expression(node)


def joined(operator: str, parts: list[str]) -> str:
    """Expressions under one operator."""
    return parts[0] if len(parts) == 1 else f"({f' {operator} '.join(parts)})"


def _quoted(words: tuple[str, ...]) -> str:
    return " ".join(f'"{word}"' for word in words)
