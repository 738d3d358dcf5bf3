"""Two revisions of an article → what changed, for a person to read."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from araswatch.fold import fold
from araswatch.records import Article
from araswatch.revisions import only_on

LONGEST_LINE = 300
MOST_LINES = 12


def readable_changes(before: Article, after: Article) -> tuple[str, ...]:
    """Changed paragraphs, `- ` as they were and `+ ` as they are; the headline first.

    What differs in case or accents alone is left out, and so are paragraphs that stand on both pages: moved ones, and those that were taken
    for an advertisement or a comment once. At most twelve lines of 300 characters; the last then says how many more there are.
    """
    lines = [*_headline(before.title, after.title), *_paragraphs(before, after)]
    shown = [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…" for line in lines[:MOST_LINES]]
    return (*shown, *([f"… and {len(lines) - MOST_LINES} more changed lines"] if len(lines) > MOST_LINES else []))


def _headline(before: str, after: str) -> list[str]:
    return [] if _plain(before) == _plain(after) else [f"- {before}", f"+ {after}"]


def _paragraphs(before: Article, after: Article) -> Iterator[str]:
    """The changed ones where they stand, each as it was before each as it is."""
    gone, come = set(only_on(before, after)), set(only_on(after, before))
    old, new = before.text.split("\n"), after.text.split("\n")
    alike = SequenceMatcher(None, [_plain(line) for line in old], [_plain(line) for line in new], autojunk=False)
    for tag, first, last, new_first, new_last in alike.get_opcodes():
        if tag != "equal":
            yield from (f"- {line}" for line in old[first:last] if line in gone)
            yield from (f"+ {line}" for line in new[new_first:new_last] if line in come)


def _plain(line: str) -> str:
    return " ".join(fold(line).split())
