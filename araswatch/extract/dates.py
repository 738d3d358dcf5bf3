"""When the article was published and changed: what structured data, meta elements, time elements, the URL and lines near the title say,
weighed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml.html import HtmlElement

from araswatch.extract.blocks import Block, Layout, title_index
from araswatch.extract.datetext import Mention, dates_in
from araswatch.extract.lower import lower
from araswatch.extract.site import split_url
from araswatch.extract.structure import Marks
from araswatch.extract.structured import Structured, text_of, types_of
from araswatch.records import Dated, Hints

COUNTRY_ZONES = {
    "ir": "Asia/Tehran",
    "az": "Asia/Baku",
    "am": "Asia/Yerevan",
    "ge": "Asia/Tbilisi",
    "tr": "Europe/Istanbul",
    "ru": "Europe/Moscow",
    "il": "Asia/Jerusalem",
    "iq": "Asia/Baghdad",
    "tm": "Asia/Ashgabat",
    "kz": "Asia/Almaty",
    "uz": "Asia/Tashkent",
    "ua": "Europe/Kyiv",
    "de": "Europe/Berlin",
    "at": "Europe/Vienna",
    "ch": "Europe/Zurich",
    "fr": "Europe/Paris",
    "it": "Europe/Rome",
    "es": "Europe/Madrid",
    "uk": "Europe/London",
    "jp": "Asia/Tokyo",
    "in": "Asia/Kolkata",
    "pk": "Asia/Karachi",
    "ae": "Asia/Dubai",
    "sa": "Asia/Riyadh",
    "qa": "Asia/Qatar",
}
"""Countries of one zone, by top-level domain: where neither the page nor the source says in which zone it dates."""
PUBLISHED_META = (
    ("article:published_time", 3.0),
    ("og:article:published_time", 3.0),
    ("og:published_time", 2.6),
    ("datepublished", 2.4),
    ("parsely-pub-date", 2.6),
    ("sailthru.date", 2.4),
    ("cxenseparse:recs:publishtime", 2.6),
    ("cxenseparse:publishtime", 2.6),
    ("shareaholic:article_published_time", 2.4),
    ("citation_publication_date", 2.2),
    ("citation_online_date", 2.2),
    ("citation_date", 2.0),
    ("dc.date.issued", 2.2),
    ("dcterms.issued", 2.2),
    ("prism.publicationdate", 2.2),
    ("pubdate", 2.0),
    ("publishdate", 2.2),
    ("publish-date", 2.2),
    ("publish_date", 2.2),
    ("published", 2.0),
    ("publisheddate", 2.0),
    ("og:publish_date", 2.2),
    ("date", 2.0),
    ("dc.date", 1.8),
    ("dc.date.created", 1.8),
    ("dcterms.date", 1.6),
    ("dcterms.created", 1.8),
    ("datecreated", 1.2),
    ("date.release", 2.0),
    ("article.published", 2.2),
    ("gsa_date", 1.6),
    ("uploaddate", 1.0),
)
MODIFIED_META = (
    "article:modified_time",
    "og:article:modified_time",
    "datemodified",
    "og:updated_time",
    "last-modified",
    "lastmod",
    "dcterms.modified",
)
URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?!\d)"
)
URL_JALALI = re.compile(r"/(1[34]\d\d)/(\d\d?)/(\d\d?)(?:/|$)")
CHANGED = re.compile(
    r"updated|modified|edited|last update|aktualisiert|geändert|zuletzt|mis à jour|modifié|actualizado|aggiornato|обновлен|"
    r"изменен|yenilən|güncelle|به.?روز|ویرایش|"
    r"تحديث|עודכן|թարմաց|განახლ",
)
ELSEWHERE = Marks.COMMENTS | Marks.RELATED | Marks.COMMENT_FORM | Marks.TEASER | Marks.NAVIGATION | Marks.ASIDE | Marks.FOOTER
EARLIEST = date(1990, 1, 1)
MONTH_FIRST = ("en", "en-us", "en-ph", "es-us")
AT_TITLE, NEAR_TITLE = 3.0, 1.9
DATELINE = 40
HANDS = {
    "json-ld": "system",
    "meta": "system",
    "time-element": "readers",
    "text": "readers",
    "dateline": "readers",
    "url": "url",
    "feed": "feed",
}
ECHO = 0.1
RELATIVE, OTHER_READING = 0.15, 0.6
MAX_TIMES = 40
MAX_LINE = 220
MAX_RELATIVE_LINE = 40
"""\"Today\" and \"2 hours ago\" date a page where they stand by themselves, not in a sentence."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that one place of the page gives; `weight` orders the places by how often they are right."""

    dated: Dated
    weight: float

    @property
    def day(self) -> date:
        return self.dated.at.date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What undated words are resolved against: the fetch, the zone that the source dates in, the order of day and month."""

    fetched_at: datetime
    zone: tzinfo
    month_first: bool = False


def find_dates(
    tree: HtmlElement, layout: Layout, data: Structured, *, url: str, title: str, language: str | None, fetched_at: datetime, hints: Hints
) -> tuple[Dated | None, Dated | None]:
    """Publication and last change, as the page dates them; feed hints fill gaps. Never a day after the fetch's next, never before 1990."""
    lang = (tree.get("lang") or language or "").lower()
    clock = Clock(
        fetched_at=fetched_at,
        zone=_zone(hints.timezone, url),
        month_first=lang in MONTH_FIRST and _tld(url) not in {"uk", "au", "in", "nz", "ie", "za"},
    )
    published = _plausible([*_published(tree, layout, data, url, title, clock), *_hinted(hints, clock)], clock)
    modified = _plausible(_modified(data, layout, title, clock), clock)
    best = _elect(published)
    last = _elect(modified)
    if best is None and last is not None:
        best = Dated(at=last.at, day_only=last.day_only, source=last.source, confidence=0.4)
    if best is not None and last is not None and last.at.date() < best.at.date():
        last = None
    return best, last


def date_claims(tree: HtmlElement, layout: Layout, data: Structured, *, url: str, title: str, clock: Clock) -> list[Claim]:
    """Every believable claim to the day of publication."""
    return _plausible(_published(tree, layout, data, url, title, clock), clock)


def read_date(text: str | None, source: str, clock: Clock, confidence: float = 1.0) -> Dated | None:
    """The first date in a machine-readable or human text; a zone that it does not name is the source's."""
    if not text:
        return None
    mentions = dates_in(text, now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first)
    return _dated(mentions[0], source, clock, confidence) if mentions else None


def _dated(mention: Mention, source: str, clock: Clock, confidence: float) -> Dated:
    zone = mention.zone or clock.zone
    at = datetime.combine(mention.day, mention.clock or time(0), zone)
    return Dated(at=at, day_only=mention.clock is None, source=source, confidence=confidence)


def _published(tree: HtmlElement, layout: Layout, data: Structured, url: str, title: str, clock: Clock) -> Iterator[Claim]:
    yield from _from_json_ld(data, title, clock)
    for name, weight in PUBLISHED_META:
        if dated := read_date(data.first(name), "meta", clock):
            yield Claim(dated, weight)
    if day := _url_day(url, clock):
        yield Claim(day, 2.6)
    yield from _from_time_elements(tree, layout, clock)
    yield from _from_lines(layout, title, clock)


def _from_json_ld(data: Structured, title: str, clock: Clock) -> Iterator[Claim]:
    articles = [item for item in data.articles if item.get("datePublished")]
    named = [item for item in articles if title and text_of(item.get("headline") or item.get("name")) == title]
    for item in (named or articles)[:1]:
        if dated := read_date(text_of(item.get("datePublished")), "json-ld", clock):
            yield Claim(dated, 2.7)
    for item in data.objects:
        if types_of(item) & {"webpage", "newspage", "itempage"} and (
            dated := read_date(text_of(item.get("datePublished")), "json-ld", clock)
        ):
            yield Claim(dated, 2.7)
            return
    for item in data.articles[:1]:
        if dated := read_date(text_of(item.get("dateCreated")), "json-ld", clock):
            yield Claim(dated, 1.0)


def _url_day(url: str, clock: Clock) -> Dated | None:
    path = split_url(url).path
    if match := URL_DAY.search(path):
        text = "-".join(match.group(1, 2, 3) if match[1] else match.group(4, 5, 6))
    elif match := URL_JALALI.search(path):
        text = "/".join(match.groups())
    else:
        return None
    return read_date(text, "url", clock, 0.9)


def _from_time_elements(tree: HtmlElement, layout: Layout, clock: Clock) -> Iterator[Claim]:
    """Time elements and itemprops, those of the article first; in lists of other articles they date those."""
    seen = 0
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        itemprop = (element.get("itemprop") or "").lower()
        if (
            element.tag != "time"
            and itemprop != "datepublished"
            and not (element.tag == "abbr" and "published" in (element.get("class") or ""))
        ):
            continue
        marks = layout.marks_around(element)
        value = element.get("datetime") or element.get("content") or element.get("title") or " ".join(element.text_content().split())[:60]
        if marks & ELSEWHERE or (dated := read_date(value, "time-element", clock, 0.9)) is None:
            continue
        label = " ".join(
            filter(None, (element.get("class"), itemprop, (element.getparent().text if element.getparent() is not None else "")))
        )
        if CHANGED.search(lower(label)):
            continue
        explicit = itemprop == "datepublished" or element.get("pubdate") is not None or "published" in label.lower()
        yield Claim(dated, (2.4 if explicit else 1.9) / (1 + seen))
        seen += 1
        if seen == MAX_TIMES:
            return


def _from_lines(layout: Layout, title: str, clock: Clock) -> Iterator[Claim]:
    """Dates in short lines around the title: readers take the first for the article's. Without any, a dateline, then lines that hold
    little else."""
    found = 0
    for distance, block in _near_title(layout, title):
        if block.marks & (Marks.COMMENTS | Marks.COMMENT_FORM) or len(block.text) > MAX_LINE:
            continue
        weight = AT_TITLE if distance <= 5 and not found else NEAR_TITLE / (1 + 0.6 * found)
        for claim in _line_dates(block, clock):
            yield Claim(claim.dated, weight * claim.weight)
            found += claim.weight == 1
    if found:
        return
    for distance, block in _near_title(layout, title):
        if distance > 0 and len(block.text) > MAX_LINE and (dated := read_date(block.text[:DATELINE], "dateline", clock, 0.7)):
            yield Claim(dated, 1.2)
            return
    lone = [block for block in layout.blocks if len(block.text) <= 80 and not block.marks & ELSEWHERE]
    dated_lines = ((block, claim) for block in lone for claim in _line_dates(block, clock))
    for order, (line, found_claim) in enumerate(dated_lines):
        yield Claim(found_claim.dated, (1.4 if line.marks & Marks.META else 0.9) / (1 + order) * found_claim.weight)
        if order == 5:
            return


def _line_dates(block: Block, clock: Clock) -> Iterator[Claim]:
    """Dates of a line, without those that its own words call changes; relative ones weigh little, as does the other reading of 3/4/2021."""
    if not any(char.isdigit() for char in block.text) and len(block.text) > MAX_RELATIVE_LINE:
        return
    start = 0
    for mention in dates_in(block.text, now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first):
        before = block.text[start : mention.start + 2]
        start = mention.end
        if CHANGED.search(lower(before)) or (mention.relative and len(block.text) > MAX_RELATIVE_LINE):
            continue
        yield Claim(_dated(mention, "text", clock, 0.8), RELATIVE if mention.relative else 1)
        if mention.other_day:
            yield Claim(_dated(replace(mention, day=mention.other_day), "text", clock, 0.5), OTHER_READING)


def _near_title(layout: Layout, title: str) -> list[tuple[int, Block]]:
    """The blocks around the title with their distance, those behind it first: bylines follow titles more often than they lead them."""
    blocks, at = layout.blocks, title_index(layout, title)
    if at is None:
        return []
    behind = [(block.index - at, block) for block in blocks[at : at + 14]]
    before = [(at - block.index + 2, block) for block in reversed(blocks[max(at - 6, 0) : at])]
    return sorted([*behind, *before], key=lambda pair: pair[0])


def _modified(data: Structured, layout: Layout, title: str, clock: Clock) -> Iterator[Claim]:
    for item in data.articles[:1]:
        if dated := read_date(text_of(item.get("dateModified")), "json-ld", clock):
            yield Claim(dated, 2.6)
    for name in MODIFIED_META:
        if dated := read_date(data.first(name), "meta", clock):
            yield Claim(dated, 2.4)
    for block in layout.blocks:
        if (
            len(block.text) <= MAX_LINE
            and not block.marks & ELSEWHERE
            and (changed := CHANGED.search(lower(block.text)))
            and (dated := read_date(block.text[changed.start() :], "text", clock, 0.8))
        ):
            yield Claim(dated, 1.5)


def _hinted(hints: Hints, clock: Clock) -> Iterator[Claim]:
    if dated := read_date(hints.published, "feed", clock, 0.9):
        yield Claim(dated, 2.5)


def _plausible(claims: Iterable[Claim], clock: Clock) -> list[Claim]:
    """Without days later than the one after the fetch, and without those before 1990: templates left unfilled."""
    latest = clock.fetched_at + timedelta(days=1)
    return [claim for claim in claims if claim.day >= EARLIEST and claim.dated.at <= latest]


def _elect(claims: list[Claim]) -> Dated | None:
    """The day with the most weight behind it, in the words of its most precise claim; days of claims a day apart by zone alone are one."""
    if not claims:
        return None
    support = {day: _support([claim for claim in claims if claim.day == day]) for day in {claim.day for claim in claims}}
    best = max(support, key=lambda day: (support[day], -day.toordinal()))
    backing = [claim for claim in claims if claim.day == best]
    chosen = max(backing, key=lambda claim: (not claim.dated.day_only, claim.weight))
    confidence = min(1.0, support[best] / sum(support.values()) * (0.6 + 0.2 * min(support[best], 2.0)))
    return Dated(at=chosen.dated.at, day_only=chosen.dated.day_only, source=chosen.dated.source, confidence=round(confidence, 2))


def _support(claims: list[Claim]) -> float:
    """The weight behind a day. Places written by the same hand (all that the publishing system fills in, all that readers see) count
    once, nearly."""
    support = 0.0
    for hand in {HANDS[claim.dated.source] for claim in claims}:
        weights = sorted((claim.weight for claim in claims if HANDS[claim.dated.source] == hand), reverse=True)
        support += weights[0] + ECHO * sum(weights[1:])
    return support


def _zone(named: str | None, url: str) -> tzinfo:
    try:
        return ZoneInfo(named or COUNTRY_ZONES.get(_tld(url), "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _tld(url: str) -> str:
    return (split_url(url).hostname or "").rsplit(".", 1)[-1]
