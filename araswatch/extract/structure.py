"""What an element says of itself by tag, role, class and id: marks of furniture and of the article, in the words that themes use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from lxml.html import HtmlElement

from araswatch.extract.phrases import load_schema


class Marks:
    """Kinds of furniture (those of `records.Removed`) and of places in a page, as bits of a number. Inherited by everything inside an
    element."""

    COMMENT_FORM = 1 << 0
    COMMENTS = 1 << 1
    LOGIN = 1 << 2
    AUTHOR_BOX = 1 << 3
    SHARE = 1 << 4
    RELATED = 1 << 5
    SUBSCRIBE = 1 << 6
    COOKIE = 1 << 7
    NAVIGATION = 1 << 8
    ADVERT = 1 << 9
    FOOTER = 1 << 10
    CAPTION = 1 << 11
    ASIDE = 1 << 12
    HEADER = 1 << 13
    META = 1 << 14
    HIDDEN = 1 << 15
    FORM = 1 << 16
    MAIN = 1 << 17
    ARTICLE = 1 << 18
    BODY = 1 << 19
    LIST = 1 << 20
    TABLE = 1 << 21
    QUOTE = 1 << 22
    TAGS = 1 << 23
    TEASER = 1 << 24


MARK_NAMES = tuple(name for name in vars(Marks) if name.isupper())
PLACES = Marks.MAIN | Marks.ARTICLE | Marks.BODY | Marks.LIST | Marks.TABLE | Marks.QUOTE
FURNITURE = (1 << len(MARK_NAMES)) - 1 & ~PLACES
"""All marks but those of places in an article."""
JOINTS = "-_./:"
"""What joins the words of a name, beside the change of case."""
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
WORD_START = re.compile(r"\b\w\w")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
TAGS: dict[str, int] = {
    "nav": Marks.NAVIGATION,
    "aside": Marks.ASIDE,
    "footer": Marks.FOOTER,
    "header": Marks.HEADER,
    "form": Marks.FORM,
    "main": Marks.MAIN,
    "article": Marks.ARTICLE,
    "figcaption": Marks.CAPTION,
    "caption": Marks.CAPTION,
    "li": Marks.LIST,
    "tr": Marks.TABLE,
    "blockquote": Marks.QUOTE,
    "dialog": Marks.HIDDEN,
    "menu": Marks.NAVIGATION,
    "fieldset": Marks.FORM,
    "label": Marks.FORM,
    "button": Marks.FORM,
    "address": Marks.META,
    "search": Marks.FORM,
}
ROLES: dict[str, int] = {
    "navigation": Marks.NAVIGATION,
    "complementary": Marks.ASIDE,
    "contentinfo": Marks.FOOTER,
    "banner": Marks.HEADER,
    "main": Marks.MAIN,
    "article": Marks.ARTICLE,
    "search": Marks.FORM,
    "dialog": Marks.HIDDEN,
    "alertdialog": Marks.HIDDEN,
    "menu": Marks.NAVIGATION,
    "menubar": Marks.NAVIGATION,
}


def marks_of(element: HtmlElement) -> int:
    """The marks of one element alone."""
    return marks_said(element.tag, dict(element.items()))


def marks_said(tag: str, attributes: Mapping[str, str]) -> int:
    """The marks of an element by its tag and attributes. The root and the body only name the page, not a part of it; a heading's id is
    its own words."""
    if tag in {"html", "body"}:
        return 0
    marks = TAGS.get(tag, 0)
    if not attributes:
        return marks
    get = attributes.get
    marks |= named_marks(get("class"), None if tag in HEADINGS else get("id"), get("itemprop"), get("data-component"))
    if (role := get("role")) is not None:
        marks |= ROLES.get(role, 0)
    style = get("style")
    if (
        get("hidden") is not None
        or get("aria-hidden") == "true"
        or (style and "none" in style and "display:none" in style.replace(" ", ""))
    ):
        marks |= Marks.HIDDEN
    return marks


@lru_cache(maxsize=20_000)
def named_marks(*names: str | None) -> int:
    """The marks of class, id and the like, seen as one text."""
    named = " ".join(filter(None, names))[:300]
    for joint in JOINTS:
        named = named.replace(joint, " ")
    words = " ".join(named.split())
    if not words.islower():
        words = CAMEL.sub(" ", words).lower()
    patterns = _patterns()
    marks = 0
    for found in WORD_START.finditer(words):
        for mark, pattern in patterns.get(found[0], ()):
            if not marks & mark and pattern.match(words, found.start()):
                marks |= mark
    return marks


@cache
def _patterns() -> dict[str, tuple[tuple[int, re.Pattern[str]], ...]]:
    """The patterns of each mark by the two characters with which they begin; `ValueError` where one begins otherwise."""
    listed: dict[str, dict[int, list[str]]] = {}
    for name, phrases in load_schema("furniture/markup.yml").items():
        for phrase in phrases:
            if not re.match(r"\w{2}(?![?*{|])", phrase):
                raise ValueError(f"furniture/markup.yml: {phrase!r} does not begin with two letters or figures")
            listed.setdefault(phrase[:2], {}).setdefault(int(getattr(Marks, name.upper())), []).append(phrase)
    return {
        start: tuple((mark, re.compile(rf"(?:{'|'.join(phrases)})\b")) for mark, phrases in marks.items())
        for start, marks in listed.items()
    }
