"""Lucene syntax → luqum's tree. Every fault that luqum finds becomes a `QueryError` with position and reason."""

from __future__ import annotations

import re
from typing import Any

from luqum.exceptions import ParseError
from luqum.thread import parse as luqum_parse

from araswatch.errors import QueryError

LONGEST = 20_000
DEEPEST = 40
"""Brackets inside brackets; luqum's and our own walks are recursive."""

QUOTES = re.compile(r"(?<!\w)[“”„«»‟″]|[“”„«»‟″](?!\w)")
"""Typographic quotation marks at the edge of a word mean what straight ones mean; inside a word they are Hebrew abbreviations."""
LONE_SIGN = re.compile(r"(?<![^\s(])(?:'|[-+](?=\s|$))")
"""An apostrophe before a word, a dash between spaces: punctuation of a pasted headline, not syntax."""
ZONED_TIME = re.compile(r"(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?[+-]\d\d):(\d\d)")
ZONE_COLON = "\ue000"
"""Of the private use area: luqum takes a colon for the end of a field's name."""
POSITION = re.compile(r"(?:at position|position) (\d+)")
QUOTED = re.compile(r'\\.|"(?:\\.|[^"\\])*"')
QUOTED_OR_QUOTE = re.compile(f"{QUOTED.pattern}|{QUOTES.pattern}")
"""Within straight quotation marks typographic ones are part of the phrase, as it was copied from a text."""


def syntax_tree(text: str) -> Any:
    """luqum's tree of a query that is not blank; positions in it are offsets into `text`, whose length luqum sees unchanged.

    Raises `QueryError` where the text is no query, too long or too deep.
    """
    if len(text) > LONGEST:
        raise QueryError(text, f"longer than {LONGEST} characters", LONGEST)
    plain = _plain(text)
    _check_brackets(text, plain)
    try:
        return luqum_parse(plain)
    except ParseError as error:
        raise _as_query_error(text, plain, error) from None
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise QueryError(text, f"cannot be read ({error})") from None


def _plain(text: str) -> str:
    """The text with straight quotes, and the colons of zones (`+04:00`) as `ZONE_COLON`; as long as before."""
    straight = LONE_SIGN.sub(" ", QUOTED_OR_QUOTE.sub(lambda found: found[0] if len(found[0]) > 1 else '"', text))
    return ZONED_TIME.sub(rf"\1{ZONE_COLON}\2", straight)


def _check_brackets(text: str, plain: str) -> None:
    """luqum names no place for an unbalanced bracket or quote: find it here."""
    bare = QUOTED.sub(lambda found: " " * len(found[0]), plain)
    opened: list[int] = []
    for position, character in enumerate(bare):
        if character == "(":
            opened.append(position)
        elif character == ")":
            if not opened:
                raise QueryError(text, "a closing bracket without its opening one", position)
            opened.pop()
        elif character == '"' and (position == 0 or not bare[position - 1].isalnum()):
            raise QueryError(text, "a quotation mark without its closing one", position)
        if len(opened) > DEEPEST:
            raise QueryError(text, f"more than {DEEPEST} brackets inside one another", position)
    if opened:
        raise QueryError(text, "an opening bracket without its closing one", opened[-1])


def _as_query_error(text: str, plain: str, error: ParseError) -> QueryError:
    found = POSITION.search(str(error))
    if found is None:
        return QueryError(text, "ends where a word or a closing bracket is expected", len(text.rstrip()))
    position = int(found[1])
    rest = plain[position:].split(maxsplit=1)
    return QueryError(text, f"did not expect {rest[0]!r}" if rest else "ends too early", position)
