"""What a page says it is → features for the verdict: JSON-LD, meta elements, the URL's shape."""

from __future__ import annotations

import re

from araswatch.extract.site import split_url
from araswatch.extract.structured import Structured, text_of

NEWS_TYPES = frozenset(
    {
        "newsarticle",
        "blogposting",
        "article",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "liveblogposting",
        "techarticle",
        "scholarlyarticle",
    }
)
SHOP_TYPES = frozenset({"product", "offer", "aggregateoffer", "productgroup", "store", "onlinestore", "individualproduct"})
LIST_TYPES = frozenset({"itemlist", "collectionpage", "searchresultspage", "searchaction", "blog", "offercatalog"})
SECTION = re.compile(
    r"/(?:category|categories|tag|tags|topic|topics|collections?|shop|store|products?|catalog|search|archive|author|page|"
    r"listing|browse|departments?|sub-categor\w+|c|p|s|dp)(?:/|$)",
    re.I,
)
DATED = re.compile(r"/(?:19|20)\d\d/\d\d?/")
PUBLISHED_META = ("article:published_time", "datepublished", "parsely-pub-date", "date")
NAMES = (
    "news_type",
    "shop_type",
    "list_type",
    "headline_is_title",
    "dated_items",
    "article_items",
    "listed_items",
    "items",
    "og_article",
    "og_product",
    "og_website",
    "published_meta",
    "section_meta",
    "author_meta",
    "noindex",
    "path_depth",
    "slug_words",
    "slug_chars",
    "section_url",
    "dated_url",
    "query",
    "root",
)


def declared_features(data: Structured, url: str, title: str) -> list[float]:
    """The features in the order of `NAMES`."""
    return [*_items(data, title), *_meta(data), *_url(url)]


def _items(data: Structured, title: str) -> list[float]:
    types = data.types()
    return [
        float(bool(types & NEWS_TYPES)),
        float(bool(types & SHOP_TYPES)),
        float(bool(types & LIST_TYPES)),
        float(any(title and text_of(item.get("headline") or item.get("name")) == title for item in data.articles)),
        float(any(item.get("datePublished") for item in data.articles)),
        min(len(data.articles), 10),
        min(sum("ListItem" in str(item.get("@type")) for item in data.objects), 60) ** 0.5,
        min(len(data.objects), 80) ** 0.5,
    ]


def _meta(data: Structured) -> list[float]:
    og = (data.first("og:type") or "").lower()
    return [
        float(og == "article"),
        float("product" in og),
        float(og == "website"),
        float(data.first(*PUBLISHED_META) is not None),
        float(data.first("article:section", "article:tag", "twitter:label1") is not None),
        float(data.first("article:author", "author", "parsely-author", "citation_author") is not None),
        float("noindex" in (data.first("robots") or "").lower()),
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
        float(bool(parts.netloc) and not segments and not parts.query),
    ]
