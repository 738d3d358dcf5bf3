"""A front page's HTML → its links to articles, told from sections, services and adverts by address, link text and place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from lxml import etree, html
from w3lib.encoding import html_to_unicode

from araswatch.discover.discovery import Collector, Discovery, plain
from araswatch.urls import canonicalize, resolve, same_site

MAX_BYTES = 10_000_000
NO_ARTICLE = re.compile(
    r"""(?ix) /(?:
      tags? | categor(?:y|ies) | topics? | sections? | authors? | search | log-?in | sign-?in | sign-?up | register | account | my
    | about(?:-us)? | contacts?(?:-us)? | privacy(?:-policy)? | terms(?:-of-\w+)? | cookies? | impressum
    | subscri\w+ | newsletters? | donate | adverti\w+
    | rss | feeds? | sitemap | wp-(?:login|admin|content|json) | cdn-cgi | pages? | labels? | shop | cart | help | faq | careers? | jobs
    )(?:/|$|\.\w+$) | \.(?:jpe?g|png|gif|webp|svg|pdf|docx?|xlsx?|pptx?|zip|rar|mp[34]|m4a|avi|mov|css|js|xml|json|ics|apk|exe)$"""
)
DATED = re.compile(r"/(?:1[34]|19|20)\d\d[/-]?(?:0?[1-9]|1[0-2])(?:[/-]?(?:0?[1-9]|[12]\d|3[01]))?(?:/|-|$)")
"""A Gregorian or Jalali year and month in the path."""
NUMBERED = re.compile(r"(?<!\d)\d{4,}(?!\d)")
LONG_NUMBER = 5
"""Digits from which a number is taken for an article's, and no longer for a year."""
APART = re.compile(
    r"""(?ix) ^(?: (?:nav|navbar|navigation|menu|footer|breadcrumbs?|sidebar|pagination|cookies?|consent|share|sharing|social|login)(?:-.*)?
    | (?:.*-)(?:nav|navbar|navigation|menu|footer|breadcrumbs?|pagination) | widget-area | sponsored )$"""
)
"""Class names, ids and roles of what surrounds the list of articles. Whole names: `content-sidebar-wrap` holds a theme's articles."""
HEADLINES = frozenset({"h1", "h2", "h3", "h4", "article"})
APART_ELEMENTS = frozenset({"nav", "footer", "aside", "form"})
ENOUGH = 3


@dataclass(slots=True, kw_only=True)
class Place:
    """What is known of the anchors of one URL: their longest text, whether one stands in a headline, whether all stand apart."""

    text: str = ""
    headline: bool = False
    apart: bool = True


def parse_front_page(body: bytes, *, url: str, source_id: str, content_type: str | None = None) -> Discovery:
    """Links to articles of the page's own site in the order of the page; carries no hints, for a link's text is often a teaser."""
    found = Collector(url=url, source_id=source_id)
    if len(body) > MAX_BYTES:
        found.problem(f"page cut at {MAX_BYTES} bytes")
    tree = _tree(body[:MAX_BYTES], content_type)
    if tree is None:
        found.problem("not an HTML page")
        return found.discovery()
    places = _places(tree, _base(tree, url), url)
    for link, place in places.items():
        if _points(link, place) >= ENOUGH:
            found.add(link)
    if not found.discovery().candidates:
        found.problem(f"no article among {len(places)} links: perhaps a page made by scripts")
    return found.discovery()


def _tree(body: bytes, content_type: str | None) -> etree._Element | None:
    _, text = html_to_unicode(content_type, body)
    try:
        return html.document_fromstring(text.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _base(tree: etree._Element, url: str) -> str:
    base = tree.find(".//base[@href]")
    return (resolve(url, base.get("href", "")) or url) if base is not None else url


def _places(tree: etree._Element, base: str, url: str) -> dict[str, Place]:
    places: dict[str, Place] = {}
    home = canonicalize(url)
    for anchor in tree.iter("a"):
        link = resolve(base, anchor.get("href") or "#")
        if link and same_site(link, url) and canonicalize(link) != home:
            _note(places.setdefault(link.partition("#")[0], Place()), anchor)
    return places


def _note(place: Place, anchor: etree._Element) -> None:
    text = plain("".join(map(str, anchor.itertext()))) or plain(anchor.get("title")) or ""
    around = [anchor, *anchor.iterancestors()]
    place.text = max(place.text, text, key=len)
    place.headline |= bool(
        HEADLINES.intersection(element.tag for element in (*around[:4], *anchor.iterdescendants()) if isinstance(element.tag, str))
    )
    place.apart &= any(_is_apart(element) for element in around)


def _is_apart(element: etree._Element) -> bool:
    if element.tag in ("body", "html", "main", "article"):
        return False
    names = " ".join(element.get(name) or "" for name in ("class", "id", "role")).replace("_", "-").split()
    return element.tag in APART_ELEMENTS or any(APART.match(name) for name in names)


def _points(link: str, place: Place) -> int:
    """What speaks for an article, `ENOUGH` of 6: its address up to 3, its link's text up to 2, a headline's place 1; less 2 if apart."""
    parts = urlsplit(link)
    path = unquote(parts.path)
    undated = DATED.sub("/", path)
    last = undated.rstrip("/").rpartition("/")[2]
    dated = bool(last) and undated != path
    address = 2 * dated + _number_points(undated + "?" + parts.query) + _slug_points(last)
    text = _text_points(place.text)
    if NO_ARTICLE.search(path) or not address or not (text or dated):
        return 0
    return min(address, 3) + text + place.headline - 2 * place.apart


def _number_points(address: str) -> int:
    digits = max(map(len, NUMBERED.findall(address)), default=0)
    return 0 if not digits else 2 if digits >= LONG_NUMBER else 1


def _slug_points(slug: str) -> int:
    words = len(re.split(r"[-_ \u200c]+", slug))
    return 0 if words < 4 else 1 if words < 7 else 2


def _text_points(text: str) -> int:
    words = len(text.split())
    return 0 if words < 3 or len(text) < 20 else 1 if words < 6 else 2
