"""What stands with a line of furniture and goes with it: the rest of a small box, a run of links, and what readers wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, zip_longest

from araswatch.extract.blocks import Block, Frame, Layout
from araswatch.extract.formwords import Word, agrees, asks_consent, word_of
from araswatch.extract.kinds import FORM_KINDS, FORMS
from araswatch.extract.phrases import fold_line, kinds_inside, kinds_of_line, load_schema
from araswatch.extract.structure import HEADINGS, Marks

BOX_CHARS, SMALL_BOX_CHARS, BOX_SHARE = 700, 400, 0.25
"""A box that a line of furniture opens holds at most so many characters, and at most this share of the chosen text."""
OPENERS = frozenset({"share", "related", "subscribe", "cookie", "login", "comment-form", "advert", "author-box"})
"""Kinds of lines that say what the box is about; others (a caption, a tag) stand for themselves."""
PAGE_TAGS = frozenset({"html", "body", "main", "article", "td", "tr", "table"})
LINK_LIST = 3
PARAGRAPH_CHARS = 100
PROSE_CHARS = 220
"""So much prose behind a line proves that the article goes on there, and that the line is about furniture or an intermission."""
CLOSING = 3
"""So many of a text's last paragraphs may be about who wrote it."""
RUN = 12
"""Links behind a line like "Related stories" that go with it."""
HEADING_CHARS = 60
REPLY_WITHIN = 5
"""So many lines behind "Ann says:" the link "Reply" must stand, if a reader said it and not the article."""
DAY_CHARS = 30
CONSENT_HINT = re.compile(
    "cooki|kuki|куки|бисквит|колачић|kolači|çerez|کوکی|كوكيز|الارتباط|עוגיות|ქუქი|թխուկ|eväste|informasjonskapsler|sütiket|クッキー|쿠키|"
    "personal data|information on a device|process your data|partner",
    re.I,
)
"""What a notice of cookies holds in any case."""
CONSENT_CHARS, BUTTON_CHARS, BUTTONS_WITHIN = 900, 40, 4
"""How long a notice of cookies may be with its box, how long a button's words, and how far below the notice the first of them stands."""


def boxed_with(block: Block, kinds: Sequence[str], text_chars: int) -> range:
    """The indices of the blocks behind `block` in the box that it opens; `text_chars` is the length of all chosen text."""
    box = _box_of(block, text_chars)
    return range(block.index + 1, box.last) if box is not None and OPENERS & set(kinds) else range(0)


def opens_a_box(block: Block, kinds: Sequence[str], text_chars: int, blocks: Sequence[Block]) -> bool:
    """Whether a line of furniture stands at the head of a box of its own that holds no more than a few short lines, or in which another
    line says the same."""
    box = _box_of(block, text_chars)
    said = OPENERS & set(kinds)
    if box is None or not said or box.last <= block.index + 1:
        return False
    behind = blocks[block.index + 1 : box.last]
    return (box.paragraphs <= 1 and box.chars <= SMALL_BOX_CHARS) or any(said & _kinds(other) for other in behind)


def _kinds(block: Block) -> set[str]:
    return {*kinds_of_line(block.text, False), *kinds_inside(block.text)}


def _box_of(block: Block, text_chars: int) -> Frame | None:
    """The largest element that begins with the block and is small beside the text."""
    box = None
    for frame in reversed(block.path):
        if frame.first != block.index or frame.tag in PAGE_TAGS or frame.chars > min(BOX_CHARS, BOX_SHARE * text_chars):
            break
        box = frame
    return box if box is not None and box.tag not in {"ul", "ol", "dl", "li"} else None


def asking_boxes(layout: Layout, text_chars: int, title_at: int | None) -> Iterator[tuple[int, str]]:
    """The blocks of small boxes with fields for a password, an address or prose, in any language, each with what it asks for."""
    for frame in layout.frames:
        if not frame.asks or frame.tag in PAGE_TAGS or 2 * frame.chars > text_chars:
            continue
        small = frame.chars <= BOX_CHARS if frame.tag == "form" else frame.chars <= SMALL_BOX_CHARS and frame.paragraphs <= 1
        kind = next((kind for ask, kind in FORMS if frame.asks & ask), None)
        if kind in FORM_KINDS and small and not (title_at is not None and frame.first <= title_at < frame.last):
            yield from ((number, kind) for number in range(frame.first, frame.last))


def consents(blocks: Sequence[Block], lines: Sequence[tuple[str, ...]], text_chars: int) -> Iterator[int]:
    """The indices of notices of cookies and what goes with them: a paragraph that tells of them, and a button soon behind it."""
    for button in blocks:
        if len(button.text) <= BUTTON_CHARS and ("cookie" in lines[button.index] or agrees(button.text)):
            before = reversed(blocks[max(button.index - BUTTONS_WITHIN, 0) : button.index])
            if notice := next(filter(_tells_of_cookies, before), None):
                yield from _consent_box(notice, button, blocks, text_chars)


def _tells_of_cookies(block: Block) -> bool:
    if not BUTTON_CHARS < len(block.text) <= CONSENT_CHARS or not CONSENT_HINT.search(block.text):
        return False
    return "cookie" in _kinds(block) or asks_consent(block.text)


def _consent_box(notice: Block, button: Block, blocks: Sequence[Block], text_chars: int) -> range:
    """From the head of the small element around notice and button, or from the notice, to the last of the buttons."""
    first, last = notice.index, button.index + 1
    for frame in reversed(notice.path):
        if frame.tag in PAGE_TAGS or frame.chars > CONSENT_CHARS or 2 * frame.chars > text_chars:
            break
        if frame.last > button.index:
            return range(frame.first, frame.last)
    while last < len(blocks) and len(blocks[last].text) <= BUTTON_CHARS and "cookie" in kinds_of_line(blocks[last].text, False):
        last += 1
    return range(first, last)


def linked_behind(block: Block, blocks: Sequence[Block]) -> Iterator[int]:
    """The indices of the lines behind a heading like "Related stories" that are no more than links, or a story's day between two links."""
    behind = blocks[block.index + 1 : block.index + 1 + RUN]
    for following, then in zip_longest(behind, behind[1:]):
        day = len(following.text) <= DAY_CHARS and any(map(str.isdigit, following.text)) and then is not None and _is_link(then)
        if following.frame.tag in HEADINGS or not (_is_link(following) or day):
            return
        yield following.index


def link_lists(blocks: Sequence[Block], chosen: Sequence[bool]) -> Iterator[int]:
    """The indices of the chosen lines that are links, three and more behind each other, before or behind nearly all of the prose: a menu,
    contents, teasers. A list of links between paragraphs is the article's."""
    before, behind = 0, _prose_chars(block for block in blocks if chosen[block.index])
    for whole_links, run in groupby((block for block in blocks if chosen[block.index]), _is_whole_link):
        lines = list(run)
        if whole_links and len(lines) >= LINK_LIST and before + behind and min(before, behind) < PROSE_CHARS:
            yield from (block.index for block in lines)
        passed = _prose_chars(lines)
        before, behind = before + passed, behind - passed


def _prose_chars(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks if is_prose(block))


def is_prose(block: Block) -> bool:
    """Whether a line is long enough to be a paragraph, and no link for the most part."""
    return len(block.text) >= PARAGRAPH_CHARS and not _is_link(block)


def _is_whole_link(block: Block) -> bool:
    return block.link_chars * 10 >= len(block.text) * 8


def _is_link(block: Block) -> bool:
    return block.link_chars * 2 >= len(block.text)


def biographies(blocks: Sequence[Block], chosen: Sequence[bool], authors: Sequence[str]) -> Iterator[int]:
    """The indices of the chosen lines in small boxes, behind most of the text, that begin with an author's name as a line of its own."""
    total = sum(len(block.text) for block in blocks if chosen[block.index])
    before = 0
    for block in blocks:
        before += len(block.text) if chosen[block.index] else 0
        if block.text in authors and 2 * before > total:
            box = boxed_with(block, ("author-box",), total)
            if sum(len(blocks[number].text) for number in box) <= SMALL_BOX_CHARS:
                yield from (number for number in box if chosen[number])


def closing_biographies(blocks: Sequence[Block], chosen: Sequence[bool], authors: Sequence[str]) -> Iterator[int]:
    """The indices of those of the last chosen paragraphs that tell of an author: "Ann Rivers is a …", by the words behind a full name."""
    last = [block for block in blocks if chosen[block.index]]
    total, behind = sum(len(block.text) for block in last), 0
    for block in reversed(last[-CLOSING:]):
        behind += len(block.text)
        rests = (block.text[len(author) :] for author in authors if " " in author and block.text.startswith(author))
        if 2 * behind < total and len(block.text) <= BOX_CHARS and any(f"{fold_line(rest)} ".startswith(_biographies()) for rest in rests):
            yield block.index


@cache
def _biographies() -> tuple[str, ...]:
    return tuple(f"{fold_line(words)} " for listed in load_schema("furniture/biographies.yml").values() for words in listed)


def comments_start(blocks: Sequence[Block], chosen: Sequence[bool], lines: Sequence[tuple[str, ...]]) -> int | None:
    """The index of the line behind which readers wrote, a heading like "3 comments" or "Ann says:" with "Reply" soon behind: a form for
    comments follows, and less text than went before. The heading may be a link where somebody may be answered behind the form."""
    form = max((block.index for block in blocks if _asks_for_comments(block, lines[block.index])), default=0)
    if not form:
        return None
    sizes = [len(block.text) if yes else 0 for block, yes in zip(blocks, chosen, strict=True)]
    total, before = sum(sizes), 0
    answered = any(word_of(block.text) is Word.REPLY for block in blocks[form:])
    for block in blocks[:form]:
        heading = "comments" in lines[block.index] and len(block.text) <= HEADING_CHARS and (answered or not block.links)
        if 2 * before > total and (heading or _begins_a_comment(block, blocks, form)):
            return block.index
        before += sizes[block.index]
    return None


def _begins_a_comment(block: Block, blocks: Sequence[Block], form: int) -> bool:
    behind = blocks[block.index + 1 : min(block.index + REPLY_WITHIN, form) + 1]
    return word_of(block.text) is Word.WRITES and any(word_of(other.text) is Word.REPLY for other in behind)


def _asks_for_comments(block: Block, kinds: tuple[str, ...]) -> bool:
    return "comment-form" in kinds or bool(block.marks & Marks.COMMENT_FORM)
