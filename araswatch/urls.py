"""Canonical URLs and the ids made of them: two URLs of one article agree, URLs of two articles never do."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from ipaddress import IPv6Address
from urllib.parse import SplitResult, quote_from_bytes, urljoin, urlsplit, urlunsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING = re.compile(
    r"""(?ix) ^(
      utm_\w+ | mtm_\w+ | pk_(?:campaign|kwd|source|medium|content|cid) | piwik_\w+
    | fbclid | gclid | gclsrc | dclid | gbraid | wbraid | msclkid | yclid | ysclid | twclid | ttclid | li_fat_id | igsh | igshid | srsltid
    | mc_cid | mc_eid | mkt_tok | _hsenc | _hsmi | __hs\w+ | hsctatracking | vero_id | oly_(?:enc|anon)_id
    | _openstat | __twitter_impression | ns_(?:mchannel|source|campaign|linkname|fee)
    | at_(?:medium|campaign|campaign_type|custom\d|link_\w+|ptr_name|bbc_team|format)
    | traffic_source | wt_mc | wt\.mc_\w+ | xtor | maca | cmpid | ocid | ncid | ref_src | ref_url
    | guccounter | guce_referrer\w* | _ga | _gl | replytocom | phpsessid | jsessionid
    )$"""
)
"""Query parameters that name the reader's way to the page, never the page. From the documentation of Google, Meta, Yandex, Microsoft,
Matomo, HubSpot, Mailchimp and AT Internet, and from the feeds of the BBC (`at_*`), Deutsche Welle (`maca`), Al Jazeera (`traffic_source`)
and WordPress (`replytocom`). Words that sites also use for content (`ref`, `id`, `source`, `p`) are not here."""

SHARE_BUTTON = re.compile(
    r"(?i)^share=(?:facebook|twitter|x|telegram|whatsapp|jetpack-whatsapp|linkedin|email|print|reddit|tumblr|pinterest|pocket)$"
)
SESSION = re.compile(r"(?i);(?:jsessionid|phpsessid)=[^/;]*")
ABSOLUTE = re.compile(r"(?i)https?://[^/?#]")
ROUTE_FRAGMENTS = ("!", "/")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
PATH_SAFE = "!$&'()*+,;=:@/"
QUERY_SAFE = "!$'()*+,;:@/?"


def article_id(canonical_url: str) -> str:
    """The first 32 hex digits of SHA-256 of a canonical URL."""
    return hashlib.sha256(canonical_url.encode()).hexdigest()[:32]


def canonicalize(url: str) -> str:
    """The one spelling of an absolute http(s) URL, in ASCII; idempotent. Raises `ValueError` on anything else.

    Scheme and host are lower-case, the host in IDNA without a final dot, the default port and any credentials gone; dot segments are
    resolved; percent-encoding is minimal and upper-case; tracking parameters, session ids, empty parameters and the fragment are dropped
    (a `#!` or `#/` fragment is a page of its own and stays); parameters are sorted by name, equal names keep their order. What a server
    may tell apart is kept: http and https, `www.`, a final slash, letter case of path and query.
    """
    parts = urlsplit(_cleaned(url))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an absolute http(s) URL: {url!r}")
    fragment = parts.fragment if parts.fragment.startswith(ROUTE_FRAGMENTS) else ""
    return urlunsplit((scheme, _authority(parts, scheme), _path(parts.path), _query(parts.query), _encode(fragment, PATH_SAFE + "?")))


def resolve(base: str, href: str) -> str | None:
    """`href` as an absolute http(s) URL seen from `base`, otherwise as written; `None` for any other scheme and for what is no URL."""
    try:
        href = _cleaned(href)
        url = href if ABSOLUTE.match(href) else urljoin(base, href)
        parts = urlsplit(url)
        usable = parts.scheme in DEFAULT_PORTS and bool(_authority(parts, parts.scheme))
    except ValueError:
        return None
    return url if usable else None


def host_of(url: str) -> str:
    """The lower-case host of a URL without port; empty where it has none. Raises `ValueError` on a malformed authority."""
    return urlsplit(url).hostname or ""


def same_site(url: str, homepage: str) -> bool:
    """Whether a URL is on the homepage's host, `www.` aside, or on a subdomain of it."""
    host, home = host_of(url).removeprefix("www."), host_of(homepage).removeprefix("www.")
    return host == home or host.endswith("." + home)


def _cleaned(url: str) -> str:
    """Without the white space and control characters that browsers ignore; lone surrogates become U+FFFD."""
    visible = re.sub(r"[\x00-\x1f\x7f]", "", url).strip()
    return visible.encode("utf-8", "replace").decode()


def _authority(parts: SplitResult, scheme: str) -> str:
    host, port = _host(parts.hostname or ""), parts.port
    return host if port is None or port == DEFAULT_PORTS[scheme] else f"{host}:{port}"


@lru_cache(maxsize=4096)  # a sitemap names one host 50,000 times
def _host(host: str) -> str:
    if ":" in host:
        return f"[{IPv6Address(host)}]"
    try:
        ascii_host = idna.encode(host.rstrip("."), uts46=True).decode()
    except idna.IDNAError:  # underscores and over-long labels exist in the wild and resolve
        ascii_host = host.lower()
    ascii_host = ascii_host.rstrip(".")
    if not re.fullmatch(r"[a-z0-9._-]+", ascii_host):
        raise ValueError(f"not a host name: {host!r}")
    return ascii_host


def _path(path: str) -> str:
    return _without_dot_segments(_encode(SESSION.sub("", path), PATH_SAFE)) or "/"


def _without_dot_segments(path: str) -> str:
    """RFC 3986, 5.2.4, for a path that is empty or begins with a slash."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
    if segments and segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    parameters = [_encode(part, QUERY_SAFE + "=").replace("%20", "+") for part in query.split("&")]
    kept = [part for part in parameters if part and not _is_tracking(part)]
    return "&".join(sorted(kept, key=lambda part: part.split("=", 1)[0]))


def _is_tracking(parameter: str) -> bool:
    name = parameter.split("=", 1)[0].removeprefix("amp;")
    return bool(TRACKING.match(name) or SHARE_BUTTON.match(parameter))


def _encode(text: str, safe: str) -> str:
    """Minimal percent-encoding: unreserved characters bare, valid escapes upper-case, everything else outside `safe` escaped as UTF-8."""
    pieces = re.split(r"(%[0-9A-Fa-f]{2})", text)
    return "".join(_escape(piece) if index % 2 else quote_from_bytes(piece.encode(), safe=safe) for index, piece in enumerate(pieces))


def _escape(escape: str) -> str:
    code = int(escape[1:], 16)
    return chr(code) if code in UNRESERVED else escape.upper()
