"""The lead: sentences between the title and the text that a model of long articles takes for a teaser."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import Block

REACH = 6
"""Blocks behind the title in which a lead is looked for: a byline, a date and a picture's caption may stand before it."""
SHORTEST, LONGEST = 60, 600
HOPELESS = 0.02
ENDS = '.!?…。؟։۔"”»“'


def with_lead(blocks: Sequence[Block], chosen: Sequence[bool], probabilities: NDArray[np.float32], title_at: int | None) -> list[bool]:
    """The choice with the sentences between the title and the first chosen block, unless the model is sure against them."""
    kept = list(chosen)
    if title_at is None or True not in kept or kept.index(True) < title_at:
        return kept
    last = len(kept) - 1 - kept[::-1].index(True)
    for block in blocks[title_at + 1 : min(title_at + 1 + REACH, last)]:
        if not kept[block.index] and probabilities[block.index] >= HOPELESS:
            kept[block.index] = SHORTEST <= len(block.text) <= LONGEST and block.text[-1] in ENDS and block.link_chars * 2 < len(block.text)
    return kept
