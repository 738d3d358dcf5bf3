"""Counts over time → the bars of a histogram, each a link that narrows the search to its days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

MOST_BARS = 100
"""More days than these are shown as weeks, more weeks as months."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Articles between two days, both inclusive. `x`, `width` and `height` are percent of the chart."""

    since: date
    until: date
    count: int
    x: float = 0.0
    width: float = 0.0
    height: float = 0.0

    @property
    def title(self) -> str:
        """`3 Nov 2026: 14 articles`."""
        days = short(self.since) if self.since == self.until else f"{short(self.since)} – {short(self.until)}"
        return f"{days}: {self.count:,} article{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Bars from the first day to the last without holes; `unit` is day, week or month."""

    unit: str
    bars: tuple[Bar, ...]
    highest: int

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Up to five labels: percent from the left, and the day."""
        step = max(1, -(-len(self.bars) // 5))
        return tuple((round(bar.x, 2), short(bar.since)) for bar in self.bars[::step])


def timeline(days: Mapping[date, int], *, first: date, last: date) -> Timeline:
    """The bars of counts by day, between two days; counts outside are left out."""
    unit, start_of = _unit(first, last)
    bars: list[Bar] = []
    since = start_of(first)
    while since <= last:
        after = _following(since, unit)
        bars.append(Bar(since=max(since, first), until=min(after - timedelta(days=1), last), count=0))
        since = after
    totals = [0] * len(bars)
    index_of = {start_of(bar.since): index for index, bar in enumerate(bars)}
    for at, count in days.items():
        if first <= at <= last:
            totals[index_of[start_of(at)]] += count
    return Timeline(unit=unit, bars=_placed(bars, totals), highest=max(totals, default=0))


def by_day(histogram: Mapping[datetime, int]) -> dict[date, int]:
    """Counts of a store's daily buckets by their local day."""
    return {start.date(): count for start, count in histogram.items()}


def short(at: date) -> str:
    """`3 Nov 2026`."""
    return f"{at.day} {at:%b %Y}"


def _placed(bars: Sequence[Bar], totals: Sequence[int]) -> tuple[Bar, ...]:
    width, highest = 100 / max(1, len(bars)), max(totals, default=0) or 1
    return tuple(
        Bar(
            since=bar.since, until=bar.until, count=total,
            x=round(index * width, 4), width=round(width, 4), height=round(max(100 * total / highest, 2.0 if total else 0), 3),
        )
        for index, (bar, total) in enumerate(zip(bars, totals, strict=True))
    )  # fmt: skip


def _unit(first: date, last: date) -> tuple[str, Callable[[date], date]]:
    days = (last - first).days + 1
    if days <= MOST_BARS:
        return "day", lambda at: at
    if days <= MOST_BARS * 7:
        return "week", lambda at: at - timedelta(days=at.weekday())
    if days <= MOST_BARS * 31:
        return "month", lambda at: at.replace(day=1)
    return "year", lambda at: at.replace(month=1, day=1)


def _following(start: date, unit: str) -> date:
    match unit:
        case "day":
            return start + timedelta(days=1)
        case "week":
            return start + timedelta(days=7)
        case "month":
            return (start + timedelta(days=32)).replace(day=1)
    return start.replace(year=start.year + 1)
