"""Appeals to readers at the head or the end of the article's paragraphs: "… Subscribe to our channel for more." → the paragraph without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from araswatch.extract.blocks import Block
from araswatch.extract.phrases import kinds_inside
from araswatch.records import Removed

SENTENCE_END = re.compile(r"[.!?…։۔؟]\s+|[。！？]")
"""The last character of a sentence and the space behind it."""
QUOTED = re.compile('["“”„«»「」]')
"""A sentence with these is somebody's word in the article, whatever it calls for."""
APPEALS = frozenset({"subscribe", "share"})
EDGE_BLOCKS = 2
"""Appeals stand in the first and last paragraphs, or hold a link."""
APPEAL_CHARS, REST_CHARS = 240, 80


def appeals(blocks: Sequence[Block], kept: Sequence[bool]) -> dict[int, Removed]:
    """What the first, the last and the linking kept paragraphs say to their readers in a sentence at either end, by the block's index."""
    prose = [block for block in blocks if kept[block.index] and len(block.text) > REST_CHARS]
    edges = {block.index for block in (*prose[:EDGE_BLOCKS], *prose[-EDGE_BLOCKS:])}
    asked = ((block.index, appeal_of(block.text)) for block in prose if block.links or block.index in edges)
    return {number: appeal for number, appeal in asked if appeal}


def appeal_of(text: str) -> Removed | None:
    """The sentence at either end of a paragraph that appeals to readers, if enough is left without it."""
    ends = list(SENTENCE_END.finditer(text))
    for sentence in (text[ends[-1].end() :], text[: ends[0].start() + 1]) if ends else ():
        if len(sentence) > min(APPEAL_CHARS, len(text) - REST_CHARS) or QUOTED.search(sentence):
            continue
        if kinds := kinds_inside(sentence, APPEALS):
            return Removed(kind=kinds[0], text=sentence)
    return None


def without(text: str, appeal: Removed | None) -> str:
    """The paragraph without the sentence."""
    if appeal is None:
        return text
    return (text.removesuffix(appeal.text) if text.endswith(appeal.text) else text.removeprefix(appeal.text)).strip()
