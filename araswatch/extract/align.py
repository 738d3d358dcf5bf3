"""A text taken from a page → which of the page's blocks it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

UNSEEN = re.compile(r"[\s|\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
"""White space, format characters and bars: trafilatura drops the second, so that Persian words lose their joiners, and sets the last
between the cells of tables."""
SEEN = np.ones(0x10000, dtype=np.bool_)
"""Whether a unit of UTF-16 is seen."""
SEEN[[found.start() for found in UNSEEN.finditer("".join(map(chr, range(len(SEEN)))))]] = False
SURE_CHARS = 25
"""From here on a block is found wherever it stands; shorter ones only between the longer ones around them."""


def align(blocks: Sequence[str], target: str) -> list[bool]:
    """For each block whether `target` holds it, compared without what is not seen; `target` keeps the blocks' order, more or less."""
    *blocks, target = _seen([*blocks, target])
    starts: dict[int, int] = {}
    cursor = 0
    for number, block in enumerate(blocks):
        if len(block) >= SURE_CHARS:
            at = target.find(block, cursor)
            at = at if at >= 0 else target.find(block, 0, cursor + len(block) - 1)
            if at >= 0:
                starts[number] = at
                cursor = at + len(block)
    held = starts.keys() | set(_short_ones(blocks, target, starts))
    return [number in held for number in range(len(blocks))]


def _seen(texts: Sequence[str]) -> list[str]:
    """The texts without what is not seen, all in one pass; no page's text holds the character between them, NUL."""
    units = np.frombuffer("\0".join(texts).encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return units.compress(SEEN.take(units)).tobytes().decode("utf-16-le", "surrogatepass").split("\0")


def _short_ones(blocks: Sequence[str], target: str, starts: dict[int, int]) -> Iterator[int]:
    """The short blocks that stand between two long ones, as the text between those two does; `starts` is where each long one does."""
    ends = [0, *(start + len(blocks[number]) for number, start in starts.items())]
    limits = [*starts.values(), len(target)]
    for first, last, end, limit in zip([0, *starts], [*starts, len(blocks)], ends, limits, strict=True):
        cursor = end
        for number in range(first, last) if cursor < limit else ():
            short = 0 < len(blocks[number]) < SURE_CHARS
            if short and (at := target.find(blocks[number], cursor, limit)) >= 0:
                yield number
                cursor = at + len(blocks[number])
