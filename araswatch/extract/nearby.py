"""What stands around a page's title, where readers look for author and date."""

from __future__ import annotations

from araswatch.extract.blocks import Block, Layout

LATER = 2
"""A line before the title is as far from it as one so many lines further behind: bylines follow titles more often than they lead them."""


def near_title(layout: Layout, title_at: int, *, before: int, behind: int) -> list[tuple[int, Block]]:
    """The title's block, `before` blocks before and `behind` blocks behind it, each with its distance, nearest first."""
    following = [(block.index - title_at, block) for block in layout.blocks[title_at : title_at + behind + 1]]
    leading = [(title_at - block.index + LATER, block) for block in reversed(layout.blocks[max(title_at - before, 0) : title_at])]
    return sorted([*following, *leading], key=lambda pair: pair[0])
