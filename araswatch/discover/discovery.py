"""What a document that points to articles yields, and the collector that each parser fills."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from araswatch.records import NO_HINTS, Candidate, Hints
from araswatch.urls import resolve

MAX_CANDIDATES = 50_000
"""The sitemap protocol's own limit for one file; no feed that was seen comes near it."""
MAX_TITLE = 500
LANGUAGE = re.compile(r"(?i)^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$")
MAILBOX = re.compile(r"^\S+@\S+\s*\((?P<inside>[^)]+)\)$|^(?P<before>[^<(]+?)\s*[<(]\S+@\S+[>)]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What one document points to.

    `candidates` are unique by URL, in the document's order. `more` are documents of the same kind to read next (child sitemaps, newest
    first as far as dates and names tell; the next page of a feed or API). `problems` are sentences for the operator, repeated ones counted.
    """

    candidates: tuple[Candidate, ...] = ()
    more: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Collector:
    """Gathers the links of one document at `url`; every link ends as a candidate, as one seen before, or as a problem."""

    url: str
    source_id: str
    base: str = ""
    _candidates: dict[str, Candidate] = field(default_factory=dict)
    _more: dict[str, str] = field(default_factory=dict)
    _problems: Counter[str] = field(default_factory=Counter)

    @property
    def full(self) -> bool:
        return len(self._candidates) >= MAX_CANDIDATES

    def add(self, link: object, hints: Hints = NO_HINTS) -> None:
        if not isinstance(link, str) or not link.strip():
            self.problem("entry without a link")
        elif self.full:
            self.problem(f"entry beyond the first {MAX_CANDIDATES}")
        elif url := resolve(self.base or self.url, link):
            self._candidates.setdefault(url, Candidate(url=url, source_id=self.source_id, via=self.url, hints=hints))
        else:
            self.problem("link that is no web address")

    def add_more(self, link: object, modified: str = "") -> None:
        url = resolve(self.base or self.url, link) if isinstance(link, str) and link.strip() else None
        if url and url != self.url:
            self._more.setdefault(url, modified)
        elif not url:
            self.problem("link to a further document that is no web address")

    def problem(self, sentence: str) -> None:
        self._problems[sentence] += 1

    def discovery(self) -> Discovery:
        newest_first = sorted(self._more, key=lambda url: (self._more[url], _freshness(url)), reverse=True)
        problems = (sentence if count == 1 else f"{sentence} ({count} times)" for sentence, count in self._problems.items())
        return Discovery(candidates=tuple(self._candidates.values()), more=tuple(newest_first), problems=tuple(problems))


def _freshness(url: str) -> tuple[bool, list[int]]:
    """What the name of an undated sitemap says: a news sitemap holds the last days, and the highest numbers are the latest."""
    parts = urlsplit(url.lower())
    path = f"{parts.path}?{parts.query}"
    return "news" in path, [int(number) for number in re.findall(r"\d{1,9}", path)]


def recent(discovery: Discovery, since: datetime) -> Discovery:
    """Without the candidates that a feed, sitemap or API dates before `since` (aware); what is undated or cannot be read stays."""
    kept = tuple(candidate for candidate in discovery.candidates if _at_least(candidate.hints, since))
    return replace(discovery, candidates=kept)


def _at_least(hints: Hints, since: datetime) -> bool:
    dates = [date for date in map(feed_date, (hints.published, hints.modified)) if date]
    return not dates or max(dates) >= since


def feed_date(text: str | None) -> datetime | None:
    """The aware date of a feed's ISO 8601 or RFC 5322 date, `None` for any other; without zone it is UTC, without time the day's end."""
    text = (text or "").strip()
    try:
        date = datetime.fromisoformat(text) if text[:4].isdigit() else parsedate_to_datetime(text)
        if len(text) <= len("2026-11-24"):
            date = date.replace(hour=23, minute=59)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError):
        return None


def plain(value: object) -> str | None:
    """A title or name without markup, entities and surplus space; `None` where nothing is left."""
    if not isinstance(value, str):
        return None
    text = html.unescape(re.sub(r"<[a-zA-Z/!][^>]*>", " ", html.unescape(value)))
    return " ".join(text.split())[:MAX_TITLE] or None


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Authors' names, once each; of a mailbox (`a@b (Name)`, `Name <a@b>`, `Name (a@b)`) the name, of a bare address nothing."""
    found = (_name(text) for text in map(plain, values) if text)
    return tuple(dict.fromkeys(name for name in found if name))


def _name(text: str) -> str | None:
    mailbox = MAILBOX.match(text)
    if mailbox:
        return (mailbox["inside"] or mailbox["before"]).strip()
    return None if "@" in text and " " not in text else text


def language_tag(value: object) -> str | None:
    """BCP 47 as RFC 5646 writes it (`az-Latn`, `en-US`); `None` for anything else."""
    tag = value.strip().replace("_", "-") if isinstance(value, str) else ""
    if not LANGUAGE.match(tag):
        return None
    primary, *rest = tag.split("-")
    return "-".join([primary.lower(), *(part.upper() if len(part) == 2 else part.title() for part in rest)])
