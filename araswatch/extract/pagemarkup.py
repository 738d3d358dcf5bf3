"""A page's markup → features for the verdict: what its elements call themselves, its forms, where its links lead."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from araswatch.extract.pagerow import Part
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
CLASSES, IDS, PROPERTIES, TITLE, LINKS, ACTIONS, INPUTS = (
    XPath(path, smart_strings=False)
    for path in ("//@class", "//@id", "//@itemprop | //@itemtype", "string(//title)", "//a/@href", "//form/@action", "//input/@type")
)
BODY = tuple(BODY_CLASS)
CALLED_SO = (*(f"called_{name}" for name in CALLED), "classes")
TAGGED = tuple(f"tag_{tag}" for tag in COUNTED)
FORMS = ("cart_form", "number_input", "check_inputs")
LED = (
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
NAMES = (*BODY, *CALLED_SO, *TAGGED, *FORMS, *LED)
MAX_LINKS = 3_000


@dataclass(frozen=True)
class Markup:
    """What is read of a page's tree before it is pruned: its classes, each once, a line each, and how many elements have one; ids; names
    and types of microdata; the head's title; what root and body call themselves, in lower case; elements by tag; where forms are sent;
    inputs' types; where links lead. `url` is the page's."""

    url: str
    classes: str
    elements: int
    ids: list[str]
    properties: list[str]
    head: str
    body: str
    counts: Counter[str]
    actions: list[str]
    inputs: list[str]
    targets: list[str]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all names and of the head's title."""
        return markup_words([self.classes, *self.ids], self.properties, self.head)

    def names(self, word: str) -> bool:
        """Whether a class, id or property holds the word, given in lower case. Quicker than to look among all words."""
        return any(word in named.lower() for named in (self.classes, *self.ids, *self.properties))

    def parts(self) -> list[Part]:
        """The features of `NAMES`."""
        return [
            Part(BODY, self._body_class),
            Part(CALLED_SO, self._called),
            Part(TAGGED, self._counted),
            Part(FORMS, self._forms),
            Part(LED, self._links),
        ]

    def _body_class(self) -> list[float]:
        return [float(pattern.search(self.body) is not None) for pattern in BODY_CLASS.values()]

    def _called(self) -> list[float]:
        folded = self.classes.lower()
        return [*(min(sum(map(folded.count, parts)), 100) ** 0.5 for parts in CALLED.values()), min(self.elements, 5_000) ** 0.5]

    def _counted(self) -> list[float]:
        return [min(self.counts[tag], 800) ** 0.5 for tag in COUNTED]

    def _forms(self) -> list[float]:
        return [
            float(any(CART_FORM.search(action.lower()) for action in self.actions)),
            float("number" in self.inputs),
            min(sum(kind in {"checkbox", "radio"} for kind in self.inputs), 60) ** 0.5,
        ]

    def _links(self) -> list[float]:
        different = set(self.targets)
        host, path = url_host(self.url), split_url(self.url).path.rstrip("/")
        counts = Counter(kind for target in different for kind in _leads(target, host, path))
        paged = sum(PAGED.search(target) is not None for target in different)
        return [
            min(len(self.targets), 1_000) ** 0.5,
            len(different) / max(len(self.targets), 1),
            *(min(counts[kind], 200) ** 0.5 for kind in ("below", "beside", "abroad", "goods", "day", "slug")),
            min(paged, 20),
        ]


def read_markup(tree: HtmlElement, url: str) -> Markup:
    """The markup's part of the verdict, from the whole tree."""
    classes: Any = CLASSES(tree)
    ids: Any = IDS(tree)
    properties: Any = PROPERTIES(tree)
    head: Any = TITLE(tree)
    actions: Any = ACTIONS(tree)
    inputs: Any = INPUTS(tree)
    counts = Counter(element.tag for element in tree.iter(*COUNTED))
    named = "\n".join(set(classes))
    return Markup(url, named, len(classes), ids, properties, head, _body_names(tree), counts, actions, inputs, _targets(tree))


def _body_names(tree: HtmlElement) -> str:
    body = tree.find("body")
    elements = [tree] if body is None else [tree, body]
    return " ".join(f"{element.get('class') or ''} {element.get('id') or ''}" for element in elements)[:1000].lower()


def _targets(tree: HtmlElement) -> list[str]:
    found: Any = LINKS(tree)
    return [target for target in found[:MAX_LINKS] if target[:1] != "#" and not target.startswith(("javascript:", "mailto:", "tel:"))]


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
