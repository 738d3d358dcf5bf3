"""A date that a place of the page gives, and the clock by which it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from araswatch.extract.datetext import Mention, dates_in
from araswatch.extract.structured import text_of
from araswatch.records import Dated

DOUBTFUL = frozenset({"relative", "other-reading", "sentence", "in-title"})
"""Places whose dates are seldom the article's: they agree with others by chance."""
COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?([01]\d|2[0-3])([0-5]\d)(?:[0-5]\d)?|$)")
DASHED = re.compile(r"(\d\d?)-(\d\d?)-((?:19|20)\d\d)")
"""Programs that write so put the month first where their page does; people's dashes put the day first oftener than not."""
SECONDS = re.compile(r"(1\d{9})(?:\d{3}|\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What undated words are resolved against: the fetch, the zone that the source dates in, the order of day and month.

    `home` is the zone of the feed, catalogue or country, where one of them names it: UTC is told in it. `zone` is that of times without
    one. `declared` are the days that the page gives for machines: figures that read both ways are read as one of them.
    """

    fetched_at: datetime
    zone: tzinfo
    home: tzinfo | None = None
    month_first: bool = False
    declared: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that one place of the page gives. `place` names it for the choice, `signs` what else is known; `changed` where the page
    calls it a change."""

    dated: Dated
    place: str
    signs: tuple[str, ...] = ()
    changed: bool = False


def read_date(text: str | None, source: str, clock: Clock, confidence: float = 1.0) -> Dated | None:
    """The first date in a machine-readable or human text; a zone that it does not name is the source's."""
    if not text:
        return None
    mentions = dates_in(text, now=clock.fetched_at.astimezone(clock.zone), month_first=clock.month_first)
    return dated_by(mentions[0], source, clock, confidence) if mentions else None


def read_value(value: Any, source: str, clock: Clock) -> Dated | None:
    """The date in a value for machines: as text, in figures alone (20261124, 20261124T143500Z) or as seconds since 1970."""
    text = str(value) if isinstance(value, int | float) else text_of(value)
    if text and (compact := COMPACT.match(text)):
        text = "-".join(compact.group(1, 2, 3)) + (f" {compact[4]}:{compact[5]}{text[compact.end() :]}" if compact[4] else "")
    elif text and (seconds := SECONDS.fullmatch(text)):
        text = datetime.fromtimestamp(int(seconds[1]), UTC).isoformat()
    elif text and (dashed := DASHED.match(text)):
        text = "/".join(dashed.groups()) + text[dashed.end() :]
    return read_date(text, source, clock)


def dated_by(mention: Mention, source: str, clock: Clock, confidence: float) -> Dated:
    """The date that a text mentions, in the zone that it names; UTC in that of the source, where known: its readers see that day."""
    zone = mention.zone or clock.zone
    at = datetime.combine(mention.day, mention.clock or time(0), zone)
    if clock.home and mention.clock and mention.zone and not mention.zone.utcoffset(at):
        at = at.astimezone(clock.home)
    return Dated(at=at, day_only=mention.clock is None, source=source, confidence=confidence)
