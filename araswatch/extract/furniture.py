"""The guard: which blocks are furniture, by structure, position, link density, form fields and phrases together, never by phrase alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from araswatch.extract.appeals import appeal_of
from araswatch.extract.blocks import HEADINGS, Block, Layout, is_linked
from araswatch.extract.boxes import (
    PROSE_CHARS,
    asking_boxes,
    biographies,
    boxed_with,
    closing_biographies,
    comments_start,
    consents,
    is_prose,
    link_lists,
    linked_behind,
    opens_a_box,
)
from araswatch.extract.datetext import dates_in, fold_date
from araswatch.extract.formwords import Word, word_of
from araswatch.extract.kinds import ANY_KIND, TAIL_KINDS, kind_of
from araswatch.extract.phrases import kinds_inside, kinds_of_line
from araswatch.extract.structure import Marks

CERTAIN = Marks.COMMENT_FORM | Marks.COMMENTS | Marks.COOKIE
"""Marks that no article's own paragraph bears: frames around most of the page were freed of them before."""
SHORT, LONG = 90, 100
NEAR_TITLE = 6
APPEAL_CHARS = 320
CONTACT_CHARS = 600
"""How long a last paragraph may be that appeals to readers and gives an address: the biography of who wrote."""
CONTACT = re.compile(r"\S@\w|\[email.protected\]|\b\d{3}[-. ]\d{3,4}\b")
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
CLOCK_WORDS = re.compile(
    r"\b(?:by|von|par|por|published|posted|on|at|am|um|uhr|le|min|read|utc|gmt|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a block is furniture: its kind for `records.Removed` and the evidence in words."""

    kind: str
    evidence: str


def guard(layout: Layout, chosen: Sequence[bool], authors: Sequence[str] = (), title_at: int | None = None) -> dict[int, Finding]:
    """The blocks among `chosen` that are furniture, by index, with the reason. `title_at` is the index of the title's block."""
    blocks = layout.blocks
    lines = [_kinds(block) for block in blocks]
    prose = _prose_behind(blocks, chosen, lines, authors)
    total = sum(len(block.text) for block in blocks if chosen[block.index])
    found: dict[int, Finding] = {}
    for block in blocks:
        if chosen[block.index] and (finding := _judge(block, lines[block.index], prose[block.index], authors)):
            found[block.index] = finding
        elif chosen[block.index] and lines[block.index] and _heads_furniture(block, lines[block.index], blocks, total):
            found[block.index] = Finding(lines[block.index][0], "reads so and heads a box or a list of links")
    found |= _companions(blocks, chosen, lines, found, total)
    asking = {number: Finding(kind, "in a small box that asks for it") for number, kind in asking_boxes(layout, total, title_at)}
    agreeing = {number: Finding("cookie", "a notice of cookies and its buttons") for number in consents(blocks, lines, total)}
    found |= {number: finding for number, finding in (asking | agreeing).items() if chosen[number] and number not in found}
    found |= {number: Finding("author-box", "in a box that an author's name heads") for number in biographies(blocks, chosen, authors)}
    left = [yes and number not in found for number, yes in enumerate(chosen)]
    found |= {number: Finding("related", "in a list of links at the text's edge") for number in link_lists(blocks, left)}
    found |= {number: Finding("author-box", "tells of the author, at the end") for number in closing_biographies(blocks, left, authors)}
    for block in blocks:
        if chosen[block.index] and block.index - 1 in found and block.index not in found and _is_last_field(block, prose[block.index]):
            found[block.index] = Finding(found[block.index - 1].kind, "a form's field behind a line of furniture, and no prose follows")
    start = _tail_start(blocks, lines, prose, found)
    for block in blocks[title_at : title_at + NEAR_TITLE] if title_at is not None else ():
        if block.index not in found and is_dateline(block.text, authors):
            found[block.index] = Finding("author-box", "names only the author or the date")
    for block in blocks[start:]:
        if chosen[block.index] and block.index not in found:
            kind = lines[block.index][0] if lines[block.index] else _tail_kind(block, authors)
            found[block.index] = Finding(kind, "behind the article's end")
    readers = comments_start(blocks, chosen, lines)
    for block in blocks[readers:] if readers is not None else ():
        if chosen[block.index] and block.index not in found:
            found[block.index] = Finding("comments", "behind a heading of comments, before their form")
    return found


def _kinds(block: Block) -> tuple[str, ...]:
    """What a line reads like; a long sentence that only begins like a log-in ("Forgot your password is what the help desk hears most, …")
    is prose, unless its element or a link says otherwise."""
    kinds = kinds_of_line(block.text, is_linked(block))
    if kinds != ("login",) or len(block.text) < LONG or not block.text.endswith("."):
        return kinds
    return kinds if block.links or block.frame.controls or block.marks & ANY_KIND else ()


def _heads_furniture(block: Block, kinds: tuple[str, ...], blocks: Sequence[Block], total: int) -> bool:
    listed = "related" in kinds and not block.links and len(block.text) <= SHORT and next(linked_behind(block, blocks), None) is not None
    return listed or opens_a_box(block, kinds, total, blocks)


def _companions(
    blocks: Sequence[Block], chosen: Sequence[bool], lines: Sequence[tuple[str, ...]], found: dict[int, Finding], total: int
) -> dict[int, Finding]:
    """What goes with the lines found or left out before: the rest of their box, the links behind them."""
    companions: dict[int, Finding] = {}
    for block in blocks:
        kinds = lines[block.index]
        if not kinds or (chosen[block.index] and block.index not in found):
            continue
        for number in boxed_with(block, kinds, total):
            companions[number] = Finding(kinds[0], f"in a box that begins “{block.text[:40]}”")
        for number in linked_behind(block, blocks) if "related" in kinds and not block.links else ():
            companions[number] = Finding("related", f"a link behind “{block.text[:40]}”")
    return {number: finding for number, finding in companions.items() if chosen[number] and number not in found}


def is_dateline(line: str, authors: Sequence[str]) -> bool:
    """Whether a short line holds no more than a date and the authors' names."""
    if len(line) > SHORT:
        return False
    rest = line
    for mention in dates_in(line, now=ANY_TIME):
        rest = fold_date(line)[: mention.start] + fold_date(line)[mention.end :]
    for author in authors:
        rest = re.sub(re.escape(author), "", rest, flags=re.I)
    return rest != line and len(re.findall(r"[^\W\d_]{2,}", CLOCK_WORDS.sub(" ", rest))) <= 1


def _judge(block: Block, kinds: tuple[str, ...], prose_behind: int, authors: Sequence[str]) -> Finding | None:
    if block.marks & CERTAIN:
        return Finding(kind_of(block), "inside an element that calls itself so")
    if block.marks & Marks.LOGIN and block.frame.controls and len(block.text) < LONG:
        return Finding("login", "beside form fields")
    if kinds:
        return _judge_line(block, kinds, prose_behind)
    witnessed = block.link_chars or block.frame.controls or not prose_behind
    contact = not prose_behind and CONTACT.search(block.text) is not None
    if witnessed and len(block.text) <= (CONTACT_CHARS if contact else APPEAL_CHARS) and (inside := kinds_inside(block.text)):
        if not contact and not block.links and appeal_of(block.text) and not any(author in block.text for author in authors):
            return None  # the sentence alone is cut out (`appeals`); a link leads to a form, an author's name stands in a biography
        return Finding(inside[0], "an appeal, with a link or at the end")
    return None


def _judge_line(block: Block, kinds: tuple[str, ...], prose_behind: int) -> Finding | None:
    """A line that reads like furniture: it needs a second witness in structure or position."""
    text = block.text
    if block.frame.controls or block.marks & Marks.FORM:
        return Finding(kinds[0], "reads so and stands in a form")
    if is_linked(block) and (len(text) <= SHORT or "related" in kinds):
        return Finding(kinds[0], "reads so and is a link")
    if block.marks & ANY_KIND:
        return Finding(kinds[0], "reads so and its element calls itself furniture")
    if prose_behind < PROSE_CHARS:
        return Finding(kinds[0], "reads so and no prose follows")
    listed = block.frame.tag in {"li", "dd", "dt"}
    if (
        len(text) <= SHORT
        and not listed
        and set(kinds) & {"share", "advert", "subscribe", "related", "caption", "comments"}
        and (block.frame.tag not in HEADINGS or "share" in kinds)
    ):
        return Finding(kinds[0], "reads so and stands alone")
    return None


def _is_last_field(block: Block, prose_behind: int) -> bool:
    return prose_behind < PROSE_CHARS and word_of(block.text) is Word.FIELD


def _prose_behind(blocks: Sequence[Block], chosen: Sequence[bool], lines: Sequence[tuple[str, ...]], authors: Sequence[str]) -> list[int]:
    """For each block how many characters of chosen prose follow it on the page."""
    behind, prose = [0] * len(blocks), 0
    for block in reversed(blocks):
        behind[block.index] = prose
        if chosen[block.index] and _is_prose(block) and not lines[block.index] and not block.text.startswith(tuple(authors)):
            prose += len(block.text)
    return behind


def _is_prose(block: Block) -> bool:
    return is_prose(block) and not block.marks & CERTAIN


def _tail_start(blocks: Sequence[Block], lines: Sequence[tuple[str, ...]], prose: Sequence[int], found: dict[int, Finding]) -> int:
    """Where the article's tail begins: the first line of a comment form, log-in or author box behind which no prose follows."""
    for block in blocks:
        if block.index in found and prose[block.index] < PROSE_CHARS and TAIL_KINDS & {*lines[block.index], found[block.index].kind}:
            return block.index
    return len(blocks)


def _tail_kind(block: Block, authors: Sequence[str]) -> str:
    named = any(author.split()[0] in block.text for author in authors if author)
    return "author-box" if named else "other"
