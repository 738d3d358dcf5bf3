"""Counts over time → how much attention a scope gets, where collecting failed, and what is unusual. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

LITTLE = 0.25
"""A day with less than this share of the usual coverage counts as a gap as well, since weekends and holidays keep more than half."""

LEAST_USUAL = 4
"""Articles a day, all sources together, below which a quiet day says nothing."""

LEAST_DAYS_BEFORE = 7
"""Days with coverage among those before this week that a comparison needs."""

LEAST_NOTABLE = 3
NOTABLE_SCORE = 2.0
"""Standard deviations of a Poisson process above its expectation."""


NOT_YET = "before collecting began"
NOT_RUNNING = "the crawler did not run"
LITTLE_CAME = "far less came in than usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days, both inclusive, that were not collected as they should have been, and why.

    A `partial` gap has some articles all the same, few, or found by a later crawl where sites still listed them: its counts are too low.
    Any other has none, and its silence says nothing.
    """

    since: date
    until: date
    reason: str
    partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfAttention:
    """One day: articles of the scope and of everything. `share` is `None` where there is no coverage to have a share of."""

    at: date
    articles: int
    coverage: int

    @property
    def share(self) -> float | None:
        return self.articles / self.coverage if self.coverage else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusual:
    """A value that is far more or less frequent this week than in the weeks before. `usual` is the mean of seven days then."""

    facet: str
    value: str
    count: int
    usual: float
    score: float


def attention(articles: Mapping[date, int], coverage: Mapping[date, int], *, first: date, last: date) -> list[DayOfAttention]:
    """Each day from the first to the last."""
    return [DayOfAttention(at=at, articles=articles.get(at, 0), coverage=coverage.get(at, 0)) for at in days_between(first, last)]


def collection_gaps(
    coverage: Mapping[date, int], collected: Mapping[date, int], *, began: date | None, first: date, last: date
) -> list[Gap]:
    """The gaps between two days, the last of which may still be going on.

    `coverage` counts articles by the day they were published, `collected` pages by the day they were archived; a day on which nothing was
    archived is a gap even where a later crawl found some of its articles, for feeds forget. `began` is the first day of collecting: of the
    days before, those since the first article are known in part.
    """
    usual = statistics.median([count for at, count in coverage.items() if first <= at < last and count] or [0])
    known_since = min((at for at, count in coverage.items() if count), default=last)
    gaps: list[Gap] = []
    for at in days_between(first, last):
        reason = _reason(at, coverage, collected, began, usual) if at < last or began is None else ""
        partial = at >= known_since if reason == NOT_YET else bool(coverage.get(at))
        if reason and gaps and gaps[-1] == Gap(since=gaps[-1].since, until=at - timedelta(days=1), reason=reason, partial=partial):
            gaps[-1] = replace(gaps[-1], until=at)
        elif reason:
            gaps.append(Gap(since=at, until=at, reason=reason, partial=partial))
    return gaps


def _reason(at: date, coverage: Mapping[date, int], collected: Mapping[date, int], began: date | None, usual: float) -> str:
    if began is None or at < began:
        return NOT_YET
    if not collected.get(at):
        return NOT_RUNNING
    if usual >= LEAST_USUAL and coverage.get(at, 0) < LITTLE * usual:
        return LITTLE_CAME
    return ""


def unusual(now: Mapping[str, Mapping[str, int]], before: Mapping[str, Mapping[str, int]], *, weeks: float, most: int = 8) -> list[Unusual]:
    """The values of facets whose count this week stands out from the mean of the weeks before, the most striking first."""
    found = [
        _compared(facet, value, now.get(facet, {}).get(value, 0), before.get(facet, {}).get(value, 0) / weeks)
        for facet in now
        for value in now[facet].keys() | before.get(facet, {}).keys()
    ]
    notable = [one for one in found if abs(one.score) >= NOTABLE_SCORE and max(one.count, one.usual) >= LEAST_NOTABLE]
    return sorted(notable, key=lambda one: -abs(one.score))[:most]


def _compared(facet: str, value: str, count: int, usual: float) -> Unusual:
    return Unusual(facet=facet, value=value, count=count, usual=usual, score=(count - usual) / math.sqrt(max(usual, 1)))


def days_covered(coverage: Mapping[date, int], *, first: date, last: date) -> int:
    """Days between two, both inclusive, of which anything was collected: what a mean of those days may be taken over."""
    return sum(bool(coverage.get(at)) for at in days_between(first, last))


def days_between(first: date, last: date) -> Sequence[date]:
    """Each day, both inclusive."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
