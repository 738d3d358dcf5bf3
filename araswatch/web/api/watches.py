"""Watches by the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Response
from pydantic import BaseModel, Field

from araswatch.watches import WatchFile, read_watch
from araswatch.web.access import Editor
from araswatch.web.api.shapes import PROBLEMS
from araswatch.web.backtest import backtest
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.state import LONGEST_QUERY
from araswatch.web.watch_form import RESERVED, problems_of
from araswatch.yaml_file import Mistakes

router = APIRouter(prefix="/api/v1/watches", tags=["watches"], responses=PROBLEMS)

WatchId = Annotated[str, Path(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
MOST_ALERTS = 200


class WatchShape(BaseModel):
    """A watch. `snooze_until` and the muted are those of now; channels are told by kind alone."""

    id: str
    name: str
    query: str
    enabled: bool
    on: list[str]
    channels: list[str]
    timezone: str
    minimum_sources: int
    cap_per_hour: int
    snooze_until: datetime | None
    muted_sources: list[str]
    muted_stories: list[str]
    kept_in: Annotated[str, Field(description="dashboard: may be changed here; file: in config/watches")]


class AlertShape(BaseModel):
    """An alert, with what it said."""

    key: str
    kind: str
    article_id: str
    story_id: str
    created_at: datetime
    title: str
    url: str
    source: str


class BacktestShape(BaseModel):
    """What a query would have found in the last days; a watch alerts once a story."""

    query: str
    days: int
    articles: int
    stories: int
    busiest_day: int


@router.get("")
def watches(desk: AtDesk) -> list[WatchShape]:
    """All watches that are valid."""
    return _shapes(desk)


@router.get("/test")
def backtested(
    desk: AtDesk, query: Annotated[str, Query(min_length=1, max_length=LONGEST_QUERY)], days: Annotated[int, Query(ge=1, le=365)] = 30
) -> BacktestShape:
    """Backtest a query before it becomes a watch."""
    tested = backtest(desk, query, days=days)
    return BacktestShape(query=query, days=days, articles=tested.articles, stories=tested.stories, busiest_day=tested.busiest)


@router.get("/{watch_id}")
def watch(desk: AtDesk, watch_id: WatchId) -> WatchShape:
    """One watch."""
    return _shape(desk, watch_id)


@router.get("/{watch_id}/alerts")
def alerts(desk: AtDesk, watch_id: WatchId, limit: Annotated[int, Query(ge=1, le=MOST_ALERTS)] = 50) -> list[AlertShape]:
    """Its newest alerts."""
    _shape(desk, watch_id)
    ledger = desk.backends.ledger
    return [
        AlertShape(
            key=one.key,
            kind=one.kind,
            article_id=one.article_id,
            story_id=one.story_id,
            created_at=one.created_at,
            title=one.title,
            url=one.url,
            source=one.source_id,
        )
        for one in ledger.reported(ledger.alert_ids(watch_id, limit=limit))
    ]


@router.put("/{watch_id}")
def save(desk: AtDesk, visitor: Editor, watch_id: WatchId, definition: WatchFile) -> WatchShape:
    """Make or replace a watch of the dashboard; one of a file is not replaced."""
    if watch_id in RESERVED:
        raise HTTPException(422, "The dashboard has a page of this name: choose another.")
    plain = definition.model_dump(mode="json", exclude_none=True, exclude={"id"})
    _refuse_variables(plain)
    ledger = desk.backends.ledger
    if watch_id in desk.watches().by_id() and watch_id not in ledger.saved_watches():
        raise HTTPException(403, f"This watch is a file of config/watches: {watch_id}.yml")
    try:
        read_watch(plain, watch_id=watch_id)
    except Mistakes as error:
        raise HTTPException(422, [{"loc": ["body", name], "msg": text} for name, text in problems_of(error.mistakes).items()]) from error
    ledger.save_watch(watch_id, plain, at=desk.now())
    ledger.note(visitor.who, "save watch", watch_id, at=desk.now())
    return _shape(desk, watch_id)


@router.delete("/{watch_id}", status_code=204)
def delete(desk: AtDesk, visitor: Editor, watch_id: WatchId) -> Response:
    """Forget a watch of the dashboard."""
    ledger = desk.backends.ledger
    if watch_id not in ledger.saved_watches():
        raise HTTPException(404, "No watch of this name was made in the dashboard.")
    ledger.delete_watch(watch_id)
    ledger.note(visitor.who, "delete watch", watch_id, at=desk.now())
    return Response(status_code=204)


def _refuse_variables(definition: dict[str, Any]) -> None:
    if "${" in str(definition.get("channels", "")):
        raise HTTPException(422, "Addresses with ${…} belong in a watch file on the server.")


def _shape(desk: Desk, watch_id: str) -> WatchShape:
    shape = next((one for one in _shapes(desk) if one.id == watch_id), None)
    if shape is None:
        raise HTTPException(404, "There is no watch of this name.")
    return shape


def _shapes(desk: Desk) -> list[WatchShape]:
    saved = desk.backends.ledger.saved_watches()
    return [
        WatchShape(
            id=one.id,
            name=one.name,
            query=one.query,
            enabled=one.enabled,
            on=sorted(one.on),
            channels=[channel.kind.value for channel in one.channels],
            timezone=one.timezone,
            minimum_sources=one.minimum_sources,
            cap_per_hour=one.cap_per_hour,
            snooze_until=one.snooze_until,
            muted_sources=sorted(one.muted_sources),
            muted_stories=sorted(one.muted_stories),
            kept_in="dashboard" if one.id in saved else "file",
        )
        for one in desk.watches().watches
    ]
