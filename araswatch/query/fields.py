"""The fields that a query may name, and how a value typed for one is brought to the spelling that the stores hold."""

from __future__ import annotations

import difflib
import re

from araswatch.urls import host_of

TEXT_FIELDS = ("title", "text", "author")
TIME_FIELDS = ("date", "seen")
BOUNDS = ("since", "until")
KEYWORD_FIELDS = ("region", "mention", "pair", "theme", "lang", "source", "host", "site", "kind", "story", "id", "named")
FIELDS = (*TEXT_FIELDS, *KEYWORD_FIELDS, *TIME_FIELDS, *BOUNDS)

CODE = re.compile(r"(?i)[a-z]{2}(-[a-z0-9]{1,3})?")
"""ISO 3166-1 alpha-2, ISO 3166-2 and pairs are written in capitals; cross-border ids such as `caspian` are not."""


def closest_field(name: str) -> str | None:
    """The field that the user may have meant."""
    close = difflib.get_close_matches(name.lower(), FIELDS, n=1, cutoff=0.5)
    return close[0] if close else None


def normal_value(field: str, typed: str) -> str:
    """A keyword value as the stores hold it: codes in capitals, languages by their primary subtag, hosts without `www.`."""
    if field in ("region", "mention", "pair"):
        return typed.upper() if CODE.fullmatch(typed) else typed.lower()
    if field == "lang":
        return primary_language(typed)
    if field in ("host", "site"):
        return typed.lower().removeprefix("www.").strip(".")
    return typed if field in ("named", "source") else typed.lower()


def primary_language(tag: str) -> str:
    """The primary subtag of a BCP 47 tag: `fa` of `fa-IR`."""
    return re.split("[-_]", tag.lower(), maxsplit=1)[0]


def host_value(url: str) -> str:
    """The host of a URL as `host:` finds it; empty where the URL has none."""
    try:
        return host_of(url).removeprefix("www.")
    except ValueError:
        return ""


def site_values(host: str) -> tuple[str, ...]:
    """What `site:` finds a host by: itself and each domain above it, up to the top level."""
    labels = host.split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels))) if host else ()
