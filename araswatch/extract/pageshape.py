"""A page's layout → features for the verdict: repeated cards, runs of prose, headings, prices, what repeats."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import HEADINGS, Block, Frame, Layout
from araswatch.extract.lower import lower
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
NAMES = (
    "headings",
    "linked_headings",
    "h1",
    "prices",
    "shop",
    "more",
    "images",
    "controls",
    "articles",
    "repeated_template",
    "teasers",
    "dated_lines",
    "cards",
    "card_chars",
    "picture_cards",
    "rich_cards",
    "carded",
    "prose_of_one",
    "paragraphs_of_one",
    "prose_share_of_one",
    "prose_of_page",
    "prose_parents",
    "prose",
)


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's blocks as arrays: characters, characters in links, whether in a list, in a table, in a card; their texts, and the short
    ones in lower case; groups of cards; characters and paragraphs of prose by element; the block that holds the description.
    Characters are those of alphabets (see `measure`)."""

    sizes: NDArray[np.float32]
    links: NDArray[np.float32]
    listed: NDArray[np.bool_]
    tabled: NDArray[np.bool_]
    carded: NDArray[np.bool_]
    texts: list[str]
    short: list[str]
    cards: list[list[Frame]]
    prose: list[tuple[float, int]]
    described: int | None


def outline(layout: Layout, description: str) -> Outline:
    """The page's blocks as arrays. `description` is what the page says of itself, empty where it says nothing."""
    blocks = layout.blocks
    sizes = np.array(measured([block.text for block in blocks]), dtype=np.float32)
    carded = np.zeros(len(blocks), dtype=bool)
    groups = _cards(layout)
    for card in chain.from_iterable(groups):
        carded[card.first : card.last] = True
    return Outline(
        sizes,
        np.array([min(block.link_chars / len(block.text), 1.0) for block in blocks], dtype=np.float32) * sizes,
        np.array([block.frame.tag == "li" for block in blocks], dtype=bool),
        np.array([block.frame.tag == "tr" for block in blocks], dtype=bool),
        carded,
        [block.text for block in blocks],
        [lower(block.text) for block in blocks if len(block.text) < SHORT],
        groups,
        _prose_by_element(blocks, sizes.tolist()),
        _holder(blocks, description),
    )


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


def shape_features(layout: Layout, page: Outline) -> list[float]:
    """The features in the order of `NAMES`."""
    return [*_counts(layout, page.short), *_card_features(page), *_prose_features(page)]


def is_priced(text: str) -> bool:
    """Whether a text in lower case names a price."""
    return bool(FIGURE.search(text) and PRICE.search(text))


def _counts(layout: Layout, short: list[str]) -> list[float]:
    blocks = layout.blocks
    headings = [block for block in blocks if block.frame.tag in HEADINGS]
    linked = sum(block.link_chars * 2 > len(block.text) for block in headings)
    templates: dict[tuple[object, ...], int] = {}
    for block in blocks:
        if block.links and len(block.text) > 15:
            key = block.frame.template[-4:]
            templates[key] = templates.get(key, 0) + 1
    root = layout.frames[0] if layout.frames else None
    return [
        min(len(headings), 100),
        min(linked, 60),
        sum(block.frame.tag == "h1" for block in blocks),
        min(sum(map(is_priced, short)), 50),
        min(sum(bool(SHOP.search(text)) for text in short), 20),
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
            named = str(frame.template[-1] or "")[:20] if frame.template else ""
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
