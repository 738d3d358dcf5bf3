"""Sources and health by the API, and the same as Prometheus metrics."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest
from pydantic import BaseModel

from araswatch.jobs.health import Health, measure_health
from araswatch.web.access import Editor
from araswatch.web.api.shapes import PROBLEMS
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.pages.sources import rows

router = APIRouter(tags=["health"], responses=PROBLEMS)

SourceId = Annotated[str, Path(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]


class SourceShape(BaseModel):
    """A source beside what its file expects a day; `articles` counts those of the last 24 hours."""

    id: str
    name: str
    homepage: str
    country: str
    languages: list[str]
    kind: str
    state: str
    paused: bool
    articles: int
    min_per_day: float
    max_per_day: float
    last_article_at: datetime | None
    last_poll_at: datetime | None
    last_answer_at: datetime | None
    error: str | None


class QueueShape(BaseModel):
    """What waits before a stage. `lag_s` is how long the oldest of it has waited, `last_at` when the stage last got something done."""

    stage: str
    waiting: int
    lag_s: float
    last_at: datetime | None


class HealthShape(BaseModel):
    """Counts per stage; `troubles` are sentences for a person, empty when all is well."""

    ok: bool
    discovered: int
    fates: dict[str, int]
    segments_done: int
    segments_left: int
    oldest_left_at: datetime | None
    queues: list[QueueShape]
    articles: int
    indexed: int
    disk_free_bytes: int
    quarantine: dict[str, int]
    messages: dict[str, int]
    troubles: list[str]


@router.get("/api/v1/sources")
def sources(desk: AtDesk) -> list[SourceShape]:
    """All sources, those in trouble first."""
    return _sources(desk)


@router.post("/api/v1/sources/{source_id}/pause")
def pause(desk: AtDesk, visitor: Editor, source_id: SourceId) -> SourceShape:
    """Crawl a source no more until it is resumed."""
    shape = _source(desk, source_id)
    desk.backends.ledger.pause_source(source_id, visitor.who, at=desk.now())
    desk.backends.ledger.note(visitor.who, "pause source", source_id, at=desk.now())
    return shape.model_copy(update={"paused": True})


@router.post("/api/v1/sources/{source_id}/resume")
def resume(desk: AtDesk, visitor: Editor, source_id: SourceId) -> SourceShape:
    """Crawl a source again."""
    shape = _source(desk, source_id)
    desk.backends.ledger.resume_source(source_id)
    desk.backends.ledger.note(visitor.who, "resume source", source_id, at=desk.now())
    return shape.model_copy(update={"paused": False})


@router.get("/api/v1/health")
def health(desk: AtDesk) -> HealthShape:
    """How everything is doing."""
    measured = _measured(desk)
    fields: dict[str, Any] = {name: getattr(measured, name) for name in HealthShape.model_fields if hasattr(measured, name)}
    now = desk.now()
    queues = [QueueShape(stage=one.stage, waiting=one.waiting, lag_s=one.lag_s(now), last_at=one.last_at) for one in measured.queues]
    messages = desk.backends.ledger.delivery_counts()
    return HealthShape(
        **fields | {"queues": queues, "ok": not measured.troubles, "messages": messages, "troubles": list(measured.troubles)}
    )


@router.get("/metrics", include_in_schema=False)
def metrics(desk: AtDesk) -> Response:
    """The figures of `health` for Prometheus, under the names that the logs use."""
    measured, registry, now = _measured(desk), CollectorRegistry(), desk.now()
    for name, value, help_ in (
        ("discovered", measured.discovered, "URLs ever discovered"),
        ("segments_done", measured.segments_done, "segments processed"),
        ("segments_left", measured.segments_left, "segments waiting to be processed"),
        ("articles", measured.articles, "articles known to the ledger"),
        ("indexed", measured.indexed, "articles that can be searched"),
        ("disk_free_bytes", measured.disk_free_bytes, "space left for the data directory"),
        ("troubles", len(measured.troubles), "things that need a person"),
    ):
        Gauge(f"araswatch_{name}", help_, registry=registry).set(value)
    for name, label, counts, help_ in (
        ("fates", "fate", measured.fates, "URLs by their current fate"),
        ("queue", "stage", {one.stage: one.waiting for one in measured.queues}, "what waits before a stage"),
        ("lag_seconds", "stage", {one.stage: one.lag_s(now) for one in measured.queues}, "how long the oldest of it has waited"),
        ("quarantine", "reason", measured.quarantine, "pages in quarantine by cause"),
        ("messages", "state", desk.backends.ledger.delivery_counts(), "messages of the outbox by state"),
        ("source_articles", "source", {one.id: one.articles for one in measured.sources}, "articles of a source in 24 hours"),
    ):
        gauge = Gauge(f"araswatch_{name}", help_, (label,), registry=registry)
        for labelled, count in counts.items():
            gauge.labels(labelled).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


def _measured(desk: Desk) -> Health:
    return measure_health(desk.backends, list(desk.sources.values()), desk.mistakes, now=desk.now())


def _source(desk: Desk, source_id: str) -> SourceShape:
    shape = next((one for one in _sources(desk) if one.id == source_id), None)
    if shape is None:
        raise HTTPException(404, "There is no source of this name.")
    return shape


def _sources(desk: Desk) -> list[SourceShape]:
    return [
        SourceShape(
            id=row.source.id,
            name=row.source.name,
            homepage=row.source.homepage,
            country=row.source.country,
            languages=list(row.source.languages),
            kind=row.source.kind,
            state=row.health.state,
            paused=row.paused is not None,
            articles=row.health.articles,
            min_per_day=row.source.expect.min_per_day,
            max_per_day=row.source.expect.max_per_day,
            last_article_at=row.health.last_article_at,
            last_poll_at=row.health.last_poll_at,
            last_answer_at=row.health.last_answer_at,
            error=row.health.error,
        )
        for row in rows(desk)
    ]
