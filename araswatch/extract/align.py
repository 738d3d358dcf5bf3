"""A text taken from a page → which of the page's blocks it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

UNSEEN = re.compile(r"[|\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
"""Format characters and bars, beside white space: trafilatura drops the second, so that Persian words lose their joiners, and sets the last
between the cells of tables."""
SURE_CHARS = 25
"""From here on a block is found wherever it stands; shorter ones only between the longer ones around them."""


def align(blocks: Sequence[str], target: str) -> list[bool]:
    """For each block whether `target` holds it, compared without what is not seen; `target` keeps the blocks' order, more or less."""
    blocks, target = [_seen(block) for block in blocks], _seen(target)
    held = [False] * len(blocks)
    ends = [0] * len(blocks)
    cursor = 0
    for number, block in enumerate(blocks):
        if len(block) >= SURE_CHARS:
            at = target.find(block, cursor)
            at = at if at >= 0 else target.find(block)
            if at >= 0:
                held[number] = True
                cursor = at + len(block)
                ends[number] = at
    _fill_gaps(blocks, target, held, ends)
    return held


def _seen(text: str) -> str:
    dense = "".join(text.split())
    return dense.replace("|", "") if dense.isascii() else UNSEEN.sub("", dense)


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
