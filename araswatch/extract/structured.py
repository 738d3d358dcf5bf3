"""What a page says of itself for machines: JSON-LD, meta elements (OpenGraph, Dublin Core, Parsely …), as found, unjudged."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "liveblogposting",
        "techarticle",
        "scholarlyarticle",
        "socialmediaposting",
        "report",
        "advertisercontentarticle",
        "satiricalarticle",
        "medicalwebpage",
        "recipe",
        "review",
    ]
)
TRAILING_COMMA = re.compile(r",\s*([}\]])")
MAX_NODES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Structured:
    """`articles` are JSON-LD objects of an article type in document order, `objects` all with a type, `by_id` those with an @id.

    `meta` maps lower-case name, property or itemprop to its non-empty contents in document order.
    """

    articles: tuple[dict[str, Any], ...] = ()
    objects: tuple[dict[str, Any], ...] = ()
    by_id: dict[str, dict[str, Any]] = field(default_factory=dict)
    meta: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str | None:
        """The first content of the first of these meta names that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)

    def types(self) -> set[str]:
        """All JSON-LD types of the page, lower case."""
        return {kind for item in self.objects for kind in types_of(item)}


def read_structured(tree: HtmlElement) -> Structured:
    """Everything machine-readable in the head and in scripts; broken JSON is mended where a trailing comma or a line break broke it."""
    objects = [item for root in _json_roots(tree) for item in _walk(root)]
    by_id: dict[str, dict[str, Any]] = {}
    for item in objects:
        identifier = item.get("@id")
        if isinstance(identifier, str) and len(item) > len(by_id.get(identifier, ())):
            by_id[identifier] = item
    articles = tuple(item for item in objects if ARTICLE_TYPES & types_of(item))
    return Structured(articles=articles, objects=tuple(o for o in objects if "@type" in o), by_id=by_id, meta=_meta(tree))


def types_of(item: dict[str, Any]) -> set[str]:
    """The lower-case types of a JSON-LD object, without their schema.org prefix."""
    declared = item.get("@type")
    listed = declared if isinstance(declared, list) else [declared]
    return {kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for kind in listed if isinstance(kind, str)}


def text_of(value: Any) -> str | None:
    """A JSON-LD value as one line of text: entities resolved, whitespace squashed; objects by `@value` or `name`; `None` where empty."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_of(item))), None)
    if isinstance(value, dict):
        return text_of(value.get("@value") or value.get("name"))
    if not isinstance(value, str):
        return None
    return " ".join(entities.unescape(entities.unescape(value)).split()) or None


def _json_roots(tree: HtmlElement) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                yield _parse_json(script.text)
            except (ValueError, RecursionError):
                continue


def _parse_json(text: str) -> Any:
    bare = text.strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().strip(";")
    try:
        return json.loads(bare, strict=False)
    except ValueError:
        return json.loads(TRAILING_COMMA.sub(r"\1", bare.replace("\n", " ")), strict=False)


def _walk(root: Any) -> Iterator[dict[str, Any]]:
    """Every object below `root` in document order, without recursion, up to a bound."""
    stack, seen = [root], 0
    while stack and seen < MAX_NODES:
        item = stack.pop()
        seen += 1
        if isinstance(item, dict):
            yield item
            stack.extend(reversed([value for value in item.values() if isinstance(value, dict | list)]))
        elif isinstance(item, list):
            stack.extend(reversed(item))


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        names = {element.get("property"), element.get("name"), element.get("itemprop")} - {None, ""}
        for name in names if content else ():
            found.setdefault(str(name).strip().lower(), []).append(content)
    return found
