"""A page as a whole → what the model looks at to tell articles from listings, products, front pages and errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import HEADINGS, Layout
from araswatch.extract.lower import lower
from araswatch.extract.site import split_url
from araswatch.extract.structure import Marks
from araswatch.extract.structured import Structured

NEWS_TYPES = frozenset(
    {
        "newsarticle",
        "blogposting",
        "article",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "techarticle",
        "scholarlyarticle",
    }
)
SHOP_TYPES = frozenset({"product", "offer", "aggregateoffer", "productgroup", "store", "onlinestore", "individualproduct"})
LIST_TYPES = frozenset({"itemlist", "collectionpage", "searchresultspage", "searchaction", "blog", "offercatalog"})
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
SECTION = re.compile(
    r"/(?:category|categories|tag|tags|topic|topics|collections?|shop|store|products?|catalog|search|archive|author|page|"
    r"listing|browse|c|p)(?:/|$)",
    re.I,
)
DATED = re.compile(r"/(?:19|20)\d\d/\d\d?/")
PROSE = 80
PUBLISHED_META = ("article:published_time", "datepublished", "parsely-pub-date", "date")
FIXED = (
    "news_type",
    "shop_type",
    "list_type",
    "og_article",
    "og_product",
    "og_website",
    "published_meta",
    "path_depth",
    "slug_words",
    "slug_chars",
    "section_url",
    "dated_url",
    "query",
    "root",
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
    "dated",
    "authored",
    "title_seen",
)
CHOSEN = (
    "kept_chars",
    "kept_blocks",
    "kept_share",
    "kept_mean",
    "sure_chars",
    "paragraphs",
    "longest",
    "stops",
    "kept_links",
    "page_links",
    "page_chars",
    "median_kept",
    "engine_chars",
    "engine_agrees",
    "prose_share",
    "short_kept",
    "first_kept",
    "questions",
    "lists",
    "tables",
    "largest_gap",
)
WORDED = (
    "title_words",
    "title_chars",
    "title_lists",
    "long_links",
    "linked_blocks",
    "brief_blocks",
    "sorting",
    "buying",
    "reviews",
    "money",
    "long_paragraphs",
    "run",
    "kept_words",
    "headings_like",
    "brief_after",
    "slug_in_title",
    "plural_slug",
)
NAMES = FIXED + CHOSEN + WORDED
LISTS = re.compile(
    r"\b(?:all|news|archives?|categor\w+|catalog\w*|products?|shop|store|collections?|list|directory|issues|events|resources|"
    r"library|courses?|topics?|articles|reviews|deals|buy|sale|free shipping)\b",
    re.I,
)
SORTING = re.compile(
    r"\b(?:sort(?:ed)? by|filter|showing|results|per page|items|page \d+ of|view (?:all|more|details)|load more|shop now|"
    r"learn more|compare|grid|next page)\b"
)
BUYING = re.compile(
    r"\b(?:sku|qty|quantity|size|colou?r|warranty|shipping|wishlist|in stock|stock|delivery|returns?|cart|checkout|model|"
    r"specifications?|dimensions|weight|ingredients|item no)\b"
)
REVIEWS = re.compile(r"\b(?:reviews?|ratings?|stars?|verified|customers? (?:also|who))\b|★")


@dataclass(frozen=True, slots=True)
class Outline:
    """A page's blocks as arrays: characters, characters in links, whether in a list or table, and the texts."""

    sizes: NDArray[np.float32]
    links: NDArray[np.float32]
    listed: NDArray[np.bool_]
    tabled: NDArray[np.bool_]
    texts: list[str]


def outline(layout: Layout) -> Outline:
    """The page's blocks as arrays."""
    blocks = layout.blocks
    return Outline(
        np.array([len(block.text) for block in blocks], dtype=np.float32),
        np.array([min(block.link_chars, len(block.text)) for block in blocks], dtype=np.float32),
        np.array([block.frame.tag == "li" for block in blocks], dtype=bool),
        np.array([block.frame.tag == "tr" for block in blocks], dtype=bool),
        [block.text for block in blocks],
    )


def fixed_features(layout: Layout, data: Structured, url: str, *, dated: bool, authored: bool, title_seen: bool) -> list[float]:
    """What no choice of blocks changes, in the order of `FIXED`."""
    return [*_declared(data), *_url(url), *_counts(layout), float(dated), float(authored), float(title_seen)]


def chosen_features(page: Outline, probabilities: NDArray[np.float32], kept: Sequence[bool], engine: Sequence[bool]) -> list[float]:
    """What the chosen blocks look like, in the order of `CHOSEN`."""
    mask, chosen = np.array(kept, dtype=bool), np.array(engine, dtype=bool)
    texts = [text for text, yes in zip(page.texts, kept, strict=True) if yes]
    return [
        *_kept(page.sizes, page.links, mask, probabilities, texts),
        *_agreement(page.sizes, mask, chosen, texts),
        *_shape(page, mask, texts),
    ]


def worded_features(page: Outline, kept: Sequence[bool], title: str, url: str) -> list[float]:
    """What the words of title and short lines say, in the order of `WORDED`."""
    mask = np.array(kept, dtype=bool)
    count = max(len(page.texts), 1)
    short = [lower(text) for text in page.texts if len(text) < 60]
    texts = [text for text, yes in zip(page.texts, kept, strict=True) if yes]
    linked = page.links > page.sizes * 0.6
    words = set(re.findall(r"\w{3,}", title.lower()))
    slug = set(re.findall(r"[^\W_]{3,}", split_url(url).path.rsplit("/", 2)[-1].lower() or split_url(url).path.lower()))
    last = np.flatnonzero(mask)[-1] if mask.any() else 0
    return [
        min(len(title.split()), 25),
        min(len(title), 150),
        float(bool(LISTS.search(title))),
        float((linked & (page.sizes > 25)).sum()) ** 0.5,
        float(linked.sum()) / count,
        len(short) / count,
        *(min(sum(bool(pattern.search(text)) for text in short), 40) ** 0.5 for pattern in (SORTING, BUYING, REVIEWS)),
        min(sum(_is_priced(text) for text in page.texts), 80) ** 0.5,
        sum(len(text) >= 250 for text in texts),
        _longest_run(mask, page.sizes),
        sum(text.count(" ") + 1 for text in texts) / max(len(texts), 1),
        sum(len(text) < 60 and text[-1].isalnum() for text in texts) / max(len(texts), 1),
        float((page.sizes[last:] < 60).sum()),
        len(words & slug) / max(len(slug), 1),
        float(any(word.endswith("s") for word in slug) and len(slug) <= 2),
    ]


def _is_priced(text: str) -> bool:
    return bool(FIGURE.search(text) and PRICE.search(lower(text)))


def _longest_run(mask: NDArray[np.bool_], sizes: NDArray[np.float32]) -> float:
    """Characters in the longest unbroken run of chosen blocks (square root)."""
    best = run = 0.0
    for yes, size in zip(mask.tolist(), sizes.tolist(), strict=True):
        run = run + size if yes else 0.0
        best = max(best, run)
    return float(min(best, 50_000.0) ** 0.5)


def _kept(
    sizes: NDArray[np.float32], links: NDArray[np.float32], mask: NDArray[np.bool_], probabilities: NDArray[np.float32], texts: list[str]
) -> list[float]:
    total, kept = max(float(sizes.sum()), 1.0), float(sizes[mask].sum())
    words = max(sum(text.count(" ") + 1 for text in texts), 1)
    return [
        min(kept, 50_000) ** 0.5,
        min(len(texts), 300),
        kept / total,
        float((sizes * probabilities).sum()) / total,
        min(float(sizes[probabilities > 0.9].sum()), 50_000) ** 0.5,
        sum(len(text) >= PROSE for text in texts),
        max(map(len, texts), default=0),
        sum(text.count(".") + text.count("؟") + text.count("?") + text.count("!") for text in texts) / words,
        float(links[mask].sum()) / max(kept, 1),
        float(links.sum()) / total,
        min(total, 200_000) ** 0.5,
    ]


def _declared(data: Structured) -> list[float]:
    types, og = data.types(), (data.first("og:type") or "").lower()
    published = data.first(*PUBLISHED_META)
    return [
        float(bool(types & NEWS_TYPES)),
        float(bool(types & SHOP_TYPES)),
        float(bool(types & LIST_TYPES)),
        float(og == "article"),
        float("product" in og),
        float(og == "website"),
        float(published is not None),
    ]


def _url(url: str) -> list[float]:
    parts = split_url(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    slug = max(segments, key=len, default="")
    return [
        len(segments),
        min(len(re.split(r"[-_+]", slug)), 20),
        min(len(slug), 100),
        float(bool(SECTION.search(parts.path))),
        float(bool(DATED.search(parts.path))),
        float(bool(parts.query)),
        float(not segments),
    ]


def _counts(layout: Layout) -> list[float]:
    blocks = layout.blocks
    headings = [block for block in blocks if block.frame.tag in HEADINGS]
    linked = sum(block.link_chars * 2 > len(block.text) for block in headings)
    templates: dict[tuple[object, ...], int] = {}
    for block in blocks:
        if block.links and len(block.text) > 15:
            key = tuple((frame.tag, frame.element.get("class")) for frame in block.path[-2:])
            templates[key] = templates.get(key, 0) + 1
    root = layout.frames[0] if layout.frames else None
    return [
        min(len(headings), 100),
        min(linked, 60),
        sum(block.frame.tag == "h1" for block in blocks),
        min(sum(_is_priced(block.text) for block in blocks if len(block.text) < 60), 50),
        min(sum(bool(SHOP.search(lower(block.text))) for block in blocks if len(block.text) < 60), 20),
        min(sum(bool(MORE.match(lower(block.text))) for block in blocks if len(block.text) < 40), 20),
        min(root.images if root else 0, 200),
        min(root.controls if root else 0, 100),
        min(sum(frame.tag == "article" for frame in layout.frames), 60),
        min(max(templates.values(), default=0), 100),
        sum(bool(block.marks & Marks.TEASER) for block in blocks) / max(len(blocks), 1),
    ]


def _agreement(sizes: NDArray[np.float32], mask: NDArray[np.bool_], chosen: NDArray[np.bool_], texts: list[str]) -> list[float]:
    union = float(sizes[mask | chosen].sum())
    return [
        float(np.median([len(text) for text in texts])) if texts else 0.0,
        min(float(sizes[chosen].sum()), 50_000) ** 0.5,
        float(sizes[mask & chosen].sum()) / max(union, 1),
    ]


def _shape(page: Outline, mask: NDArray[np.bool_], texts: list[str]) -> list[float]:
    prose = sum(len(text) for text in texts if len(text) >= PROSE)
    total, count = max(sum(map(len, texts)), 1), max(len(texts), 1)
    where = np.flatnonzero(mask)
    first = float(where[0]) / len(mask) if len(where) else 1.0
    gap = float(np.diff(where).max()) if len(where) > 1 else 0.0
    return [
        prose / total,
        sum(len(text) < 40 for text in texts) / count,
        first,
        sum(text.endswith(("?", "؟")) for text in texts),
        float(page.listed[mask].sum()) / count,
        float(page.tabled[mask].sum()) / count,
        min(gap, 200),
    ]
