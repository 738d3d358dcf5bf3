"""Sources: what each brings against what its file expects, what ails it, and pausing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from araswatch.catalogue import Source
from araswatch.jobs.health import SOURCE_WINDOW, SourceHealth, SourceState, source_health
from araswatch.web.access import Editor
from araswatch.web.attention import days_between
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.rendering import render

router = APIRouter(prefix="/sources", include_in_schema=False)

SPARK_DAYS = 21
MEANINGS = {
    SourceState.FAILING: "its feeds end in errors",
    SourceState.SILENT: "less than expected in 24 hours",
    SourceState.LOUD: "more than expected in 24 hours",
    SourceState.OK: "",
    SourceState.NEW: "not watched for a whole day yet",
    SourceState.DISABLED: "switched off in its file",
}
"""Every state, those in trouble first, with what it means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spark:
    """A day of a source's little chart; heights in percent, `low` where less came than its file expects."""

    x: float
    width: float
    height: float
    low: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """A source as the page shows it."""

    source: Source
    health: SourceHealth
    sparks: tuple[Spark, ...]
    a_day: float
    paused: tuple[datetime, str] | None


@router.get("")
def sources_page(request: Request, desk: AtDesk, show: str = "") -> Response:
    """All sources, those in trouble first."""
    every = rows(desk)
    states = {state: sum(row.health.state == state for row in every) for state in MEANINGS}
    shown = [row for row in every if not show or row.health.state == show or (show == "paused" and row.paused)]
    return render(
        request, "sources.html", rows=shown, states=states, meanings=MEANINGS, show=show, mistakes=desk.mistakes,
        paused=sum(bool(row.paused) for row in every),
    )  # fmt: skip


@router.post("/{source_id}/pause")
def pause(desk: AtDesk, visitor: Editor, source_id: str) -> Response:
    """Crawl it no more until it is resumed."""
    _known(desk, source_id)
    desk.backends.ledger.pause_source(source_id, visitor.who, at=desk.now())
    desk.backends.ledger.note(visitor.who, "pause source", source_id, at=desk.now())
    return RedirectResponse("/sources", 303)


@router.post("/{source_id}/resume")
def resume(desk: AtDesk, visitor: Editor, source_id: str) -> Response:
    """Crawl it again."""
    _known(desk, source_id)
    desk.backends.ledger.resume_source(source_id)
    desk.backends.ledger.note(visitor.who, "resume source", source_id, at=desk.now())
    return RedirectResponse("/sources", 303)


def rows(desk: Desk) -> list[SourceRow]:
    """Every source of the catalogue with its health and its last three weeks."""
    now, ledger = desk.now(), desk.backends.ledger
    counts = ledger.source_counts(since=now - SOURCE_WINDOW)
    by_day = ledger.articles_by_day(since=now - timedelta(days=SPARK_DAYS), zone=desk.zone)
    paused = ledger.paused_sources()
    every = [
        SourceRow(
            source=source,
            health=source_health(source, counts.get(source.id), now=now),
            sparks=sparks(by_day.get(source.id, {}), now.date(), source.expect.min_per_day),
            a_day=sum(by_day.get(source.id, {}).values()) / SPARK_DAYS,
            paused=paused.get(source.id),
        )
        for source in desk.sources.values()
    ]
    return sorted(every, key=lambda row: (list(MEANINGS).index(row.health.state), row.source.name.casefold()))


def sparks(counts: Mapping[date, int], today: date, least: float) -> tuple[Spark, ...]:
    """The last days as bars; today is never low, it is not over."""
    days: Sequence[date] = days_between(today - timedelta(days=SPARK_DAYS - 1), today)
    highest, width = max((counts.get(at, 0) for at in days), default=0) or 1, 100 / SPARK_DAYS
    return tuple(
        Spark(
            x=round(index * width, 2), width=round(width * 0.8, 2), height=max(100 * counts.get(at, 0) / highest, 4),
            low=counts.get(at, 0) < least and at < today,
        )
        for index, at in enumerate(days)
    )  # fmt: skip


def _known(desk: Desk, source_id: str) -> None:
    if source_id not in desk.sources:
        raise HTTPException(404, "There is no source of this name.")
