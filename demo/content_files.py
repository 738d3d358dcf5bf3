"""The sample sites as their files in `content/` describe them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from demo.pages import Extra, Listing, Outcome, Post, Site

CONTENT = Path(__file__).resolve().parent / "content"


def load_sites() -> tuple[Site, ...]:
    """All sample sites, by file name."""
    return tuple(_site(_yaml(path)) for path in sorted((CONTENT / "sites").glob("*.yml")))


def load_words() -> dict[str, dict[str, Any]]:
    """What the furniture of a page says, by language."""
    words: dict[str, dict[str, Any]] = _yaml(CONTENT / "words.yml")
    return words


def _site(fields: dict[str, Any]) -> Site:
    listing, posts = Listing(fields.pop("listing")), fields.pop("posts")
    extras = tuple(Extra(path=extra["path"], title=extra["title"], outcome=Outcome(extra["outcome"])) for extra in fields.pop("extras", ()))
    return Site(**fields, listing=listing, posts=tuple(_post(post) for post in posts), extras=extras)


def _post(fields: dict[str, Any]) -> Post:
    paragraphs = tuple(paragraph.strip() for paragraph in fields.pop("body").split("\n\n") if paragraph.strip())
    return Post(**{"bio": None, **fields, "tags": tuple(map(str, fields["tags"])), "paragraphs": paragraphs})


def _yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))
