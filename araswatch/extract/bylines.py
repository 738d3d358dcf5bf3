"""Where a page names its author: JSON-LD, byline markup, meta elements, lines of text, a name near the title. Texts as found, unjudged."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from araswatch.extract.blocks import Block, Layout
from araswatch.extract.names import LEAD, OTHER_HAND, collective_in, is_byline, is_label, may_lead
from araswatch.extract.nearby import near_title
from araswatch.extract.phrases import kinds_of_line
from araswatch.extract.signature import find_signatures
from araswatch.extract.structure import HEADINGS, Marks
from araswatch.extract.structured import Structured, text_of, types_of

BYLINE_CLASS = re.compile(r"uthor|yline|autor|auteur|writer|posted-by|contributor|creator|(?:post|entry|article)-?meta")
AUTHOR_CLASS = re.compile(r"uthor|yline|autor|auteur|writer|posted-by|contributor|creator")
SAYS_AUTHOR = XPath(
    "descendant-or-self::*/@itemprop[.='author']/.. | descendant-or-self::*/@rel[.='author']/.. | "
    "descendant-or-self::*/@id[.='author' or .='byline']/.."
)
NAMES = XPath(".//*[@itemprop='name' or contains(@class,'fn') or contains(@class,'author-name') or @rel='author']")
"""Elements inside a byline that hold nothing but a name."""
AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor|auteurs?|autoren|redakteure?|contributors?|producers|journalist|periodista|newsteam|profiles?|staff|by|u|writers?)/[^/?#]{3,}"
)
META_NAMES = (
    "citation_author",
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
)
FOREIGN = Marks.COMMENTS | Marks.COMMENT_FORM | Marks.COOKIE
LESS_LIKELY = Marks.RELATED | Marks.TEASER | Marks.SUBSCRIBE | Marks.FOOTER | Marks.ASIDE | Marks.LOGIN
WRITTEN_BY = re.compile(r"written|author|autor|verfasst|geschrieben|par|автор|yazan|نویسنده|escrito|scritto|by|von", re.I)
INSIDE = re.compile(
    r"(?:^|[|•·,\d–-]\s*)(?P<led>(?i:by|von|vom|par|por|da|autor|author|автор|yazan|müəllif|نویسنده|redaktion)\s*:?\s*(?=[^\W\d_a-zà-ÿа-я]))|"
    r"\b(?i:by)\s+(?=\w)|(?<=\d\d )(?i:von)\s+(?=\w)|(?<=t )(?i:von)\s+(?=\w)"
)
"""Where a byline begins that something else stands before: "2 May 2021 by …", "05.02.2020 - Redaktion: …"."""
BETWEEN = re.compile(
    r"\s*[|•·∙/]\s*|\s+[-–—]\s+|,\s+|\s+in\s+|(?<=\w)\s+(?=\d{1,2}[./]\d)|\b\d[\d./:-]*\b|\s+(?=(?:Follow|Updated|Published)\b)"
)
DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
NOT_BYLINES = frozenset({"body", "html", "article", "script", "meta", "link", "form", "input", "style", "img"})
MAX_BYLINES = 80
MAX_BYLINE_CHARS = 160
MAX_EACH = 4
"""Bylines read from one kind of place: what comes later names the authors of other articles."""
BEFORE, BEHIND = 4, 9
"""Blocks before and behind the title that are near it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """A text that names authors; `at` is the block where it stands, `None` in the head; `marks` those around it; `signs` are what its
    markup says: "rel", "author-page", "class", "led" (begins with by), "dated"."""

    text: str
    source: str
    at: int | None = None
    marks: int = 0
    signs: frozenset[str] = frozenset()


def find_bylines(tree: HtmlElement, layout: Layout, data: Structured, title_at: int | None) -> Iterator[Byline]:
    """Every place that may name the author, the likelier of each kind first."""
    yield from _from_json_ld(data)
    yield from _from_markup(tree, layout, title_at)
    yield from _from_meta(data)
    near = _around_title(layout, title_at)
    yield from islice(_from_text(layout, near), 2 * MAX_EACH)
    yield from islice(_from_place(near), MAX_EACH)
    yield from islice(_from_signature(layout, title_at), MAX_EACH)


def _from_json_ld(data: Structured) -> Iterator[Byline]:
    for item in data.articles[:2]:
        authors = item.get("author") or item.get("creator")
        listed = authors if isinstance(authors, list) else [authors]
        names = [name for author in listed if (name := _person_name(author, data))]
        if names:
            yield Byline(text="; ".join(names), source="json-ld")


def _person_name(author: Any, data: Structured) -> str | None:
    if isinstance(author, dict) and not author.get("name"):
        author = data.by_id.get(str(author.get("@id")), author)
    name = text_of(author)
    if name is None or name.startswith("http"):
        return None
    firm = isinstance(author, dict) and types_of(author) & {"organization", "newsmediaorganization"}
    return name if not firm or collective_in(name) else None


def _from_markup(tree: HtmlElement, layout: Layout, title_at: int | None) -> Iterator[Byline]:
    """Texts of elements that call themselves a byline, outside comments: by their markup's plainness, then by nearness to the title."""
    elements = list(islice(_named_bylines(tree, layout), MAX_BYLINES))
    placed = [(element, marks, _at(element, layout)) for element in elements if not (marks := layout.marks_around(element)) & FOREIGN]
    placed.sort(key=lambda found: (bool(found[1] & LESS_LIKELY), not _is_near(found[2], title_at), _rank(found[0])))
    seen: set[str] = set()
    for index, (element, marks, at) in enumerate(placed):
        text = _byline_text(element, layout)
        if not 2 <= len(text) <= MAX_BYLINE_CHARS or "{" in text or text in seen:
            continue
        seen.add(text)
        later = [other for other, _, _ in placed[index + 1 :]]
        whole = "; ".join([text, *_companions(element, layout, later)])
        yield Byline(text=whole, source="markup", at=at, marks=marks, signs=_signs(element, whole))
        if len(seen) == MAX_EACH:
            return


def _signs(element: HtmlElement, text: str) -> frozenset[str]:
    named = ("rel", "author-page", "class")[_rank(element)]
    if named == "class" and not AUTHOR_CLASS.search(element.get("class") or "author"):
        named = "meta-class"
    return frozenset(filter(None, (named, _text_signs(text))))


def _text_signs(text: str) -> str:
    return "led" if LEAD.match(text) else "dated" if DATED.search(text) else ""


def _named_bylines(tree: HtmlElement, layout: Layout) -> Iterator[HtmlElement]:
    """Elements in document order that call themselves a byline by class, itemprop, rel or id, and links to an author's page."""
    said: Any = SAYS_AUTHOR(tree)
    others = {*said, *(link for link in tree.iter("a") if AUTHOR_PAGE.search(link.get("href") or ""))}
    for element, classes in layout.elements:
        if ((classes and _is_byline_class(classes)) or element in others) and element.tag not in NOT_BYLINES:
            yield element


@lru_cache(maxsize=20_000)
def _is_byline_class(named: str) -> bool:
    return BYLINE_CLASS.search(named) is not None


def _companions(element: HtmlElement, layout: Layout, later: list[HtmlElement]) -> Iterator[str]:
    """Further authors set beside the first in markup of the same rank: `<a rel=author>A</a> and <a rel=author>B</a>`."""
    if _rank(element) == 2:
        return
    around = next(
        (
            node
            for node in element.iterancestors()
            if node.getparent() is not None and len(node.getparent().text_content()) > MAX_BYLINE_CHARS
        ),
        None,
    )
    if around is None or len(text := around.text_content()) > MAX_BYLINE_CHARS:
        return
    writers = OTHER_HAND.split(" ".join(text.split()))[0]
    for other in later:
        if _rank(other) == _rank(element) and around in other.iterancestors() and (found := _byline_text(other, layout)) in writers:
            yield found


def _rank(element: HtmlElement) -> int:
    if "author" in (element.get("rel") or "") or element.get("itemprop") == "author":
        return 0
    return 1 if element.tag == "a" and AUTHOR_PAGE.search(element.get("href") or "") else 2


def _byline_text(element: HtmlElement, layout: Layout) -> str:
    if (frame := layout.by_element.get(element)) is not None:
        return " | ".join(block.text for block in layout.blocks[frame.first : frame.last][:6])
    named: Any = NAMES(element)
    whole = " ".join(element.text_content().split())
    writers = OTHER_HAND.split(whole)[0] or whole
    texts = [" ".join(name.text_content().split()) for name in named[:4]]
    return "; ".join(dict.fromkeys(text for text in texts if text and text in writers)) or whole


def _at(element: HtmlElement, layout: Layout) -> int | None:
    """The block that the element is, holds or stands in."""
    node: HtmlElement | None = element
    while node is not None and node not in layout.by_element:
        node = node.getparent()
    if node is None:
        return None
    frame = layout.by_element[node]
    text = " ".join(element.text_content().split())[:40] if node is not element else ""
    inside = layout.blocks[frame.first : min(frame.last, frame.first + MAX_BYLINES)]
    return next((block.index for block in inside if text in block.text), frame.first)


def _from_meta(data: Structured) -> Iterator[Byline]:
    for name in META_NAMES:
        if values := data.meta.get(name):
            yield Byline(text="; ".join(values[:6]), source="meta")
    for number in "12":
        if WRITTEN_BY.search(data.first(f"twitter:label{number}") or "") and (value := data.first(f"twitter:data{number}")):
            yield Byline(text=value, source="meta", signs=frozenset({"account"}))


def _from_text(layout: Layout, near: list[Block]) -> Iterator[Byline]:
    """Lines that read as a byline: "By …", "Von …", "Published by …"; those `near` the title, which come first, also "2 May 2021 by …"."""
    numbers = {block.index for block in near}
    for block in near:
        if _is_line(block) and (byline := _led(block, layout) or _inside(block)):
            yield byline
    for block in layout.blocks:
        if len(block.text) > MAX_BYLINE_CHARS or not may_lead(block.text) or block.index in numbers:
            continue
        if not block.marks & Marks.NAVIGATION and _is_line(block) and (byline := _led(block, layout)):
            yield byline


def _led(block: Block, layout: Layout) -> Byline | None:
    """The line, where it begins as bylines do, or the next, where this one says that the name follows."""
    if not may_lead(block.text):
        return None
    if is_byline(block.text):
        return _line(block, block.text, "led")
    name = _labelled(block, layout)
    return _line(block, name, "labelled") if name else None


def _inside(block: Block) -> Byline | None:
    """What follows the word that leads a byline further on in a line."""
    text = block.text
    inside = INSIDE.search(text)
    return _line(block, text[max(inside.start(), inside.start("led")) :], "dated" if DATED.search(text) else "inside") if inside else None


def _labelled(block: Block, layout: Layout) -> str | None:
    """The next line, where this one is no more than "Written by"."""
    behind = layout.blocks[block.index + 1 : block.index + 2]
    return behind[0].text if behind and is_label(block.text) and len(behind[0].text) <= MAX_BYLINE_CHARS / 2 else None


def _line(block: Block, text: str, sign: str) -> Byline:
    return Byline(text=text, source="text", at=block.index, marks=block.marks, signs=frozenset({sign}))


def _is_line(block: Block) -> bool:
    return len(block.text) <= MAX_BYLINE_CHARS and not block.marks & FOREIGN and block.frame.tag not in {"h1", "button"}


def _from_place(near: list[Block]) -> Iterator[Byline]:
    """Near the title, a name that has a line for itself, or one that it shares with a date."""
    for block in near:
        if len(block.text) > MAX_BYLINE_CHARS / 2 or block.frame.tag in HEADINGS or block.marks & (FOREIGN | Marks.NAVIGATION | Marks.TAGS):
            continue
        parts = [part for part in BETWEEN.split(block.text) if part]
        sign = "dated" if DATED.search(block.text) else "meta" if block.marks & Marks.META else "alone"
        for part in parts if sign != "alone" or len(parts) == 1 else ():
            if 2 <= len(part.split()) <= 4 and not kinds_of_line(part, False):
                yield Byline(text=part, source="place", at=block.index, marks=block.marks, signs=frozenset({sign}))


def _from_signature(layout: Layout, title_at: int | None) -> Iterator[Byline]:
    for block, name in find_signatures(layout, title_at):
        yield Byline(text=name, source="signature", at=block.index, marks=block.marks)


def _is_near(at: int | None, title_at: int | None) -> bool:
    return at is not None and title_at is not None and -BEFORE <= at - title_at <= BEHIND


def _around_title(layout: Layout, title_at: int | None) -> list[Block]:
    """The blocks around the title, nearest first; the page's first where it is not shown."""
    if title_at is None:
        return layout.blocks[1:BEHIND]
    return [block for distance, block in near_title(layout, title_at, before=BEFORE, behind=BEHIND - 1) if distance]
