"""Where a page says when it was published or changed: JSON-LD, meta elements, time elements, the URL, lines of text, scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from itertools import chain, islice
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from araswatch.extract.blocks import Layout
from araswatch.extract.dateclaims import DOUBTFUL, Claim, Clock, read_date, read_value
from araswatch.extract.datelines import CHANGED, ELSEWHERE, OTHERS, claims_of_lines, is_foreign
from araswatch.extract.lower import lower
from araswatch.extract.phrases import load_schema
from araswatch.extract.site import split_url
from araswatch.extract.structured import Structured, text_of, types_of
from araswatch.records import Dated

MAX_TIMES = 40
SAYS_DATE = XPath(
    "descendant-or-self::*/@itemprop[.='datePublished' or .='datepublished' or .='dateModified' or .='datemodified']"
    "/parent::*[not(self::meta or self::link)]"
)
TITLED = frozenset({"abbr", "span"})
"""Elements that date by their title where their class says so."""
TITLED_CLASS = re.compile(r"published|updated")
STATES = XPath("descendant-or-self::script/text() | descendant-or-self::*/@*[string-length() > 500]")
"""What pages hand to their programs: scripts, and attributes in which some (Inertia, Astro) keep a page's state."""
OFFSET_TIME = re.compile(r"T\d\d:\d\d(?::\d\d(?:\.\d+)?)?([+-])(\d\d):?(\d\d)$")
UTC_TIME = re.compile(r"^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d))[T ]((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.\d+)?(?:Z|\+00:?00)$")
NAIVE_TIME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d))[T ]((?:[01]\d|2[0-3]):[0-5]\d:(?:0[1-9]|[1-5]\d))")
"""Times of which the offset between can be told. Seconds that are not zero tell one moment from another of the same hour."""
MAX_OFFSET_HOURS = 14
URL_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)((?:19|20)\d\d)/(\d\d?)/(\d\d?)(?!\d)"
)
URL_DAY_LAST = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])-(0[1-9]|1[0-2])-((?:19|20)\d\d)(?!\d)")
URL_JALALI = re.compile(r"/(1[34]\d\d)/(\d\d?)/(\d\d?)(?:/|$)")
SCRIPTED = re.compile(
    r"ub(?:li(?:sh|cation)[\w-]{0,20}|_?[dD]ate)"
    r"""\\?["']?\s*[:=,]\s*\\?["'](\d{4}[-/]\d\d[-/]\d\d[T \d:.+Z-]{0,20})"""
)
"""How programs name the day of publication: datePublished, publish_date, publishedAt …, as a key or as a call's first word. Searched from
its second letter on: a plain beginning is found several times as fast, and some write the first as a capital."""
DATA = XPath("descendant-or-self::*/@*[contains(name(), 'pub') or (name() = 'datetime' and not(parent::time))]")


def find_claims(
    tree: HtmlElement, layout: Layout, data: Structured, *, url: str, title: str, title_at: int | None, clock: Clock
) -> list[Claim]:
    """Every date that may be the article's, of publication or change."""
    claims = [*_from_json_ld(data, title, clock), *_from_meta(data, clock)]
    if day := _url_day(url, clock):
        claims.append(Claim(day, "url"))
    foreign = ELSEWHERE & ~_own_marks(layout, title_at)
    claims += _from_time_elements(tree, layout, foreign, clock, _moments(claims))
    read = replace(clock, declared=frozenset(claim.dated.at.date() for claim in claims if claim.dated.source != "time-element"))
    claims += claims_of_lines(layout, title_at, foreign, read)
    if all(claim.changed or claim.place in DOUBTFUL for claim in claims):
        claims += _from_scripts(tree, clock)
    return _as_shown(claims, clock) or list(_from_other_objects(data, clock))


def _as_shown(claims: list[Claim], clock: Clock) -> list[Claim]:
    """The claims, with times that a program calls UTC, but of which readers see the same figures, in the source's own zone."""
    lines = [claim.dated.at for claim in claims if claim.dated.source == "text" and not claim.dated.day_only and claim.place != "relative"]
    seen = {at.replace(second=0, tzinfo=None) for at in lines if at.tzinfo is clock.home}
    return [_if_shown(claim, seen) if claim.dated.at.tzinfo is clock.home else claim for claim in claims] if seen else claims


def _if_shown(claim: Claim, seen: set[datetime]) -> Claim:
    """The claim, moved to the wall time that it told as UTC where that is among the `seen` ones."""
    told = claim.dated.at.astimezone(UTC).replace(tzinfo=None)
    if claim.dated.source == "text" or claim.dated.day_only or told.replace(second=0) not in seen:
        return claim
    return replace(claim, dated=replace(claim.dated, at=told.replace(tzinfo=claim.dated.at.tzinfo)))


def _moments(claims: list[Claim]) -> dict[datetime, bool]:
    """Whether each moment that the page's programs tell is a change only."""
    told = [claim for claim in claims if not claim.dated.day_only]
    return {claim.dated.at: True for claim in told if claim.changed} | {claim.dated.at: False for claim in told if not claim.changed}


def _own_marks(layout: Layout, title_at: int | None) -> int:
    """What marks the title itself marks the article: no wall between it and its date. Comments stay comments."""
    return 0 if title_at is None else layout.blocks[title_at].marks & ~OTHERS


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


def _from_other_objects(data: Structured, clock: Clock) -> Iterator[Claim]:
    """Days of a page's films, pictures and programs, where it dates nothing else."""
    for key in ("datePublished", "uploadDate"):
        yield from _dates_of([item for item in data.objects if item.get(key)][:1], key, "json-ld-other", clock)


def _dates_of(items: list[dict[str, Any]] | tuple[dict[str, Any], ...], key: str, place: str, clock: Clock) -> Iterator[Claim]:
    for item in items:
        if dated := read_value(item.get(key), "json-ld", clock):
            yield Claim(dated, place)


def _from_meta(data: Structured, clock: Clock) -> Iterator[Claim]:
    for group, names in places("published").items():
        for name in filter(data.meta.__contains__, names):
            if dated := read_value(data.first(name), "meta", clock):
                yield Claim(dated, f"meta-{group}")
    for name in filter(data.meta.__contains__, places("modified")):
        if dated := read_value(data.first(name), "meta", clock):
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


def _from_time_elements(tree: HtmlElement, layout: Layout, foreign: int, clock: Clock, declared: dict[datetime, bool]) -> Iterator[Claim]:
    """Time elements and itemprops, those of the article first; in lists of other articles they date those. One that is the page's only
    one is the article's wherever it stands; one that tells a `declared` moment tells what that is said to be."""
    placed = [(element, layout.marks_around(element)) for element in dating_elements(tree)]
    others = [element for element, marks in placed if not marks & OTHERS]
    own = [element for element, marks in placed if not is_foreign(marks, foreign)] or (others if len(others) == 1 else [])
    seen = 0
    for element in own:
        if claim := _time_claim(element, seen, clock):
            yield claim if claim.dated.day_only else replace(claim, changed=declared.get(claim.dated.at, claim.changed))
            seen += 1
        if seen == MAX_TIMES:
            return


def dating_elements(tree: HtmlElement) -> list[HtmlElement]:
    """Elements of the text that date by their tag, itemprop or class, in document order."""
    said: Any = SAYS_DATE(tree)
    named = set(said)
    elements = tree.iter() if named else tree.iter("time", *TITLED)
    return [element for element in elements if element in named or _dates_by_tag(element)]


def _dates_by_tag(element: HtmlElement) -> bool:
    get = element.get
    if element.tag in TITLED:
        return get("title") is not None and (bool(get("itemprop")) or TITLED_CLASS.search(get("class") or "") is not None)
    return bool(element.tag == "time")


def _time_claim(element: HtmlElement, order: int, clock: Clock) -> Claim | None:
    get = element.get
    said = " ".join(element.text_content().split())[:60]
    value = get("datetime") or get("content") or get("title") or said
    if (dated := read_date(value, "time-element", clock, 0.9)) is None:
        return None
    itemprop, above = (get("itemprop") or "").lower(), element.getparent()
    label = lower(" ".join(filter(None, (get("class"), itemprop, above.text if above is not None else ""))))
    explicit = itemprop == "datepublished" or get("pubdate") is not None or ("published" in label and itemprop != "datemodified")
    changed = bool(CHANGED.search(lower(said)) or (CHANGED.search(label) and not explicit))
    return Claim(dated, "time-published" if explicit else "time", ("later" if order else "first",), changed)


def stated_offset(tree: HtmlElement, data: Structured) -> tzinfo | None:
    """The first offset other than zero in which the page's programs tell the time, else that between UTC and a time element without zone
    that tells the same second; `None` where they tell UTC or no zone."""
    named = {*chain.from_iterable(places("published").values()), *places("modified")}
    texts = [text for name in named & data.meta.keys() for text in data.meta[name]]
    texts += [str(item.get(key)) for item in data.articles for key in ("datePublished", "dateModified")]
    shown = [element.get("datetime") or "" for element in islice(tree.iter("time"), MAX_TIMES)]
    for text in chain(texts, shown):
        if (match := OFFSET_TIME.search(text)) and (hours := int(match[2])) <= MAX_OFFSET_HOURS and (hours or int(match[3])):
            offset = timedelta(hours=hours, minutes=int(match[3]))
            return timezone(offset if match[1] == "+" else -offset)
    return _offset_between(texts, shown)


def _offset_between(universal: list[str], local: list[str]) -> tzinfo | None:
    """The whole hours between a time in UTC and one without zone of the same minute and second, where there is one such number."""
    there = [datetime.fromisoformat(f"{match[1]}T{match[2]}") for text in universal if (match := UTC_TIME.search(text))]
    here = [datetime.fromisoformat(f"{match[1]}T{match[2]}") for text in local if (match := NAIVE_TIME.fullmatch(text))]
    apart = {shown - told for told in there for shown in here if (shown - told) % timedelta(hours=1) == timedelta(0)}
    apart = {offset for offset in apart if offset and abs(offset) <= timedelta(hours=MAX_OFFSET_HOURS)}
    return timezone(apart.pop()) if len(apart) == 1 else None


def _from_scripts(tree: HtmlElement, clock: Clock) -> Iterator[Claim]:
    """What a page's own program knows of it, where nothing else does; other articles' dates stand there too, so the
    first alone."""
    states: Any = STATES(tree)
    named: Any = DATA(tree)
    scripted = (match[1] for state in states if (match := SCRIPTED.search(state)))
    for place, values in (("script", scripted), ("data", named)):
        if dated := next((dated for value in values if (dated := read_date(value, "script", clock, 0.5))), None):
            yield Claim(dated, place)


@cache
def places(kind: str) -> Any:
    """A table of `schemas/dates/places.yml`: zones, published or modified."""
    return load_schema("dates/places.yml")[kind]
