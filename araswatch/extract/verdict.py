"""Whether a page is an article, and if not, what it is."""

from __future__ import annotations

import math
import re

import numpy as np

from araswatch.extract.blocks import Layout
from araswatch.extract.body import Body
from araswatch.extract.model import load_forest, threshold
from araswatch.extract.pagedeclared import NEWS_TYPES, PUBLISHED_META, SHOP_TYPES
from araswatch.extract.pagefeatures import NAMES, chosen_features, fixed_features
from araswatch.extract.pagemarkup import Markup
from araswatch.extract.pageshape import PROSE, outline
from araswatch.extract.pagewords import load_weights, text_words
from araswatch.extract.structured import Structured, types_of

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
WITNESS = 1.0
"""Log-odds that a page's own word or its plainness is worth."""
Row = np.ndarray[tuple[int], np.dtype[np.float32]]


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
    title_seen: bool,
    hidden: bool = False,
) -> tuple[str, str] | None:
    """Reason and detail where the page is no article; `None` where it is one. `source` is the page's beginning, to tell pages that need
    scripts; `hidden` whether an article's text was found in those."""
    if hidden and _names_itself(data):
        return None
    text = body.text
    if len(text) < BRIEF:
        if CHALLENGE_TITLE.search(title):
            return "challenge-page", title
        if ERROR_TITLE.search(title):
            return "error-page", title
    declared = declares_an_article(data)
    if _is_too_short(text, declared):
        return _textless(layout, source)
    if is_a_recipe(data):
        return None
    shape = outline(layout)
    fixed = fixed_features(
        markup.features, layout, shape, data, url=url, title=title, dated=dated, authored=authored, title_seen=title_seen
    )
    chosen = chosen_features(shape, body.probabilities, body.kept, body.engine, title=title, url=url)
    words = load_weights().score(markup.words | text_words(layout, data, url, title))
    row = np.array([*fixed, *chosen, words], dtype=np.float32)
    probability = float(load_forest("page").probability(row[None, :])[0])
    if is_article(body, row, probability, declared=declared, cut=threshold("page")):
        return None
    detail = ", ".join(f"{name} {change:+.1f}" for name, change in load_forest("page").reasons(row))
    return _what_it_is(row), f"probability of an article {probability:.2f}; {detail}"


def is_article(body: Body, row: Row, probability: float, *, declared: bool, cut: float) -> bool:
    """Whether a page of this probability is an article. A bare text is one; a page that calls itself so and holds prose, or is mostly one
    text, is one unless the model is sure that it is not; `declared` says the first, `cut` is the probability from which all others are."""
    if _is_too_short(body.text, declared):
        return False
    if is_bare(row):
        return True
    witnessed = (declared and holds_prose(body)) or is_plain(row)
    return _log_odds(probability) >= _log_odds(cut) - (WITNESS if witnessed else 0)


def _is_too_short(text: str, declared: bool) -> bool:
    return len(text) < (MIN_DECLARED_CHARS if declared else MIN_CHARS)


def _log_odds(probability: float) -> float:
    return math.log(max(probability, 1e-9) / max(1 - probability, 1e-9))


def _textless(layout: Layout, source: str) -> tuple[str, str]:
    shown = sum(len(block.text) for block in layout.blocks)
    if shown < BRIEF and (NEEDS_SCRIPT.search(source) or (source.count("<script") >= 2 and shown < MIN_CHARS)):
        return "javascript-only", f"{shown} characters of text without scripts"
    return ("empty-page" if shown == 0 else "no-article-text"), f"{shown} characters of text on the page"


def is_bare(row: Row) -> bool:
    """A page that is mostly one text with hardly a link and nothing for sale, however short, in whatever language."""
    value = _by_name(row)
    links = value["links"] ** 2
    few = links <= FEW or links * CHARS_A_LINK <= value["page_chars"] ** 2
    return few and value["kept_share"] > MOSTLY and not _sells(value)


def is_plain(row: Row) -> bool:
    """A page that is mostly one text, with few links and nothing for sale."""
    value = _by_name(row)
    is_a_text = value["kept_share"] > MOSTLY and value["kept_chars"] ** 2 >= SOME_TEXT
    return is_a_text and value["page_links"] < FEW_LINKS and not _sells(value)


def _sells(value: dict[str, float]) -> bool:
    return bool(value["shop"] or value["prices"] or value["shop_type"])


def _by_name(row: Row) -> dict[str, float]:
    return dict(zip(NAMES, row.tolist(), strict=True))


def declares_an_article(data: Structured) -> bool:
    """Whether the page calls itself an article and dates itself; with prose: 1 % of WCXB's listings do, and 42 % of its articles."""
    return _names_itself(data) and data.first(*PUBLISHED_META) is not None


def is_a_recipe(data: Structured) -> bool:
    """Whether the page declares one recipe, with what to do: beside its ingredients and ratings little else tells it from goods."""
    recipes = [item for item in data.articles if "recipe" in types_of(item)]
    return len(recipes) == 1 and "recipeInstructions" in recipes[0]


def holds_prose(body: Body) -> bool:
    """Whether a few of the kept blocks are paragraphs."""
    return sum(choice.kept and len(choice.block.text) >= PROSE for choice in body.choices) >= PARAGRAPHS


def _names_itself(data: Structured) -> bool:
    types, og = data.types(), (data.first("og:type") or "").lower()
    return (bool(types & NEWS_TYPES) or og == "article") and not types & SHOP_TYPES


def _what_it_is(row: Row) -> str:
    value = _by_name(row)
    if value["root"]:
        return "front-page"
    if value["shop_type"] or value["og_product"] or (value["shop"] and value["prices"]):
        return "product-page"
    return "listing"
