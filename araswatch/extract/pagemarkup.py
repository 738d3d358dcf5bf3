"""A page's markup → features for the verdict: what its elements call themselves, its forms, where its links lead."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from araswatch.extract.pagewords import markup_words
from araswatch.extract.site import split_url, url_host

CALLED = {
    "price": ("price", "amount"),
    "cart": ("cart", "basket", "checkout"),
    "product": ("product", "sku"),
    "paging": ("pagina", "pager", "load-more", "page-numbers"),
    "filter": ("filter", "facet", "sort", "refine"),
    "card": ("card", "tile", "grid-item", "listing", "teaser", "result", "thumb"),
    "rating": ("rating", "star", "review"),
    "choice": ("swatch", "variant", "option", "quantity", "gallery", "carousel", "slider", "swiper"),
    "post": (
        "entry-content",
        "post-content",
        "article-body",
        "article-content",
        "article__",
        "post-body",
        "story-body",
        "rich-text",
        "prose",
    ),
    "byline": ("byline", "author", "posted-on", "entry-meta", "post-meta", "dateline", "publish"),
}
"""What classes of a kind hold."""
BODY_CLASS = {
    "body_post": re.compile(
        r"(?:^|[\s_-])(?:single(?!-product)|postid|post|article|story|entry|news-?detail|artikel|beitrag|haber)"
        r"(?:$|[\s_-])"
    ),
    "body_list": re.compile(
        r"(?:^|[\s_-])(?:archive|categor(?:y|ies)|tags?|tax|taxonomy|list|listing|search|results?|collection|catalog|shop|store|home|index|"
        r"front|landing|section|cart|directory|browse|plp)(?:$|[\s_-])"
    ),
    "body_product": re.compile(r"product|pdp|woocommerce|shop"),
}
"""What themes write into the class of the root and the body: the template that made the page."""
CART_FORM = re.compile(r"cart|basket|checkout|/bag")
PAGED = re.compile(r"[?&](?:page|p|pg|paged|start|offset)=\d+|/page/\d+|/p\d+/?$", re.I)
SHOP_PATH = re.compile(r"/(?:products?|p|dp|item|shop|store)/")
DATED_PATH = re.compile(r"/(?:19|20)\d\d/\d\d?/")
LONG_SLUG = 4
COUNTED = ("p", "li", "tr", "time", "figure", "select", "button", "form")
CLASSES, LINKS, ACTIONS, INPUTS = (
    XPath(path, smart_strings=False) for path in ("//@class", "//a/@href", "//form/@action", "//input/@type")
)
NAMES = (
    *BODY_CLASS,
    *(f"called_{name}" for name in CALLED),
    "classes",
    *(f"tag_{tag}" for tag in COUNTED),
    "cart_form",
    "number_input",
    "check_inputs",
    "links",
    "different_links",
    "links_below",
    "links_beside",
    "links_abroad",
    "links_to_goods",
    "links_to_days",
    "links_to_slugs",
    "links_to_pages",
)
MAX_LINKS = 3_000


@dataclass(frozen=True, slots=True)
class Markup:
    """What is read of the tree before it is pruned: features in the order of `NAMES`, and the words of its names."""

    features: list[float]
    words: frozenset[str]


def read_markup(tree: HtmlElement, url: str) -> Markup:
    """The markup's part of the verdict."""
    classes: Any = CLASSES(tree)
    named = "\n".join(set(classes))
    features = [*_body_class(tree), *_called(named, len(classes)), *_counted(tree), *_forms(tree), *_links(tree, url)]
    return Markup(features, markup_words(tree, named))


def _body_class(tree: HtmlElement) -> list[float]:
    body = tree.find("body")
    elements = [tree] if body is None else [tree, body]
    named = " ".join(f"{element.get('class') or ''} {element.get('id') or ''}" for element in elements)[:1000].lower()
    return [float(pattern.search(named) is not None) for pattern in BODY_CLASS.values()]


def _called(named: str, elements: int) -> list[float]:
    folded = named.lower()
    return [*(min(sum(map(folded.count, parts)), 100) ** 0.5 for parts in CALLED.values()), min(elements, 5_000) ** 0.5]


def _counted(tree: HtmlElement) -> list[float]:
    counts = Counter(element.tag for element in tree.iter(*COUNTED))
    return [min(counts[tag], 800) ** 0.5 for tag in COUNTED]


def _forms(tree: HtmlElement) -> list[float]:
    actions: Any = ACTIONS(tree)
    types: Any = INPUTS(tree)
    return [
        float(any(CART_FORM.search(action.lower()) for action in actions)),
        float("number" in types),
        min(sum(kind in {"checkbox", "radio"} for kind in types), 60) ** 0.5,
    ]


def _links(tree: HtmlElement, url: str) -> list[float]:
    found: Any = LINKS(tree)
    targets = [target for target in found[:MAX_LINKS] if target[:1] != "#" and not target.startswith(("javascript:", "mailto:", "tel:"))]
    different = set(targets)
    host, path = url_host(url), split_url(url).path.rstrip("/")
    counts = Counter(kind for target in different for kind in _leads(target, host, path))
    paged = sum(PAGED.search(target) is not None for target in different)
    return [
        min(len(targets), 1_000) ** 0.5,
        len(different) / max(len(targets), 1),
        *(min(counts[kind], 200) ** 0.5 for kind in ("below", "beside", "abroad", "goods", "day", "slug")),
        min(paged, 20),
    ]


def _leads(target: str, host: str, path: str) -> list[str]:
    """Where a link leads from the page at `path`: below it, beside it, to another site; to something for sale, dated or with a slug."""
    parent = path.rpartition("/")[0]
    there = target.partition("#")[0].partition("?")[0]
    if "//" in there[:8]:
        site, _, rest = there.partition("//")[2].partition("/")
        if site.lower().removeprefix("www.") != host:
            return ["abroad"]
        there = f"/{rest}"
    elif there[:1] != "/":
        there = f"{parent}/{there}"
    there = there.rstrip("/")
    found = []
    if path and there.startswith(f"{path}/"):
        found.append("below")
    elif parent and there != path and there.rpartition("/")[0] == parent:
        found.append("beside")
    if SHOP_PATH.search(there):
        found.append("goods")
    if DATED_PATH.search(there):
        found.append("day")
    if there.rpartition("/")[2].count("-") >= LONG_SLUG:
        found.append("slug")
    return found
