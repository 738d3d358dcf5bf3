"""How everything is doing: lag, queues, fates, quarantine, outbox, disk; and the audit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from araswatch.jobs.health import measure_health
from araswatch.records import Fate
from araswatch.web.access import Admin, Editor
from araswatch.web.desk import AtDesk
from araswatch.web.rendering import render

router = APIRouter(include_in_schema=False)

FATES = {
    Fate.WAITING: "discovered, not fetched yet",
    Fate.ARCHIVED: "fetched, not processed yet",
    Fate.INDEXED: "an article that can be searched",
    Fate.DUPLICATE: "another address of an article",
    Fate.NOT_AN_ARTICLE: "a page without an article",
    Fate.ROBOTS_DENIED: "robots.txt asks us not to",
    Fate.BLOCKED: "the site refuses us",
    Fate.GONE: "not there any more",
    Fate.ERROR: "given up after several tries",
    Fate.QUARANTINED: "could not be processed, see quarantine",
}
"""Every fate in the order of the flow, with what it means."""

QUEUES = {"fetch": "pages", "process": "segments", "index": "articles", "deliver": "messages"}
"""What waits before each stage."""


@router.get("/status")
def status_page(request: Request, desk: AtDesk) -> Response:
    """Figures, and sentences that say what to do."""
    health = measure_health(desk.backends, list(desk.sources.values()), desk.mistakes, now=desk.now())
    later = health.fates.get(Fate.WAITING, 0) - sum(queue.waiting for queue in health.queues if queue.stage == "fetch")
    return render(
        request, "status.html", health=health, fates=FATES, units=QUEUES, later=max(later, 0),
        quarantined=desk.backends.ledger.quarantined(limit=50),
        outbox=desk.backends.ledger.delivery_counts(), dead=desk.backends.ledger.dead_letters(),
    )  # fmt: skip


@router.post("/status/retry")
def retry(desk: AtDesk, visitor: Editor, reason: Annotated[str, Form(max_length=2_000)] = "") -> Response:
    """Have quarantined pages processed once more: of one cause, or all."""
    segments = desk.backends.ledger.retry_quarantined([reason] if reason else None)
    desk.backends.ledger.note(visitor.who, "retry quarantine", f"{segments} segments, {reason or 'every cause'}", at=desk.now())
    return RedirectResponse("/status", 303)


@router.get("/outbox")
def outbox_page(request: Request, desk: AtDesk, state: str = "") -> Response:
    """The newest messages and what became of them."""
    messages = desk.backends.ledger.sent_messages(state=state or None)
    firsts = desk.backends.ledger.reported(list({message.alert_ids[0]: None for message in messages if message.alert_ids}))
    about = {alert.alert_id: alert for alert in firsts}
    return render(request, "outbox.html", messages=messages, about=about, counts=desk.backends.ledger.delivery_counts(), state=state)


@router.post("/outbox/retry")
def retry_dead(desk: AtDesk, visitor: Editor, channel: Annotated[str, Form(max_length=100)] = "") -> Response:
    """Send again what was given up."""
    revived = desk.backends.ledger.revive(channel=channel or None)
    desk.backends.ledger.note(visitor.who, "retry messages", f"{revived} of {channel or 'every channel'}", at=desk.now())
    return RedirectResponse("/outbox", 303)


@router.get("/audit")
def audit_page(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """Who changed what."""
    return render(request, "audit.html", lines=desk.backends.ledger.audit_lines())
