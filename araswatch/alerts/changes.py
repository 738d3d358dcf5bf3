"""Two revisions of an article → what changed, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from araswatch.fold import fold

LONGEST_LINE = 300
MOST_LINES = 12


def readable_changes(before: tuple[str, str], after: tuple[str, str]) -> tuple[str, ...]:
    """Changed paragraphs of (title, text), `- ` as it was and `+ ` as it is; the headline first.

    What differs in case or accents alone is left out. At most twelve lines of 300 characters; the last then says how many more there are.
    """
    lines = [*_headline(before[0], after[0]), *_paragraphs(before[1].splitlines(), after[1].splitlines())]
    shown = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines[:MOST_LINES]]
    return (*shown, *([f"… and {len(lines) - MOST_LINES} more changed lines"] if len(lines) > MOST_LINES else []))


def _headline(before: str, after: str) -> list[str]:
    return [] if _same(before, after) else [f"- {before}", f"+ {after}"]


def _paragraphs(before: list[str], after: list[str]) -> Iterator[str]:
    alike = SequenceMatcher(None, [_plain(line) for line in before], [_plain(line) for line in after], autojunk=False)
    for tag, first, last, new_first, new_last in alike.get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in before[first:last] if line.strip())
            yield from (f"+ {line}" for line in after[new_first:new_last] if line.strip())


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(line: str) -> str:
    return " ".join(fold(line).split())
