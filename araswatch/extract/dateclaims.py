"""A date that a place of the page gives, and the clock by which it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from araswatch.extract.datetext import Mention, dates_in
from araswatch.records import Dated


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What undated words are resolved against: the fetch, the zone that the source dates in, the order of day and month.

    `declared` are the days that the page gives for machines: figures that read both ways are read as one of them.
    """

    fetched_at: datetime
    zone: tzinfo
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


def dated_by(mention: Mention, source: str, clock: Clock, confidence: float) -> Dated:
    """The date that a text mentions. Programs write UTC where readers see the source's own time, and its day."""
    zone = mention.zone or clock.zone
    at = datetime.combine(mention.day, mention.clock or time(0), zone)
    if mention.clock and mention.zone and not mention.zone.utcoffset(at):
        at = at.astimezone(clock.zone)
    return Dated(at=at, day_only=mention.clock is None, source=source, confidence=confidence)
