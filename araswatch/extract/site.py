"""Where the article stands: its canonical URL, the site's name, its main image."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from lxml.html import HtmlElement

from araswatch import urls
from araswatch.extract.structured import Structured, text_of

NAMED_BY = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "al:android:app_name",
    "twitter:app:name:iphone",
    "dc.publisher",
)
PICTURED_BY = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnailurl")
MAX_NAME = 80


def canonical_url(tree: HtmlElement, data: Structured, url: str) -> str:
    """The page's canonical URL: what it declares, where that is on the same site and no front page; otherwise `url`, in canonical
    spelling."""
    linked = next((link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None)
    for declared in (linked, data.first("og:url")):
        if declared and (found := _canonical(urls.resolve(url, declared))) and _believable(found, url):
            return found
    return _canonical(url) or url


def site_name(data: Structured, url: str) -> str | None:
    """The site's or publisher's name as the page spells it."""
    publisher = next((name for item in data.articles if (name := _publisher(item, data))), None)
    website = next((text_of(item.get("name")) for item in data.objects if item.get("@type") == "WebSite"), None)
    host = url_host(url)
    names = [name for name in (data.first(NAMED_BY[0]), publisher, website, *(data.first(name) for name in NAMED_BY[1:])) if name]
    return next((name for name in names if len(name) <= MAX_NAME and name != host), None) or next(iter(names), None)


def image_url(data: Structured, url: str) -> str | None:
    """The picture that the page offers for previews, absolute."""
    declared = data.first(*PICTURED_BY) or next((image for item in data.articles if (image := _image(item.get("image")))), None)
    return urls.resolve(url, declared) if declared else None


def declared_language(tree: HtmlElement, data: Structured) -> str | None:
    """The language that the page declares for itself, as written."""
    return tree.get("lang") or tree.get("xml:lang") or data.first("og:locale", "content-language", "language", "dc.language") or None


def url_host(url: str) -> str:
    """The host without `www.`; empty where the URL has none or is malformed."""
    return (split_url(url).hostname or "").removeprefix("www.")


def split_url(url: str) -> SplitResult:
    """A URL's parts; all empty where it is malformed."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _canonical(url: str | None) -> str | None:
    try:
        return urls.canonicalize(url) if url else None
    except ValueError:
        return None


def _believable(found: str, url: str) -> bool:
    """Copies point to the original's site and are kept as what they are; templates left unfilled point to the front page."""
    try:
        same = url_host(url) == "" or urls.same_site(found, f"http://{url_host(url)}/") or urls.same_site(url, f"http://{url_host(found)}/")
        return same and (urlsplit(found).path not in {"", "/"} or bool(urlsplit(found).query) or urlsplit(url).path in {"", "/"})
    except ValueError:
        return False


def _publisher(item: dict[str, object], data: Structured) -> str | None:
    publisher = item.get("publisher")
    if isinstance(publisher, dict) and "name" not in publisher:
        publisher = data.by_id.get(str(publisher.get("@id")))
    return text_of(publisher)


def _image(value: object) -> str | None:
    if isinstance(value, list):
        return next((image for item in value if (image := _image(item))), None)
    if isinstance(value, dict):
        return _image(value.get("url") or value.get("contentUrl"))
    return value if isinstance(value, str) and value else None
