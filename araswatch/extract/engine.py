"""Trafilatura's choice of a page's text: its main pass on our pruned tree or its baseline, then in recall mode where they find little."""

from __future__ import annotations

import logging
from copy import copy
from functools import cache

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura.baseline import baseline
from trafilatura.core import ESCALATION_ACCEPT_RATIO, ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import DEFAULT_CONFIG, Extractor
from trafilatura.xml import xmltotxt

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def engine_text(tree: HtmlElement, url: str) -> str:
    """Trafilatura's text of the tree, without metadata and comments; empty where it finds none or fails. The tree is left as it was.

    It is what `bare_extraction` gives, for less: what that takes away before its main pass is gone from a pruned tree, but for comments
    that are much of a short page, and how much the page holds is counted more simply.
    """
    try:
        return _text(tree, _options("balanced", url))
    except Exception:
        return ""  # the model then judges by structure alone: a page that breaks the engine is still a page


def _text(tree: HtmlElement, options: Extractor) -> str:
    body, text = _main_pass(tree, options)
    if len(text) < options.min_extracted_size:
        spare, shown, _ = baseline(tree)
        body, text = (spare, shown) if len(shown) > len(text) else (body, text)
    if 0 < len(text) < ESCALATION_MAX_LENGTH and _is_little(len(text), tree):
        more, longer = _main_pass(tree, _options("recall", options.url))
        enough = len(longer) >= options.min_extracted_size and len(longer) > ESCALATION_ACCEPT_RATIO * len(text)
        body, text = (more, longer) if enough else (body, text)
    return xmltotxt(body, options.formatting) if len(text) >= options.min_output_size else ""


def _main_pass(tree: HtmlElement, options: Extractor) -> tuple[_Element, str]:
    return extract_content(convert_tags(tree_cleaning(copy(tree), options), options, options.url), options)


def _is_little(chars: int, tree: HtmlElement) -> bool:
    """Whether the page holds so much more that there must be more to find."""
    return chars < ESCALATION_PAGE_SHARE * len(" ".join(tree.text_content().split()))


def _options(focus: str, url: str | None) -> Extractor:
    options = copy(_defaults())
    options.focus, options.url, options.source = focus, url, url
    return options


@cache
def _defaults() -> Extractor:
    return Extractor(config=DEFAULT_CONFIG, output_format="python", fast=True, comments=False, with_metadata=False)
