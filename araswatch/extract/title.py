"""The article's title: the page's own heading where head and structured data bear it out, else what they say without the site's name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from araswatch.extract.site import split_url, url_host
from araswatch.extract.structure import Marks, marks_of
from araswatch.extract.structured import Structured, text_of

SEPARATOR = re.compile(r"\s+(?:[|\-–—―·•»«›‹/~:]|::|\|\||//|--)\s+|\s*\|\s*|\s+[»«›]\s*|\s*[»›]\s+")
HARD_SEPARATORS = frozenset("|»«›‹•·~")
"""Signs that stand between a title and a site's name but hardly ever inside a title; a dash or colon stands in both."""
DECLARED_BY = ("og:title", "twitter:title", "parsely-title", "dc.title", "dcterms.title", "sailthru.title", "title")
HEADINGS = ("h1", "h2", "h3")
NAMED = re.compile(
    r"(?:^|[\s_-])(?:entry|post|article|story|news|node|page|single|main|content)?[_-]?(?:title|headline|heading|überschrift)(?:$|[\s_-])",
    re.I,
)
NO_TITLE = (
    Marks.NAVIGATION | Marks.FOOTER | Marks.COOKIE | Marks.COMMENTS | Marks.COMMENT_FORM | Marks.RELATED | Marks.SUBSCRIBE | Marks.LOGIN
)
SHARED_WORDS = 0.15
"""Share of common words from which a heading and a claim are believed to be of one article."""
MAX_CHARS = 300
MAX_HEADINGS = 60
HEAD_TITLE, ANY_TITLE = (XPath(path, smart_strings=False) for path in ("//head/title[1]//text()", "//title[1]//text()"))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as read: `key` is its comparable form, `rank` 1–3."""

    text: str
    key: str
    rank: int
    element: HtmlElement

    def is_named(self) -> bool:
        """Whether its markup calls it a title."""
        get = self.element.get
        return get("itemprop") == "headline" or NAMED.search(f"{get('class') or ''} {get('id') or ''}") is not None

    def in_furniture(self) -> bool:
        """Whether it stands in a part of the page that is none of the article."""
        node: HtmlElement | None = self.element
        for _ in range(5):
            if node is None:
                return False
            if marks_of(node) & NO_TITLE:
                return True
            node = node.getparent()
        return False


def find_title(tree: HtmlElement, data: Structured, site: str | None, url: str) -> str | None:
    """The title as the page spells it for readers; `None` where the page has none."""
    names = _site_names(site, url)
    page = _page_title(tree)
    stripped = [strip_site(claim, names) for claim in [*_declared(data), page]]
    claims = [_key(claim) for claim in stripped if claim]
    headings = [heading for heading in _headings(tree) if heading.key and heading.key not in names]
    if best := _borne_out(headings, claims, _key(page)):
        return _without_kicker(strip_site(best.text, names), stripped)
    if lone := _lone_heading(headings, [*claims, _slug(url)]):
        return strip_site(lone.text, names)
    claimed = next((claim for claim in stripped if _key(claim) not in names and not _is_name(claim, names)), None)
    return claimed or next((heading.text for heading in headings if heading.rank == 1 or heading.is_named()), None) or page or None


def _page_title(tree: HtmlElement) -> str:
    """What browsers show as the page's title."""
    texts: Any = HEAD_TITLE(tree) or ANY_TITLE(tree)
    return squash("".join(texts))[:MAX_CHARS]


def _borne_out(headings: list[Heading], claims: list[str], page: str) -> Heading | None:
    """The first heading that head and structured data bear out best, if they do."""
    words = _word_sets(claims)
    support = [_support(heading, claims, words, page) for heading in headings]
    best = max(support, default=0.0)
    return headings[support.index(best)] if best >= 1 else None


def _is_name(claim: str, names: frozenset[str]) -> bool:
    """Whether a claim is no more than the site's name, article aside."""
    solid = _key(claim).replace(" ", "")
    return any(solid in dense and len(solid) >= len(dense) - 3 for dense in (name.replace(" ", "") for name in names))


def strip_site(title: str, names: frozenset[str]) -> str:
    """A title without the site's name at its end or beginning. `names` are comparable forms of what the site calls itself."""
    cuts = list(SEPARATOR.finditer(title))
    for cut in cuts:
        if _names_site(title[cut.end() :], names):
            return title[: cut.start()].strip() or title
    for cut in reversed(cuts):
        if _names_site(title[: cut.start()], names):
            return title[cut.end() :].strip() or title
    hard = next((cut for cut in cuts if HARD_SEPARATORS & set(cut.group())), None)
    if hard and hard.start() >= 12 and len(title) - hard.end() < 60:
        return title[: hard.start()].strip()
    return title


def _without_kicker(title: str, claims: list[str]) -> str:
    """A heading without the overline or subtitle set in the same element, where head or structured data give the title alone."""
    key = _key(title)
    inner = [
        claim for claim in claims if len(claim) >= 15 and _key(claim) != key and (key.endswith(_key(claim)) or key.startswith(_key(claim)))
    ]
    return max(inner, key=len) if inner and not any(_key(claim) == key for claim in claims) else title


def _lone_heading(headings: list[Heading], claims: list[str]) -> Heading | None:
    """The page's only top heading that shares words with what head, structured data or the URL say: rewritten for readers, as titles
    often are."""
    top = [heading for heading in headings if heading.rank == 1 and not heading.in_furniture()]
    words = _word_sets(claims)
    shared = [_overlap(heading.key, words) for heading in top]
    distinct = {heading.key for heading in top}
    if len(distinct) == 1 and shared[0] >= SHARED_WORDS:
        return top[0]
    best = max(shared, default=0.0)
    return top[shared.index(best)] if best >= 2 * SHARED_WORDS else None


def _slug(url: str) -> str:
    """The words of the URL's last path segment."""
    return _key(re.sub(r"[-_.+]|\.html?$|%20", " ", max(split_url(url).path.split("/"), key=len, default="")))


def squash(text: str) -> str:
    """One line."""
    return " ".join(text.split())


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _site_names(site: str | None, url: str) -> frozenset[str]:
    host = url_host(url)
    labels = {host, *host.split(".")[:-1]} if host else set()
    return frozenset(_key(name) for name in {site or "", *labels} if len(name) > 2 and name not in {"com", "org", "net", "blog", "news"})


def _names_site(part: str, names: frozenset[str]) -> bool:
    """Whether the part is the site's name, or the name with a slogan or section beside it."""
    key = _key(part)
    solid = key.replace(" ", "")
    if not solid or len(part) > 80:
        return False
    return any(
        key == name
        or (len(solid) >= 4 and solid in (dense := name.replace(" ", "")) and len(solid) > len(dense) / 2)
        or (len(name) >= 4 and (dense := name.replace(" ", "")) in solid and len(dense) > len(solid) / 3)
        for name in names
    )


def _declared(data: Structured) -> Iterator[str]:
    for item in data.articles[:3]:
        if headline := text_of(item.get("headline")):
            yield headline[:MAX_CHARS]
    for name in DECLARED_BY:
        if content := data.first(name):
            yield content[:MAX_CHARS]


def _headings(tree: HtmlElement) -> list[Heading]:
    found = []
    for element in tree.iter(*HEADINGS):
        text = squash(element.text_content())
        if not text or len(text) > MAX_CHARS or (element.tag != "h3" and _leads_home(element)):
            continue
        found.append(Heading(text, _key(text), int(element.tag[1]), element))
        if len(found) == MAX_HEADINGS:
            break
    return found


def _leads_home(element: HtmlElement) -> bool:
    links = [link.get("href") or "" for link in (*element.iter("a"), *element.iterancestors("a"))]
    return any(re.fullmatch(r"/|https?://[^/]+/?", link) for link in links)


def _support(heading: Heading, claims: list[str], words: list[set[str]], page: str) -> float:
    """How far head and structured data bear a heading out: 2 said in the same words, 1 in part, 0 not at all; by rank and markup among
    equals."""
    own = heading.key
    if own in claims:
        said = 2.0
    elif len(own) >= 10 and (page.startswith(own) or any(own in claim and len(own) > len(claim) / 2 for claim in claims)):
        said = 1.5
    elif any(len(claim) >= 15 and claim in own for claim in claims):
        said = 1.4
    elif (overlap := _overlap(own, words)) >= 0.5:
        said = overlap
    else:
        return 0.0
    return said - 0.7 * heading.in_furniture() + 0.2 * (heading.rank == 1) + 0.1 * heading.is_named()


def _word_sets(claims: list[str]) -> list[set[str]]:
    return [set(claim.split()) for claim in claims if claim]


def _overlap(own: str, claims: list[set[str]]) -> float:
    """The greatest share of words that a heading has in common with a claim."""
    words = set(own.split())
    return max((len(words & claim) / len(words | claim) for claim in claims), default=0.0)
