"""The author's name below the text: a line of its own behind the last paragraph, as agencies, regional papers and columns set it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from araswatch.extract.blocks import Block, Layout
from araswatch.extract.lead import ENDS
from araswatch.extract.structure import HEADINGS, Marks

LONGEST, PARAGRAPH = 50, 80
"""Characters of a signature at most, of a paragraph at least."""
WORDS = range(2, 5)
NOT_NAMES = frozenset("0123456789:;,!?…&|+*#%€$")
NOT_BELOW = (
    Marks.COMMENTS
    | Marks.COMMENT_FORM
    | Marks.COOKIE
    | Marks.LOGIN
    | Marks.RELATED
    | Marks.TEASER
    | Marks.SUBSCRIBE
    | Marks.FOOTER
    | Marks.ASIDE
    | Marks.NAVIGATION
    | Marks.TAGS
    | Marks.CAPTION
    | Marks.QUOTE
    | Marks.LIST
    | Marks.SHARE
)


def find_signatures(layout: Layout, title_at: int | None) -> Iterator[tuple[Block, str]]:
    """Lines that hold a capitalised name and end a run of paragraphs, each with the name, without the agency behind it."""
    for before, block in pairwise(layout.blocks[title_at or 0 :]):
        name = block.text.partition("/")[0].strip()
        if _is_paragraph(before) and _may_be_signature(block) and _looks_like_name(name) and not _leads_on(layout, block):
            yield block, name


def _may_be_signature(block: Block) -> bool:
    return len(block.text) <= LONGEST and not block.link_chars and not block.marks & NOT_BELOW and block.frame.tag not in HEADINGS


def _looks_like_name(text: str) -> bool:
    letters = text.replace(" ", "")
    return len(text.split()) in WORDS and text[0].isupper() and any(map(str.islower, text)) and not set(letters) & NOT_NAMES


def _leads_on(layout: Layout, block: Block) -> bool:
    """Whether the line heads a paragraph, a list or a table."""
    behind = layout.blocks[block.index + 1 : block.index + 2]
    return any(_is_paragraph(following) or following.marks & (Marks.LIST | Marks.TABLE) & ~block.marks for following in behind)


def _is_paragraph(block: Block) -> bool:
    is_prose = len(block.text) >= PARAGRAPH and block.text[-1] in ENDS
    return is_prose and block.link_chars * 2 < len(block.text) and not block.marks & NOT_BELOW
