"""Text that a page holds twice: a copy of the article for another screen, a caption that each copy of a picture bears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from araswatch.extract.blocks import Block

SHORTEST = 40
"""Shorter lines come again for good reason: a speaker's name, an ingredient, a score."""
MOST = 3
"""What stands more often is a page's own rhythm: each week of a plan, each step of a guide."""


def copies(blocks: Sequence[Block], kept: Sequence[bool]) -> set[int]:
    """The indices of kept blocks that repeat an earlier kept one. A line said again at once is meant to be said twice."""
    times = Counter(block.text for block in blocks if kept[block.index] and len(block.text) >= SHORTEST)
    found, seen, last = set(), set(), ""
    for block in blocks:
        if not kept[block.index]:
            continue
        if block.text in seen and times[block.text] <= MOST and block.text != last:
            found.add(block.index)
        if block.text in times:
            seen.add(block.text)
        last = block.text
    return found
