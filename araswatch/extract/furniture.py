"""The guard: which blocks of a page are furniture, by structure, position, link density, form fields and phrases together."""

from __future__ import annotations

from araswatch.extract.blocks import Block, Layout
from araswatch.extract.phrases import kinds_of_line
from araswatch.extract.structure import Marks

KINDS: tuple[tuple[Marks, str], ...] = (
    (Marks.COMMENT_FORM, "comment-form"),
    (Marks.COMMENTS, "comments"),
    (Marks.LOGIN, "login"),
    (Marks.COOKIE, "cookie"),
    (Marks.AUTHOR_BOX, "author-box"),
    (Marks.SHARE, "share"),
    (Marks.SUBSCRIBE, "subscribe"),
    (Marks.ADVERT, "advert"),
    (Marks.RELATED, "related"),
    (Marks.NAVIGATION, "navigation"),
    (Marks.FOOTER, "footer"),
    (Marks.CAPTION, "caption"),
)
TAIL_KINDS = frozenset({"comment-form", "comments", "author-box", "login"})
PROSE_CHARS = 300


def kind_of(block: Block, kinds: tuple[str, ...] | None = None) -> str:
    """The kind under which a removed block is listed: by phrase, else by the marks around it."""
    phrases = kinds_of_line(block.text) if kinds is None else kinds
    marked = next((kind for mark, kind in KINDS if block.marks & mark), None)
    if marked in TAIL_KINDS or not phrases:
        return marked or "other"
    return phrases[0]


def tail_start(layout: Layout, kept: list[bool]) -> int:
    """The index of the block at which the article's tail begins: a comment form or author box after which no prose is kept."""
    blocks = layout.blocks
    prose = 0
    start = len(blocks)
    for block in reversed(blocks):
        kinds = kinds_of_line(block.text)
        if kinds and TAIL_KINDS & set(kinds) and prose < PROSE_CHARS:
            start = block.index
        elif kept[block.index] and len(block.text) > 100 and not kinds:
            prose += len(block.text)
    return start
