"""Whether a page is an article, and if not, what it is."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from enum import IntEnum

import numpy as np

from araswatch.extract.blocks import Layout, is_linked
from araswatch.extract.body import Body
from araswatch.extract.model import load_forest, threshold
from araswatch.extract.pagedeclared import NEWS_TYPES, PUBLISHED_META, SHOP_TYPES
from araswatch.extract.pagefeatures import chosen_parts, fixed_parts
from araswatch.extract.pagemarkup import Markup
from araswatch.extract.pagerow import PageRow
from araswatch.extract.pageshape import PROSE, Outline, measure
from araswatch.extract.pagewords import load_weights, text_words
from araswatch.extract.structured import Structured, text_of, types_of

MIN_CHARS = 100
"""Less text than a sentence or two is no article, whatever else the page holds."""
MIN_DECLARED_CHARS = 50
"""A page that calls itself an article and dates itself may say what it has to say in one sentence."""
ERROR_TITLE = re.compile(
    r"^(?:error|404|403)\b|\b(?:error|http)\W+(?:40[34]|410|50[023])\b|(?:^|[|:–—-]\s+)(?:40[34]|410|50[023])(?:\W*$|\s+error\b)|"
    r"page not found|^(?:\w+\s)?not found$|seite nicht gefunden|"
    r"page introuvable|página no encontrada|"
    r"страница не найдена|səhifə tapılmadı|sayfa bulunamadı|صفحه.{0,12}(?:یافت|پیدا) نشد|الصفحة غير موجودة|הדף לא נמצא|"
    r"էջը չի գտնվել|გვერდი ვერ მოიძებნა|"
    r"internal server error|^(?:\d+\W+)?service (?:temporarily )?unavailable|bad gateway",
    re.I,
)
CHALLENGE_TITLE = re.compile(
    r"just a moment|attention required|^access denied|are you (?:a )?(?:human|robot)|^captcha|ddos-guard|checking your browser|"
    r"verify you are|403 forbidden",
    re.I,
)
NEEDS_SCRIPT = re.compile(
    r"enable javascript|javascript (?:is )?(?:required|disabled|aktivieren)|requires? javascript|activer javascript|"
    r"включите javascript|you need to enable",
    re.I,
)
BRIEF = 1_500
SOME_TEXT, PARAGRAPHS = 200, 3
FEW_LINKS, MOSTLY = 0.12, 0.5
"""Shares of a page's text in links and in the article: 3 % of WCXB's listings and product pages are this plain, and 30 % of its
articles."""
FEW, CHARS_A_LINK = 10, 300
"""A page with so few links, or so much text for each, and one text for the most part is an article whatever the model says: 12 % of WCXB's
articles, 1 % of its listings and product pages. The model has seen few such pages, and none in other scripts."""
PLAIN, WITNESS, SWORN, ROOT = 0.5, 1.0, 3.0, -1.0
"""Log-odds that a page's plainness is worth, its own word, its word for machines (1 % of WCXB's listings name one dated article in JSON-LD,
none of its collections and products, and 30 % of its articles), and an address without a path."""
HEADLINE_CHARS, LEAD_WITHIN, ONE_STRETCH, ABOVE, FEW_PRICES = 20, 12, 0.1, 0.1, 8
"""A story is a headline of so many characters with a day beside it, the lead within so many lines below, this share of the text in one
stretch, and hardly any above: half of WCXB's articles, one of its listings and one of its products."""
INGREDIENTS = frozenset({"c:ingredient", "c:ingredients", "p:recipeingredient"})
STEPS = frozenset(
    {"c:instruction", "c:instructions", "c:direction", "c:directions", "c:steps", "c:method", "c:preparation", "p:recipeinstructions"}
)
"""What elements of a recipe call themselves, as `pagewords` names them."""
Value = Mapping[str, float]


def reject(
    body: Body,
    markup: Markup,
    layout: Layout,
    data: Structured,
    *,
    url: str,
    title: str,
    source: str,
    dated: bool,
    authored: bool,
    title_at: int | None,
    hidden: bool = False,
) -> tuple[str, str] | None:
    """Reason and detail where the page is no article; `None` where it is one. `source` is the page's beginning, to tell pages that need
    scripts; `hidden` whether an article's text was found in those."""
    if hidden and _names_itself(data):
        return None
    size = measure(body.text)
    if size < BRIEF:
        if CHALLENGE_TITLE.search(title):
            return "challenge-page", title
        if ERROR_TITLE.search(title):
            return "error-page", title
    declared = how_declared(data, markup)
    if _is_too_short(body.text, declared):
        return _textless(layout, source)
    page = Outline(layout, data.first("description", "og:description") or "")
    found = {"dated": dated, "authored": authored, "title_seen": title_at is not None}
    value = PageRow(
        (
            *fixed_parts(markup, page, data, url=url, title=title, **found),
            *chosen_parts(page, body.probabilities, body.kept, body.engine, title=title, title_at=title_at, url=url),
        )
    )
    if is_by_rule(body, value, declared):
        return None
    words = load_weights().score(markup.words | text_words(layout, data, url, title))
    row = np.array([*value.values(), words], dtype=np.float32)
    probability = float(load_forest("page").probability(row[None, :])[0])
    if is_likely(body, value, probability, declared=declared, cut=threshold("page")):
        return None
    detail = ", ".join(f"{name} {change:+.1f}" for name, change in load_forest("page").reasons(row))
    return _what_it_is(value), f"probability of an article {probability:.2f}; {detail}"


class Declared(IntEnum):
    """Whether a page calls itself a dated article: nowhere, by meta elements, or in JSON-LD that names no more than one; or a recipe."""

    NOT = 0
    BY_META = 1
    IN_JSON = 2
    RECIPE = 3


def is_article(body: Body, value: Value, probability: float, *, declared: Declared, cut: float) -> bool:
    """Whether a page of this probability is an article. `value` are its features by name, `cut` is the probability from which a page of
    which nothing else is known is one."""
    if _is_too_short(body.text, declared):
        return False
    return is_by_rule(body, value, declared) or is_likely(body, value, probability, declared=declared, cut=cut)


def is_by_rule(body: Body, value: Value, declared: Declared) -> bool:
    """Whether the page is an article whatever the model says: a bare text, a dated story or a recipe."""
    return is_bare(value) or is_a_story(body, value) or (declared is Declared.RECIPE and not value["section_url"])


def is_likely(body: Body, value: Value, probability: float, *, declared: Declared, cut: float) -> bool:
    """Whether the model takes the page for an article. One that calls itself so and holds prose, or is mostly one text, is one unless the
    model is sure that it is not."""
    return _log_odds(probability) >= _log_odds(cut) - _witness(body, value, declared)


def _witness(body: Body, value: Value, declared: Declared) -> float:
    if value["root"]:
        return ROOT
    if declared is Declared.IN_JSON:
        return SWORN
    if declared and holds_prose(body):
        return WITNESS
    return PLAIN if is_plain(value) else 0.0


def _is_too_short(text: str, declared: Declared) -> bool:
    return measure(text) < (MIN_DECLARED_CHARS if declared else MIN_CHARS)


def _log_odds(probability: float) -> float:
    return math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))


def _textless(layout: Layout, source: str) -> tuple[str, str]:
    shown = sum(len(block.text) for block in layout.blocks)
    if shown < BRIEF and (NEEDS_SCRIPT.search(source) or (source.count("<script") >= 2 and shown < MIN_CHARS)):
        return "javascript-only", f"{shown} characters of text without scripts"
    return ("empty-page" if shown == 0 else "no-article-text"), f"{shown} characters of text on the page"


def is_bare(value: Value) -> bool:
    """A page that is mostly one text with hardly a link and nothing for sale, however short, in whatever language. `value` are the
    page's features by name."""
    if value["kept_share"] <= MOSTLY or _sells(value):
        return False
    links = value["links"] ** 2
    return links <= FEW or links * CHARS_A_LINK <= value["page_chars"] ** 2


def is_a_story(body: Body, value: Value) -> bool:
    """A page of a headline with a day beside it and one text below it, in whatever language, whatever else stands around."""
    if value["root"] or value["shop_type"] or value["title_is_link"] or not value["title_dated"]:
        return False
    headed = value["title_chars"] >= HEADLINE_CHARS and value["lead_gap"] <= LEAD_WITHIN and value["kept_before_title"] < ABOVE
    return headed and _longest_stretch(body) >= ONE_STRETCH and not value["shop"] and value["prices"] <= FEW_PRICES


def _longest_stretch(body: Body) -> float:
    """The share of the kept text, links left out, that stands in one stretch."""
    longest = stretch = total = 0
    for choice in body.choices:
        own = choice.kept and not is_linked(choice.block)
        stretch = stretch + len(choice.block.text) if own else 0
        total += len(choice.block.text) if own else 0
        longest = max(longest, stretch)
    return longest / max(total, 1)


def is_plain(value: Value) -> bool:
    """A page that is mostly one text, with few links and nothing for sale."""
    is_a_text = value["kept_share"] > MOSTLY and value["kept_chars"] ** 2 >= SOME_TEXT
    return is_a_text and value["page_links"] < FEW_LINKS and not _sells(value)


def _sells(value: Value) -> bool:
    return bool(value["shop"] or value["prices"] or value["shop_type"])


def how_declared(data: Structured, markup: Markup) -> Declared:
    """Whether the page calls itself an article and dates itself; with prose: 1 % of WCXB's listings do, and 42 % of its articles."""
    if is_a_recipe(data) or _marks_up_a_recipe(markup):
        return Declared.RECIPE
    if not _names_itself(data):
        return Declared.NOT
    named = {text_of(item.get("headline") or item.get("name")) for item in data.articles if types_of(item) & NEWS_TYPES}
    if len(named) == 1 and any(item.get("datePublished") for item in data.articles):
        return Declared.IN_JSON
    return Declared.BY_META if data.first(*PUBLISHED_META) is not None else Declared.NOT


def is_a_recipe(data: Structured) -> bool:
    """Whether the page declares one recipe, with what to do: beside its ingredients and ratings little else tells it from goods."""
    recipes = [item for item in data.articles if "recipe" in types_of(item)]
    return len(recipes) == 1 and "recipeInstructions" in recipes[0]


def _marks_up_a_recipe(markup: Markup) -> bool:
    return markup.names("ingredient") and bool(markup.words & INGREDIENTS and markup.words & STEPS)


def holds_prose(body: Body) -> bool:
    """Whether a few of the kept blocks are paragraphs."""
    return sum(choice.kept and measure(choice.block.text) >= PROSE for choice in body.choices) >= PARAGRAPHS


def _names_itself(data: Structured) -> bool:
    types, og = data.types(), (data.first("og:type") or "").lower()
    return (bool(types & NEWS_TYPES) or og == "article") and not types & SHOP_TYPES


def _what_it_is(value: Value) -> str:
    if value["root"]:
        return "front-page"
    if value["shop_type"] or value["og_product"] or (value["shop"] and value["prices"]):
        return "product-page"
    return "listing"
