"""Where a page says when it was published or changed: JSON-LD, meta elements, time elements, the URL, lines of text, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo
from functools import cache
from typing import Any

from lxml.html import HtmlElement

from araswatch.extract.blocks import Block, Layout
from araswatch.extract.datetext import Mention, dates_in
from araswatch.extract.lower import lower
from araswatch.extract.phrases import load_schema
from araswatch.extract.site import split_url
from araswatch.extract.structure import Marks
from araswatch.extract.structured import Structured, text_of, types_of
from araswatch.records import Dated

DIGIT = re.compile(r"\d")
URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?!\d)"
)
URL_DAY_LAST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-((?:19|20)\d\d)(?!\d)")
URL_JALALI = re.compile(r"/(1[34]\d\d)/(\d\d?)/(\d\d?)(?:/|$)")
CHANGED = re.compile(
    r"updated|modified|edited|last update|aktualisiert|geändert|zuletzt|mis à jour|modifié|actualizado|aggiornato|обновлен|"
    r"изменен|yenilən|güncelle|به.?روز|ویرایش|تحديث|עודכן|թարմաց|განახლ"
)
PUBLISHED = re.compile(
    r"publi(?:shed|cado|cato|ziert|é le|cation date)|posted|veröffentlich|erschien|erstellt|gepostet|eingestellt|"
    r"stand:|datum:|date:|created|"
    r"опубликован|yayın|dərc|تاریخ|انتشار|نشر|פורסם"
)
SCRIPTED = re.compile(
    r"(?:datePublished|date_published|publishedAt|published_at|publish_?[dD]ate|publication_?[dD]ate|publishedDate|pubDate|firstPublished\w*)"
    r"""\\?["']?\s*[:=]\s*\\?["'](\d{4}-\d\d-\d\d[T\d:.+Z-]*)"""
)
ELSEWHERE = Marks.COMMENTS | Marks.RELATED | Marks.COMMENT_FORM | Marks.TEASER | Marks.NAVIGATION | Marks.ASIDE | Marks.FOOTER
OTHERS = Marks.COMMENTS | Marks.COMMENT_FORM
DATELINE = 40
MAX_TIMES = 40
MAX_LINE, SENTENCE, SHORT_LINE = 220, 120, 80
MAX_RELATIVE_LINE = 40
"""\"Today\" and \"2 hours ago\" date a page where they stand by themselves, not in a sentence."""
MAX_LONE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What undated words are resolved against: the fetch, the zone that the source dates in, the order of day and month."""

    fetched_at: datetime
    zone: tzinfo
    month_first: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that one place of the page gives. `place` names it for the choice, `signs` what else is known; `changed` where the page
    calls it a change."""

    dated: Dated
    place: str
    signs: tuple[str, ...] = ()
    changed: bool = False


def find_claims(
    tree: HtmlElement, layout: Layout, data: Structured, *, url: str, title: str, title_at: int | None, clock: Clock
) -> list[Claim]:
    """Every date that may be the article's, of publication or change."""
    claims = [*_from_json_ld(data, title, clock), *_from_meta(data, clock)]
    if day := _url_day(url, clock):
        claims.append(Claim(day, "url"))
    claims += _from_time_elements(tree, layout, clock)
    near = list(_near_title(layout, title_at))
    found = list(_from_near_lines(near, clock))
    claims += found
    if not any(claim.place in {"near-at", "near"} and not claim.changed for claim in found):
        claims += [*_from_dateline(near, clock), *_from_lone_lines(layout, clock)]
    claims += _changes(layout, clock)
    return claims or list(_from_scripts(tree, clock))


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


def _from_json_ld(data: Structured, title: str, clock: Clock) -> Iterator[Claim]:
    articles = [item for item in data.articles if item.get("datePublished")]
    named = [item for item in articles if title and text_of(item.get("headline") or item.get("name")) == title]
    pages = [item for item in data.objects if types_of(item) & {"webpage", "newspage", "itempage"} and item.get("datePublished")]
    yield from _dates_of((named or articles)[:1], "datePublished", "json-ld", clock)
    yield from _dates_of(pages[:1], "datePublished", "json-ld-page", clock)
    yield from _dates_of(data.articles[:1], "dateCreated", "json-ld-created", clock)
    for claim in (
        *_dates_of((named or list(data.articles))[:1], "dateModified", "json-ld", clock),
        *_dates_of(pages[:1], "dateModified", "json-ld-page", clock),
    ):
        yield replace(claim, changed=True)


def _dates_of(items: list[dict[str, Any]] | tuple[dict[str, Any], ...], key: str, place: str, clock: Clock) -> Iterator[Claim]:
    for item in items:
        if dated := read_date(text_of(item.get(key)), "json-ld", clock):
            yield Claim(dated, place)


def _from_meta(data: Structured, clock: Clock) -> Iterator[Claim]:
    for group, names in places("published").items():
        for name in names:
            if dated := read_date(data.first(name), "meta", clock):
                yield Claim(dated, f"meta-{group}")
    for name in places("modified"):
        if dated := read_date(data.first(name), "meta", clock):
            yield Claim(dated, "meta", changed=True)


def _url_day(url: str, clock: Clock) -> Dated | None:
    path = split_url(url).path
    if match := URL_DAY.search(path):
        text = "-".join(match.group(1, 2, 3) if match[1] else match.group(4, 5, 6))
    elif match := URL_DAY_LAST.search(path):
        text = "-".join(match.group(3, 2, 1))
    elif match := URL_JALALI.search(path):
        text = "/".join(match.groups())
    else:
        return None
    return read_date(text, "url", clock, 0.9)


def _from_time_elements(tree: HtmlElement, layout: Layout, clock: Clock) -> Iterator[Claim]:
    """Time elements and itemprops, those of the article first; in lists of other articles they date those."""
    seen = 0
    for element in tree.iter("time", "abbr", "span", "div", "p"):
        itemprop, named = (element.get("itemprop") or "").lower(), element.get("class") or ""
        hentry = element.get("title") is not None and ("published" in named or "updated" in named)
        if element.tag != "time" and itemprop not in {"datepublished", "datemodified"} and not hentry:
            continue
        value = element.get("datetime") or element.get("content") or element.get("title") or " ".join(element.text_content().split())[:60]
        if layout.marks_around(element) & ELSEWHERE or (dated := read_date(value, "time-element", clock, 0.9)) is None:
            continue
        above = element.getparent()
        label = lower(" ".join(filter(None, (named, itemprop, above.text if above is not None else ""))))
        explicit = itemprop == "datepublished" or element.get("pubdate") is not None or "published" in label
        yield Claim(
            dated, "time-published" if explicit else "time", (f"order:{min(seen, 3)}",), bool(CHANGED.search(label)) and not explicit
        )
        seen += 1
        if seen == MAX_TIMES:
            return


def _near_title(layout: Layout, title_at: int | None) -> Iterator[tuple[int, Block]]:
    """The blocks around the title with their distance, nearest first; bylines follow titles more often than they lead them."""
    if title_at is None:
        return
    behind = [(block.index - title_at, block) for block in layout.blocks[title_at : title_at + 14]]
    before = [(title_at - block.index + 2, block) for block in reversed(layout.blocks[max(title_at - 6, 0) : title_at])]
    yield from sorted([*behind, *before], key=lambda pair: pair[0])


def _from_near_lines(near: list[tuple[int, Block]], clock: Clock) -> Iterator[Claim]:
    """Dates in short lines around the title: readers take the first for the article's."""
    found = 0
    for distance, block in near:
        if block.marks & OTHERS or len(block.text) > MAX_LINE:
            continue
        place = "in-title" if distance == 0 else "near-at" if distance <= 5 else "near"
        for claim in _line_dates(block, place, clock):
            yield replace(claim, signs=(*claim.signs, f"near:{min(found, 3)}"))
            found += claim.place in {"near-at", "near"} and not claim.changed


def _from_dateline(near: list[tuple[int, Block]], clock: Clock) -> Iterator[Claim]:
    """A date that opens the first paragraph behind the title."""
    for distance, block in near:
        if distance > 0 and len(block.text) > MAX_LINE and DIGIT.search(block.text[:DATELINE]):
            if dated := read_date(block.text[:DATELINE], "dateline", clock, 0.7):
                yield Claim(dated, "dateline")
            return


def _from_lone_lines(layout: Layout, clock: Clock) -> Iterator[Claim]:
    """Lines that hold little else than a date, anywhere but in other articles' teasers; there, where they say what they date."""
    order = 0
    for block in layout.blocks:
        if len(block.text) > SHORT_LINE or block.marks & OTHERS or not DIGIT.search(block.text):
            continue
        labelled = bool(PUBLISHED.search(lower(block.text)))
        if block.marks & ELSEWHERE and not labelled:
            continue
        place = "labelled" if labelled else "lone-meta" if block.marks & Marks.META else "lone"
        for claim in _line_dates(block, place, clock):
            if claim.place != "relative":
                yield replace(claim, signs=(*claim.signs, f"lone:{min(order, 3)}"))
                order += claim.place == place
        if order >= MAX_LONE:
            return


def _line_dates(block: Block, place: str, clock: Clock) -> Iterator[Claim]:
    """Dates of a line, each with what its words call it; figures that read both ways as both."""
    if len(block.text) > MAX_RELATIVE_LINE and not DIGIT.search(block.text):
        return
    start = 0
    for mention in dates_in(block.text, now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first):
        before = lower(block.text[start : mention.start + 2])
        start = mention.end
        if mention.relative and len(block.text) > MAX_RELATIVE_LINE:
            continue
        signs = tuple(_signs(block, before, mention))
        changed = bool(CHANGED.search(before))
        own = "relative" if mention.relative else place if len(block.text) <= SENTENCE or PUBLISHED.search(before) else "sentence"
        yield Claim(_dated(mention, "text", clock, 0.8), own, signs, changed)
        if mention.other_day and not changed:
            yield Claim(_dated(replace(mention, day=mention.other_day), "text", clock, 0.5), "other-reading")


def _signs(block: Block, before: str, mention: Mention) -> Iterator[str]:
    if PUBLISHED.search(before):
        yield "says-published"
    if block.marks & ELSEWHERE:
        yield "beside"
    if block.marks & Marks.META:
        yield "in-meta"
    if mention.clock:
        yield "clocked"
    yield "bare" if len(block.text) <= mention.end - mention.start + 12 else "in-line" if len(block.text) <= SHORT_LINE else "in-sentence"


def _changes(layout: Layout, clock: Clock) -> Iterator[Claim]:
    """Lines anywhere that say when the page was last changed."""
    for block in layout.blocks:
        if len(block.text) > MAX_LINE or (len(block.text) > MAX_RELATIVE_LINE and not DIGIT.search(block.text)):
            continue
        if block.marks & (ELSEWHERE & ~Marks.FOOTER & ~Marks.TEASER):
            continue
        if (changed := CHANGED.search(lower(block.text))) and (dated := read_date(block.text[changed.start() :], "text", clock, 0.8)):
            yield Claim(dated, "line", changed=True)


def _from_scripts(tree: HtmlElement, clock: Clock) -> Iterator[Claim]:
    """What a page's own program knows of it, where nothing else does; other articles' dates stand there too, so the first alone."""
    for script in tree.iter("script"):
        if script.text and (match := SCRIPTED.search(script.text)) and (dated := read_date(match[1], "json-ld", clock, 0.5)):
            yield Claim(dated, "script")
            return


@cache
def places(kind: str) -> Any:
    """A table of `schemas/dates/places.yml`: zones, published or modified."""
    return load_schema("dates/places.yml")[kind]
