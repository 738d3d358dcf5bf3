"""The tree → the page's text as a flat list of blocks in reading order, each with the structure it stands in.

A block is a run of text that a browser would set as one paragraph, list item, heading, table row or line.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from araswatch.extract.structure import FURNITURE, Marks, marks_said
from araswatch.extract.structure import HEADINGS as HEADINGS

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "label",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
SKIPPED_TAGS = frozenset(
    [
        "audio",
        "canvas",
        "datalist",
        "embed",
        "frame",
        "frameset",
        "head",
        "iframe",
        "input",
        "link",
        "map",
        "math",
        "meta",
        "noembed",
        "noframes",
        "noscript",
        "object",
        "option",
        "rp",
        "rt",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "textarea",
        "title",
        "video",
    ]
)
PLAIN, BLOCK, BREAK, LINK, STRONG, CELL, IMAGE, SKIPPED = range(8)


class _Roles(dict[str, int]):
    """What a tag does to the blocks; tags with a hyphen are a site's own and set as blocks."""

    def __missing__(self, tag: str) -> int:
        return BLOCK if "-" in tag else PLAIN


ROLES = _Roles(
    {
        **dict.fromkeys(BLOCK_TAGS, BLOCK),
        **dict.fromkeys(("br", "hr"), BREAK),
        "a": LINK,
        **dict.fromkeys(("b", "strong", "i", "em"), STRONG),
        **dict.fromkeys(("td", "th"), CELL),
        "img": IMAGE,
        **dict.fromkeys(SKIPPED_TAGS, SKIPPED),
    }
)


class Asks:
    """What a form's fields ask for, as bits of a number; fields of one line that ask for anything else count as nothing."""

    PROSE = 1 << 0
    PASSWORD = 1 << 1
    ADDRESS = 1 << 2
    SEARCH = 1 << 3


ASKS = {
    "password": Asks.PASSWORD,
    "email": Asks.ADDRESS,
    "mail": Asks.ADDRESS,
    **dict.fromkeys(("search", "s", "q", "query"), Asks.SEARCH),
}
"""What a field asks for, by its type or name."""
FURNITURE_PLACES = Marks.NAVIGATION | Marks.RELATED | Marks.FOOTER | Marks.ASIDE | Marks.TEASER
MAX_BLOCKS = 10_000
"""A page of more blocks is cut here: 10,000 paragraphs are a book."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text, whitespace squashed, composed (NFC). `path` are the block-level ancestors, outermost first, `frame` the innermost of
    them; `marks` is what they say of themselves. `link_chars` and `strong_chars` count characters inside links and inside bold or italic
    type."""

    text: str
    frame: Frame
    path: tuple[Frame, ...]
    link_chars: int
    strong_chars: int
    links: int
    index: int
    marks: int = 0


@dataclass(slots=True, eq=False)
class Frame:
    """A block-level element, `named` by its class: `first` and `last` bound the blocks inside (`last` exclusive); `controls` counts form
    fields inside, `asks` says what those ask for (`Asks`); `template` are tags and classes of the frame and of the two around it: what a
    theme repeats."""

    element: HtmlElement
    tag: str
    named: str | None
    parent: Frame | None
    index: int
    own: int
    first: int
    last: int = 0
    chars: int = 0
    link_chars: int = 0
    paragraphs: int = 0
    controls: int = 0
    asks: int = 0
    images: int = 0
    marks: int = 0
    template: tuple[str | None, ...] = ()


@dataclass(slots=True)
class Layout:
    """A page's blocks, the frames around them, and the elements with attributes in which text may stand, each with its class, all in
    document order."""

    frames: list[Frame] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    elements: list[tuple[HtmlElement, str | None]] = field(default_factory=list)
    by_element: dict[HtmlElement, Frame] = field(default_factory=dict)

    def marks_around(self, element: HtmlElement) -> int:
        """The marks of the innermost frame that is or holds the element."""
        node: HtmlElement | None = element
        while node is not None:
            if frame := self.by_element.get(node):
                return frame.marks
            node = node.getparent()
        return 0


def is_linked(block: Block) -> bool:
    """Whether most of a line is a link."""
    return block.link_chars * 2 > len(block.text)


def lay_out(tree: HtmlElement) -> Layout:
    """Every block of the page, furniture included. Linear in the size of the tree."""
    walk = _Walk()
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        role = ROLES[tag]
        if event == "end":
            if role:
                walk.close(role)
            text = element.tail
        elif role == SKIPPED:
            walker.skip_subtree()
            walk.count_skipped(element, tag)
            continue
        else:
            walk.open(element, tag, role)
            text = element.text
        if text:
            walk.add(text)
    walk.flush()
    _inherit(walk.layout)
    return walk.layout


def _inherit(layout: Layout) -> None:
    """Hand each frame's marks down. A frame around most of the page is the page, whatever its class says: it marks nothing as furniture."""
    half = sum(len(block.text) for block in layout.blocks) / 2
    for frame in layout.frames:
        own = frame.own & ~FURNITURE if frame.chars > half else frame.own
        above = frame.parent.template[-4:] if frame.parent else ()
        frame.template = (*above, frame.tag, frame.named)
        frame.marks = own | (frame.parent.marks if frame.parent else 0)
    for block in layout.blocks:
        block.marks = block.frame.marks


def title_index(layout: Layout, title: str) -> int | None:
    """The index of the block that is the article's title on the page: a heading before a line, equal before alike; `None` where it is
    not shown."""
    key = title.casefold()
    best: tuple[bool, bool, bool, int] | None = None
    for block in layout.blocks:
        if not key or len(block.text) > 2 * len(key):
            continue
        text = block.text.casefold()
        if text == key or (len(key) >= 15 and key in text):
            rank = (text == key, block.frame.tag in HEADINGS, not block.marks & FURNITURE_PLACES, -block.index)
            best = max(best, rank) if best else rank
    return -best[3] if best else None


class _Walk:
    """The state of one pass over the tree: the open frames and the text gathered since the last block boundary."""

    def __init__(self) -> None:
        self.layout = Layout()
        self.path: list[Frame] = []
        self.pieces: list[str] = []
        self.link_depth = self.strong_depth = 0
        self.link_chars = self.strong_chars = self.links = 0

    def open(self, element: HtmlElement, tag: str, role: int) -> None:
        if role == BLOCK:
            self.flush()
            self._enter(element, tag)
            return
        if element.keys():
            self.layout.elements.append((element, element.get("class")))
        if role == BREAK:
            self.flush()
        elif role == LINK:
            self.link_depth += 1
            self.links += 1
        elif role == STRONG:
            self.strong_depth += 1
        elif role == CELL:
            self.pieces.append(" ")
        elif role == IMAGE and self.path:
            self.path[-1].images += 1

    def close(self, role: int) -> None:
        if role == BLOCK:
            self.flush()
            self._leave()
        elif role == LINK:
            self.link_depth -= 1
        elif role == STRONG:
            self.strong_depth -= 1

    def flush(self) -> None:
        """End the current block, if it holds any text."""
        if not self.pieces:
            return
        text = "".join(self.pieces)
        self.pieces.clear()
        if not text.isspace():
            self._end_block(" ".join(text.split()))
        self.link_chars = self.strong_chars = self.links = 0

    def _end_block(self, text: str) -> None:
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        blocks = self.layout.blocks
        if text and self.path and len(blocks) < MAX_BLOCKS:
            path = tuple(self.path)
            blocks.append(Block(text, path[-1], path, self.link_chars, self.strong_chars, self.links, len(blocks)))
            self._count(text)

    def _count(self, text: str) -> None:
        paragraph = len(text) >= 80 and self.link_chars < len(text) / 2
        frame = self.path[-1]
        frame.chars += len(text)
        frame.link_chars += min(self.link_chars, len(text))
        frame.paragraphs += paragraph

    def add(self, text: str) -> None:
        self.pieces.append(text)
        if self.link_depth or self.strong_depth:
            chars = len(text.strip())
            self.link_chars += chars if self.link_depth else 0
            self.strong_chars += chars if self.strong_depth else 0

    def _enter(self, element: HtmlElement, tag: str) -> None:
        attributes = dict(element.items())
        named = attributes.get("class")
        parent = self.path[-1] if self.path else None
        frames, first = self.layout.frames, len(self.layout.blocks)
        frame = Frame(element, tag, named, parent, len(frames), marks_said(tag, attributes), first)
        frames.append(frame)
        self.path.append(frame)
        self.layout.by_element[element] = frame
        if attributes:
            self.layout.elements.append((element, named))

    def _leave(self) -> None:
        frame = self.path.pop()
        frame.last = len(self.layout.blocks)
        if self.path:
            parent = self.path[-1]
            parent.chars += frame.chars
            parent.link_chars += frame.link_chars
            parent.paragraphs += frame.paragraphs
            parent.controls += frame.controls
            parent.asks |= frame.asks
            parent.images += frame.images

    def count_skipped(self, element: HtmlElement, tag: str) -> None:
        if tag in {"input", "textarea", "select"} and self.path:
            self.path[-1].controls += 1
            self.path[-1].asks |= _asks(element, tag)


def _asks(element: HtmlElement, tag: str) -> int:
    if tag == "textarea":
        return Asks.PROSE
    return 0 if tag == "select" else ASKS.get((element.get("type") or "").lower(), 0) | ASKS.get((element.get("name") or "").lower(), 0)
