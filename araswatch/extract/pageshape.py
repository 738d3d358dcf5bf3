"""A page's layout → features for the verdict: repeated cards, runs of prose, headings, prices, what repeats."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import HEADINGS, Block, Frame, Layout, is_linked
from araswatch.extract.lower import lower
from araswatch.extract.pagerow import Part
from araswatch.extract.structure import Marks

PRICE = re.compile(
    r"(?:[$€£¥₺₽₼₾]|\b(?:usd|eur|gbp|azn|tl|rub)\b|تومان|ریال|руб)\s?\d|\d[\d.,]*\s?(?:[$€£¥₺₽₼₾֏]|تومان|ریال|руб|\b(?:usd|eur|azn|tl)\b)"
)
FIGURE = re.compile(r"\d")
SHOP = re.compile(
    r"add to (?:cart|bag|basket)|in den warenkorb|sepete ekle|səbətə|в корзину|افزودن به سبد|أضف إلى السلة|ajouter au panier|"
    r"buy now|out of stock|in stock|free shipping"
)
MORE = re.compile(
    r"^(?:read more|load more|show more|view all|see all|next page|older posts|sort by|filter|results|daha çox|devami|"
    r"читать далее|ادامه مطلب)"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SHORT, PROSE = 60, 80
DENSE = 3
DENSE_LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
DESCRIBED = 40
"""So many characters of the description are looked for on the page."""
CARD_TAGS = frozenset({"div", "li", "article", "section", "tr", "td", "dd", "figure"})
CARDS, CARD_CHARS, RICH_CHARS = 3, 15, 60
"""So many elements of one parent, tag and class that hold a link are cards, if they hold so many characters each; rich ones hold a text."""
HOLDS_PROSE = frozenset({"div", "body", "td", "section", "article", "li"})
HEADED = ("headings", "linked_headings", "h1")
FOR_SALE = ("prices", "shop")
COUNTED = ("more", "images", "controls", "articles", "repeated_template", "teasers", "dated_lines")
CARDED = ("cards", "card_chars", "picture_cards", "rich_cards", "carded")
IN_PROSE = ("prose_of_one", "paragraphs_of_one", "prose_share_of_one", "prose_of_page", "prose_parents", "prose")
NAMES = (*HEADED, *FOR_SALE, *COUNTED, *CARDED, *IN_PROSE)


@dataclass(frozen=True)
class Outline:
    """A page's blocks as arrays, each made when first asked for. Characters are those of alphabets (see `measure`). `description` is what
    the page says of itself, empty where it says nothing."""

    layout: Layout
    description: str

    @cached_property
    def texts(self) -> list[str]:
        """Every block's text."""
        return [block.text for block in self.layout.blocks]

    @cached_property
    def short(self) -> list[str]:
        """The short texts, in lower case."""
        short = [text for text in self.texts if len(text) < SHORT]
        return lower("\n".join(short)).split("\n") if short else []

    @cached_property
    def sizes(self) -> NDArray[np.float32]:
        """Every block's characters."""
        return np.array(measured(self.texts), dtype=np.float32)

    @cached_property
    def links(self) -> NDArray[np.float32]:
        """Every block's characters in links."""
        shares = [min(block.link_chars / len(block.text), 1.0) for block in self.layout.blocks]
        return np.array(shares, dtype=np.float32) * self.sizes

    @cached_property
    def listed(self) -> NDArray[np.bool_]:
        """Which blocks are items of lists."""
        return np.array([block.frame.tag == "li" for block in self.layout.blocks], dtype=bool)

    @cached_property
    def tabled(self) -> NDArray[np.bool_]:
        """Which blocks are rows of tables."""
        return np.array([block.frame.tag == "tr" for block in self.layout.blocks], dtype=bool)

    @cached_property
    def cards(self) -> list[list[Frame]]:
        """Groups of like elements side by side that each hold a link."""
        return _cards(self.layout)

    @cached_property
    def carded(self) -> NDArray[np.bool_]:
        """Which blocks stand in cards."""
        inside = np.zeros(len(self.layout.blocks), dtype=bool)
        for card in chain.from_iterable(self.cards):
            inside[card.first : card.last] = True
        return inside

    @cached_property
    def prose(self) -> list[tuple[float, int]]:
        """Characters and paragraphs of prose, for each element that holds any."""
        return _prose_by_element(self.layout.blocks, self.sizes.tolist())

    @cached_property
    def described(self) -> int | None:
        """The index of the block that holds the description's beginning."""
        return _holder(self.layout.blocks, self.description)


def measure(text: str) -> int:
    """A text's length in characters of an alphabet: a letter of a script that writes words with one or two counts as `DENSE`."""
    return len(text) if text.isascii() else len(text) + (DENSE - 1) * len(DENSE_LETTER.findall(text))


def measured(texts: list[str]) -> list[int]:
    """The lengths of all texts of a page."""
    return list(map(measure if DENSE_LETTER.search("".join(texts)) else len, texts))


def _holder(blocks: list[Block], description: str) -> int | None:
    """The index of the block that holds the description's beginning."""
    key = " ".join(description.split())[:DESCRIBED]
    if len(key) < DESCRIBED // 2:
        return None
    return next((block.index for block in blocks if len(block.text) >= len(key) and key in block.text), None)


def shape_parts(page: Outline) -> list[Part]:
    """The features of `NAMES`."""
    return [
        Part(HEADED, lambda: _headings(page.layout.blocks)),
        Part(FOR_SALE, lambda: _sales(page.short)),
        Part(COUNTED, lambda: _counts(page.layout, page.short)),
        Part(CARDED, lambda: _card_features(page)),
        Part(IN_PROSE, lambda: _prose_features(page)),
    ]


def is_priced(text: str) -> bool:
    """Whether a text in lower case names a price."""
    return bool(FIGURE.search(text) and PRICE.search(text))


def _headings(blocks: list[Block]) -> list[float]:
    headings = [block for block in blocks if block.frame.tag in HEADINGS]
    linked = sum(map(is_linked, headings))
    return [min(len(headings), 100), min(linked, 60), sum(block.frame.tag == "h1" for block in headings)]


def _sales(short: list[str]) -> list[float]:
    return [min(sum(map(is_priced, short)), 50), min(sum(bool(SHOP.search(text)) for text in short), 20)]


def _counts(layout: Layout, short: list[str]) -> list[float]:
    blocks = layout.blocks
    templates = Counter(block.frame.template[-4:] for block in blocks if block.links and len(block.text) > 15)
    root = layout.frames[0] if layout.frames else None
    return [
        min(sum(bool(MORE.match(text)) for text in short if len(text) < 40), 20),
        min(root.images if root else 0, 200),
        min(root.controls if root else 0, 100),
        min(sum(frame.tag == "article" for frame in layout.frames), 60),
        min(max(templates.values(), default=0), 100),
        sum(bool(block.marks & Marks.TEASER) for block in blocks) / max(len(blocks), 1),
        min(sum(YEAR.search(text) is not None for text in short), 40) ** 0.5,
    ]


def _cards(layout: Layout) -> list[list[Frame]]:
    """Groups of like elements side by side that each hold a link."""
    groups: dict[tuple[int, str, str], list[Frame]] = defaultdict(list)
    for frame in layout.frames:
        if frame.parent is not None and frame.link_chars and frame.last > frame.first and frame.tag in CARD_TAGS:
            named = (frame.named or "")[:20]
            groups[id(frame.parent), frame.tag, named].append(frame)
    return [cards for cards in groups.values() if len(cards) >= CARDS and sum(card.chars for card in cards) >= CARD_CHARS * len(cards)]


def _card_features(page: Outline) -> list[float]:
    groups, total = page.cards, max(float(page.sizes.sum()), 1.0)
    rich = [len(cards) for cards in groups if sum(card.chars for card in cards) >= RICH_CHARS * len(cards)]
    return [
        min(max((len(cards) for cards in groups), default=0), 100) ** 0.5,
        max((sum(card.chars for card in cards) for cards in groups), default=0) / total,
        min(max((sum(card.images > 0 for card in cards) for cards in groups), default=0), 60) ** 0.5,
        min(max(rich, default=0), 60) ** 0.5,
        float(page.sizes[page.carded].sum()) / total,
    ]


def _prose_by_element(blocks: list[Block], sizes: list[float]) -> list[tuple[float, int]]:
    """Characters and paragraphs of prose for each element that holds such paragraphs."""
    held: dict[int, tuple[float, int]] = {}
    for block, size in zip(blocks, sizes, strict=True):
        if size >= PROSE and block.link_chars * 3 < len(block.text):
            frame = block.frame
            holder = frame if frame.tag in HOLDS_PROSE or frame.parent is None else frame.parent
            chars, count = held.get(id(holder), (0.0, 0))
            held[id(holder)] = (chars + size, count + 1)
    return list(held.values())


def _prose_features(page: Outline) -> list[float]:
    total, prose = max(float(page.sizes.sum()), 1.0), sum(chars for chars, _ in page.prose)
    most = max((chars for chars, _ in page.prose), default=0.0)
    return [
        min(most, 30_000) ** 0.5,
        min(max((count for _, count in page.prose), default=0), 60),
        most / max(prose, 1),
        most / total,
        min(len(page.prose), 60) ** 0.5,
        prose / total,
    ]
