"""A text taken from a page → which of the page's blocks it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    held = [False] * len(blocks)
    starts = [0] * len(blocks)
    cursor = 0
    for number, block in enumerate(blocks):
        if len(block) >= SURE_CHARS:
            at = target.find(block, cursor)
            at = at if at >= 0 else target.find(block, 0, cursor + len(block) - 1)
            if at >= 0:
                held[number] = True
                cursor = at + len(block)
                starts[number] = at
    _fill_gaps(blocks, target, held, starts)
    return held


def _seen(texts: Sequence[str]) -> list[str]:
    """The texts without what is not seen, all in one pass; no page's text holds the character between them, NUL."""
    units = np.frombuffer("\0".join(texts).encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return units.compress(SEEN.take(units)).tobytes().decode("utf-16-le", "surrogatepass").split("\0")


def _fill_gaps(blocks: Sequence[str], target: str, held: list[bool], starts: list[int]) -> None:
    """Find the short blocks between two long ones in the text between those two."""
    following = len(target)
    limits = [following] * len(blocks)
    for number in range(len(blocks) - 1, -1, -1):
        limits[number] = following
        if held[number]:
            following = starts[number]
    cursor = 0
    for number, block in enumerate(blocks):
        if held[number]:
            cursor = starts[number] + len(block)
        elif block and len(block) < SURE_CHARS:
            at = target.find(block, cursor, max(limits[number], cursor))
            if at >= 0:
                held[number] = True
                cursor = at + len(block)
