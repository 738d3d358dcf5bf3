"""When the article was published and changed: the likeliest of the days that the page's places give, in the words of its most precise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from araswatch.extract import choice
from araswatch.extract.blocks import Layout
from araswatch.extract.dateclaims import DOUBTFUL, Claim, Clock, read_date
from araswatch.extract.datelines import DIGIT
from araswatch.extract.dateplaces import find_claims, places, stated_offset
from araswatch.extract.site import split_url
from araswatch.extract.structured import Structured
from araswatch.records import Dated, Hints

EARLIEST = date(1990, 1, 1)
MONTH_FIRST = ("en", "en-us", "en-ph", "es-us")
DAY_FIRST_TLDS = frozenset({"uk", "au", "in", "nz", "ie", "za"})
YEAR = re.compile(r"(?<!\d)20[0-3]\d(?!\d)")
"""What a title names is seldom to come by more than a year."""
URL_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?!\d)")
WRITTEN_MONTH_FIRST = re.compile(
    r"\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?, (?:19|20)\d\d\b|\b(?:0?\d|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)?\d\d\b"
)
WRITTEN_DAY_FIRST = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8}\.?,? (?:19|20)\d\d\b|\b(?:1[3-9]|2\d|3[01])/(?:0?\d|1[0-2])/(?:19|20)?\d\d\b"
)
HANDS = {
    "json-ld": "system",
    "meta": "system",
    "time-element": "readers",
    "text": "readers",
    "dateline": "readers",
    "url": "url",
    "feed": "feed",
    "script": "script",
}
CHANGE_AS_PUBLICATION = 0.4
"""The most that the day of a change is trusted where a page names no other."""
NO_DAY: choice.Features = frozenset({"no-day"})
"""That none of a page's days is its article's: never chosen, it takes its share of the confidence."""
DATE_LINES = 120


def find_dates(
    tree: HtmlElement,
    layout: Layout,
    data: Structured,
    *,
    url: str,
    title: str,
    title_at: int | None,
    language: str | None,
    fetched_at: datetime,
    hints: Hints,
) -> tuple[Dated | None, Dated | None]:
    """Publication and last change, as the page dates them; feed hints fill gaps. Never a day after the fetch's next, never before 1990."""
    clock = clock_of(tree, layout, data, url=url, language=language, fetched_at=fetched_at, hints=hints)
    found = find_claims(tree, layout, data, url=url, title=title, title_at=title_at, clock=clock)
    if hinted := read_date(hints.published, "feed", clock, 0.9):
        found.append(Claim(hinted, "meta-article"))
    claims = believable(found, clock)
    published = elect(claims, url, title)
    changed = [claim.dated for claim in claims if claim.changed]
    modified = next(iter(changed), None)
    if modified and published and modified.at.date() < published.at.date():
        modified = None
    return published, modified


def clock_of(
    tree: HtmlElement, layout: Layout, data: Structured, *, url: str, language: str | None, fetched_at: datetime, hints: Hints
) -> Clock:
    """The zone and the order of day and month that the source dates in."""
    lang = (tree.get("lang") or language or "").lower()
    month_first = lang in MONTH_FIRST and _tld(url) not in DAY_FIRST_TLDS and not _writes_day_first(layout)
    home = _zone(hints.timezone, url)
    return Clock(fetched_at=fetched_at, zone=home or stated_offset(tree, data) or UTC, home=home, month_first=month_first)


def _writes_day_first(layout: Layout) -> bool:
    """Whether the page's unmistakable dates ("3 October 2023", "25/10/2023") put the day first more often than not."""
    lines = [block.text for block in layout.blocks if len(block.text) <= DATE_LINES and DIGIT.search(block.text)]
    text = "\n".join(lines)
    return len(WRITTEN_DAY_FIRST.findall(text)) > len(WRITTEN_MONTH_FIRST.findall(text))


def believable(claims: Iterable[Claim], clock: Clock) -> list[Claim]:
    """Without days later than the one after the fetch, and without those before 1990: templates left unfilled."""
    latest = clock.fetched_at + timedelta(days=1)
    return [claim for claim in claims if claim.dated.at.date() >= EARLIEST and claim.dated.at <= latest]


def elect(claims: Sequence[Claim], url: str, title: str) -> Dated | None:
    """The likeliest day, in the words of its most precise claim."""
    if not claims:
        return None
    days = candidates(claims, url, title)
    *chances, _ = choice.probabilities([*days.values(), NO_DAY], choice.weights("dates"))
    best = list(days)[chances.index(max(chances))]
    backing = [claim for claim in claims if claim.dated.at.date() == best]
    chosen = max(backing, key=lambda claim: (not claim.changed, not claim.dated.day_only)).dated
    limit = 1.0 if any(not claim.changed for claim in backing) else CHANGE_AS_PUBLICATION
    return replace(chosen, confidence=round(min(max(chances), limit), 2))


def candidates(claims: Sequence[Claim], url: str, title: str) -> dict[date, choice.Features]:
    """The days that the claims give, the earliest first, with what speaks for and against each."""
    return {day: day_features(day, claims, url, title) for day in sorted({claim.dated.at.date() for claim in claims})}


def day_features(day: date, claims: Sequence[Claim], url: str, title: str) -> choice.Features:
    """What speaks for and against a day: the places that give it, whose hands wrote it, its relation to the other days, URL and title."""
    own = [claim for claim in claims if claim.dated.at.date() == day]
    stated = [claim for claim in own if not claim.changed]
    found = {f"changed:{claim.place}" if claim.changed else claim.place for claim in own}
    for claim in stated:
        found |= {f"{claim.place}:{sign}" for sign in claim.signs if sign != "beside"}
    hands = {HANDS[claim.dated.source] for claim in stated if claim.place not in DOUBTFUL}
    declared = {claim.place for claim in stated if _is_declared(claim)}
    found.add("+".join(sorted(hands)) or "changed-only")
    if len(declared) != 1:
        found.add("+".join(sorted(declared)) or "undeclared")
    if (named := YEAR.findall(title)) and day.year < int(max(named)) - 1:
        found.add("long-before-title")
    return frozenset(found | set(_relations(day, claims, url)))


def _relations(day: date, claims: Sequence[Claim], url: str) -> list[str]:
    machine = sorted(claim.dated.at.date() for claim in claims if _is_declared(claim))
    seen = {claim.dated.at.date() for claim in claims if claim.place == "near-at" and not claim.changed and _is_own_line(claim)}
    changes = {claim.dated.at.date() for claim in claims if claim.changed}
    found = []
    if machine:
        apart = (day - machine[0]).days
        found.append("as-declared" if apart == 0 else "later-than-declared" if apart > 0 else "earlier-than-declared")
    if seen:
        found.append("as-seen" if day in seen else "unseen")
    if day in changes:
        found.append("as-changed")
    certain = [claim.dated.at.date() for claim in claims if not claim.changed and claim.place not in DOUBTFUL]
    if certain and day == min(certain):
        found.append("earliest")
    if month := URL_MONTH.search(split_url(url).path):
        agrees = (day.year, day.month) == (int(month[1]), int(month[2]))
        found.append("url-month" if agrees else "not-url-month")
        found += ["declared-in-url-month"] if agrees and day in machine else []
    return found


def _is_declared(claim: Claim) -> bool:
    """Whether the page's programs call it the publication, not only the making of the page."""
    return claim.dated.source in {"json-ld", "meta"} and not claim.changed and not claim.place.endswith("created")


def _is_own_line(claim: Claim) -> bool:
    """Whether a line says little but the date, or that it is the date of publication."""
    return "beside" not in claim.signs and bool({"bare", "in-meta", "clocked", "says-published"} & set(claim.signs))


def _zone(named: str | None, url: str) -> tzinfo | None:
    """The zone of the feed or catalogue, else that of the URL's country, if it has one only."""
    zone = named or places("zones").get(_tld(url))
    try:
        return ZoneInfo(zone) if zone else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _tld(url: str) -> str:
    return (split_url(url).hostname or "").rsplit(".", 1)[-1]
