"""What short lines of forms and of readers' comments say, in many languages: a field's name, a button, "Reply", "Ann writes:".

The words are those of `schemas/furniture/forms.yml`. They tell the kind of what is removed, never whether it is.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from araswatch.extract.phrases import fold_line, inside_pattern, load_schema, opening, opening_of

FIELD_CHARS = 60
"""A longer line is no field's name, button or "Ann writes:"."""
COLONS = (":", "։", "：")
BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


class Word(StrEnum):
    """What a line says of a form, of a reader's comment or of a notice."""

    FIELD = "field"
    REPLY = "reply"
    WRITES = "writes"
    ACCOUNT = "account"
    AGREE = "agree"


@lru_cache(maxsize=4_000)
def word_of(line: str) -> Word | None:
    """What the line says, or `None`. A short line with an asterisk behind its words names a field that must be filled in, in any
    language."""
    short = len(line) <= FIELD_CHARS
    if not short and opening_of(line) not in _account_openings():
        return None
    folded = fold_line(line)
    said = _whole().get(folded)
    if said is Word.ACCOUNT or folded.startswith(_account()):
        return Word.ACCOUNT
    return said or _field_or_writer(line, folded) if short else None


def _field_or_writer(line: str, folded: str) -> Word | None:
    if line.rstrip().endswith("*") or _bare(line, folded) in _fields():
        return Word.FIELD
    return Word.WRITES if line.rstrip().endswith(COLONS) and f" {folded}".endswith(_writes()) else None


def agrees(line: str) -> bool:
    """Whether the line is a button of a notice: `word_of` without all that the line may be otherwise."""
    return _whole().get(fold_line(line)) is Word.AGREE


def asks_consent(line: str) -> bool:
    """Whether a paragraph holds what notices of cookies do."""
    return _consent().search(fold_line(line)) is not None


def _bare(line: str, folded: str) -> str:
    """A field's name without what stands beside it: "(required)", "optional"."""
    if "(" in line or "[" in line:
        folded = fold_line(BRACKETS.sub(" ", line))
    return folded.rpartition(" ")[0] if folded.endswith(_required()) else folded


@cache
def _forms() -> dict[str, Any]:
    return load_schema("furniture/forms.yml")


@cache
def _lines(key: str) -> tuple[str, ...]:
    listed = _forms()[key]
    flat = [line for part in listed for line in ([part] if isinstance(part, str) else part)]
    return tuple(line.replace("#", "0") for line in flat)


@cache
def _whole() -> dict[str, Word]:
    """What folded lines say that are nothing else; a field's name may have something beside it."""
    return {line: word for word in (Word.AGREE, Word.REPLY, Word.ACCOUNT) for line in _folded(word)}


@cache
def _fields() -> frozenset[str]:
    return _folded(Word.FIELD)


def _folded(word: Word) -> frozenset[str]:
    return frozenset(fold_line(line) for line in _lines(word) if not line.endswith("…"))


@cache
def _account() -> tuple[str, ...]:
    return tuple(fold_line(line) for line in _lines("account") if line.endswith("…"))


@cache
def _account_openings() -> frozenset[str]:
    """How lines begin that tell of an account, and "" for those of which the begin is not told."""
    return frozenset({"", *(opening(fold_line(line)) for line in _lines("account"))})


@cache
def _consent() -> re.Pattern[str]:
    return inside_pattern(_lines("consent"))


@cache
def _required() -> tuple[str, ...]:
    return tuple(f" {fold_line(word)}" for word in _lines("required"))


@cache
def _writes() -> tuple[str, ...]:
    return tuple(f" {fold_line(line)}" for line in _lines("writes"))
