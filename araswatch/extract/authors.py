"""The article's authors: persons named by structured data, by a byline's markup, by meta elements or by a line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from araswatch.extract.blocks import HEADINGS, Block, Layout, title_index
from araswatch.extract.names import collective_in, fold_name, is_byline, persons_in
from araswatch.extract.phrases import kinds_of_line
from araswatch.extract.site import url_host
from araswatch.extract.structure import Marks
from araswatch.extract.structured import Structured, text_of, types_of

BYLINE_CLASS = re.compile(r"uthor|yline|autor|auteur|writer|posted-by|contributor")
AUTHOR_PAGE = re.compile(r"/author/|/autor/|/authors/")
META_NAMES = (
    "parsely-author",
    "sailthru.author",
    "cxenseparse:author",
    "byl",
    "author",
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
)
FOREIGN = Marks.COMMENTS | Marks.COMMENT_FORM | Marks.COOKIE
LESS_LIKELY = Marks.RELATED | Marks.TEASER | Marks.SUBSCRIBE | Marks.FOOTER | Marks.ASIDE | Marks.LOGIN
WRITTEN_BY = re.compile(r"written|author|autor|verfasst|geschrieben|par|автор|yazan|نویسنده|escrito|scritto|by|von", re.I)
INSIDE = re.compile(
    r"(?:^|(?<=[\s|•·,\d]))(?:by|von|vom|par|por|da|autor|author|автор|yazan|müəllif|نویسنده)\s*:?\s*(?=[^\W\d_a-zà-ÿа-я])|\bby\s+(?=\w)",
    re.I,
)
BETWEEN = re.compile(r"\s*[|•·/]\s*|\s+[-–—]\s+|,\s+|\s+in\s+|(?<=\w)\s+(?=\d{1,2}[./]\d)|\b\d[\d./:-]*\b")
DATED = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")
NOT_BYLINES = frozenset({"body", "html", "article", "script", "meta", "link", "form", "input"})
MAX_BYLINES = 80
MAX_AUTHORS = 12
MAX_BYLINE_CHARS = 160


@dataclass(frozen=True, slots=True)
class Claim:
    """Names that one place of the page gives; `weight` orders the places by how often they are right."""

    names: tuple[str, ...]
    source: str
    weight: float


def find_authors(tree: HtmlElement, layout: Layout, data: Structured, site: str | None, url: str, title: str) -> tuple[str, ...]:
    """Persons' names in the order of the byline; empty where the page names none."""
    claims = list(author_claims(tree, layout, data, site, url, title))
    if not claims:
        bylines = [*_from_markup(tree, layout), *_from_text(layout, title)]
        named = (collective_in(byline, organisations=_organisations(data, site, url)) for byline in bylines)
        return tuple([collective] if (collective := next(filter(None, named), None)) else [])
    support: dict[str, float] = {}
    for claim in claims:
        for name in {fold_name(name) for name in claim.names}:
            support[name] = support.get(name, 0) + claim.weight
    best = max(claims, key=lambda claim: (sum(support[fold_name(name)] for name in claim.names) / len(claim.names), len(claim.names)))
    fuller = [
        claim
        for claim in claims
        if set(map(fold_name, claim.names)) > set(map(fold_name, best.names)) and len(claim.names) <= MAX_AUTHORS and claim.source != "text"
    ]
    return max(fuller, key=lambda claim: claim.weight).names if fuller else best.names


def author_claims(tree: HtmlElement, layout: Layout, data: Structured, site: str | None, url: str, title: str) -> Iterator[Claim]:
    """What each place of the page says of the authors, each place once."""
    organisations = _organisations(data, site, url)
    for source, weight, bylines in (
        ("json-ld", 3.0, _from_json_ld(data)),
        ("markup", 2.4, _from_markup(tree, layout)),
        ("meta", 2.0, _from_meta(data)),
        ("text", 1.8, _from_text(layout, title)),
        ("place", 1.0, _from_place(layout, title)),
    ):
        seen = 0
        for byline in bylines:
            names = persons_in(
                byline, organisations=organisations, pseudonyms=source != "place" and (source != "text" or _is_short(byline))
            )
            if names:
                seen += 1
                yield Claim(names, source, weight / seen if " " in names[0] else weight / seen / 2)
            if seen == 3:
                break


def _organisations(data: Structured, site: str | None, url: str) -> frozenset[str]:
    """What the site and its publisher are called: named as author by many templates, never a person."""
    names = {site or "", url_host(url), url_host(url).split(".")[0]}
    for item in data.objects:
        if {"organization", "newsmediaorganization", "website"} & types_of(item):
            names.add(text_of(item.get("name")) or "")
    return frozenset(fold_name(name) for name in names if name)


def _from_json_ld(data: Structured) -> Iterator[str]:
    for item in data.articles[:2]:
        authors = item.get("author") or item.get("creator")
        listed = authors if isinstance(authors, list) else [authors]
        names = [name for author in listed if (name := _person_name(author, data))]
        if names:
            yield "; ".join(names)


def _person_name(author: Any, data: Structured) -> str | None:
    if isinstance(author, dict) and not author.get("name"):
        author = data.by_id.get(str(author.get("@id")), author)
    if isinstance(author, dict) and types_of(author) & {"organization", "newsmediaorganization"}:
        return None
    name = text_of(author)
    return None if name is None or name.startswith("http") else name


def _from_markup(tree: HtmlElement, layout: Layout) -> Iterator[str]:
    """Texts of elements that call themselves a byline, those by rel and itemprop first, outside comments and lists of other articles."""
    elements = list(islice((element for element in tree.iter() if _names_itself_byline(element)), MAX_BYLINES))
    likely = [element for element in elements if not layout.marks_around(element) & (FOREIGN | LESS_LIKELY)]
    others = [
        element
        for element in elements
        if layout.marks_around(element) & LESS_LIKELY and not layout.marks_around(element) & (FOREIGN | Marks.RELATED)
    ]
    elements = sorted(likely, key=_rank) + sorted(others, key=_rank)[:2]
    for index, element in enumerate(elements):
        text = _byline_text(element, layout)
        if 2 <= len(text) <= MAX_BYLINE_CHARS and "{" not in text and (_rank(element) < 2 or " " in text):
            yield "; ".join([text, *_companions(element, layout, elements[index + 1 :])])


def _names_itself_byline(element: HtmlElement) -> bool:
    get, tag = element.get, element.tag
    if (named := get("class")) and _is_byline_class(named):
        return tag not in NOT_BYLINES
    if tag == "a" and (get("rel") == "author" or AUTHOR_PAGE.search(get("href") or "")):
        return True
    return (get("itemprop") == "author" or get("id") in {"author", "byline"}) and tag not in NOT_BYLINES


@lru_cache(maxsize=20_000)
def _is_byline_class(named: str) -> bool:
    return BYLINE_CLASS.search(named) is not None


def _companions(element: HtmlElement, layout: Layout, later: list[HtmlElement]) -> Iterator[str]:
    """Further authors set beside the first in markup of the same rank: `<a rel=author>A</a> and <a rel=author>B</a>`."""
    around = next(
        (
            node
            for node in element.iterancestors()
            if node.getparent() is not None and len(node.getparent().text_content()) > MAX_BYLINE_CHARS
        ),
        None,
    )
    if around is None or _rank(element) == 2 or len(around.text_content()) > MAX_BYLINE_CHARS:
        return
    for other in later:
        if _rank(other) == _rank(element) and around in other.iterancestors():
            yield _byline_text(other, layout)


def _rank(element: HtmlElement) -> int:
    if "author" in (element.get("rel") or "") or element.get("itemprop") == "author":
        return 0
    if "/autho" in (element.get("href") or "") or "/autor/" in (element.get("href") or ""):
        return 1
    return 2


def _byline_text(element: HtmlElement, layout: Layout) -> str:
    if (frame := layout.by_element.get(element)) is not None:
        return " | ".join(block.text for block in layout.blocks[frame.first : frame.last][:6])
    named = element.xpath(".//*[@itemprop='name' or contains(@class,'fn') or contains(@class,'author-name') or @rel='author']")
    texts = [" ".join(name.text_content().split()) for name in named[:4]]
    return "; ".join(dict.fromkeys(text for text in texts if text)) or " ".join(element.text_content().split())


def _from_meta(data: Structured) -> Iterator[str]:
    for name in META_NAMES:
        if values := data.meta.get(name):
            yield "; ".join(values[:6])
    if WRITTEN_BY.search(data.first("twitter:label1") or "") and (value := data.first("twitter:data1")):
        yield value


def _from_text(layout: Layout, title: str) -> Iterator[str]:
    """Lines that read as a byline: "By …", "Von …", "Published by …"; near the title also "2 May 2021 by …"."""
    near = _near_title(layout, title)
    for block in [*near, *layout.blocks]:
        if len(block.text) <= MAX_BYLINE_CHARS and not block.marks & FOREIGN and is_byline(block.text):
            yield block.text
    for block in near:
        if len(block.text) <= MAX_BYLINE_CHARS and not block.marks & FOREIGN and (inside := INSIDE.search(block.text)):
            yield block.text[inside.start() :]


def _from_place(layout: Layout, title: str) -> Iterator[str]:
    """Near the title, a name that has a line for itself, or one that it shares with a date."""
    for block in _near_title(layout, title):
        if len(block.text) > MAX_BYLINE_CHARS / 2 or block.frame.tag in HEADINGS or block.marks & (FOREIGN | Marks.NAVIGATION | Marks.TAGS):
            continue
        parts = [part for part in BETWEEN.split(block.text) if part]
        dated = bool(DATED.search(block.text))
        for part in parts if dated or block.marks & Marks.META else ():
            if 2 <= len(part.split()) <= 4 and not kinds_of_line(part):
                yield part


def _is_short(byline: str) -> bool:
    """Whether a line of text is a byline and nothing else, so that even a single word in it is a name."""
    return len(byline) <= 60 and bool(DATED.search(byline))


def _near_title(layout: Layout, title: str) -> list[Block]:
    """The blocks around the last heading that is the title: a few before, more behind."""
    at = title_index(layout, title) or 0
    return layout.blocks[max(at - 4, 0) : at][::-1] + layout.blocks[at + 1 : at + 9]
