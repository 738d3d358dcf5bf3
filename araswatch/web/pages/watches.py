"""Watches: all of them, one with its alerts, the form with its backtest; snoozing and muting."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from araswatch.alerts import Reported, Watch
from araswatch.errors import QueryError
from araswatch.jobs import backtest as simulation
from araswatch.jobs.reports import feed_alerts
from araswatch.notify.feed import atom_feed, json_feed
from araswatch.web.access import Editor, Visitor
from araswatch.web.backtest import backtest
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.pages.search import fault_of
from araswatch.web.rendering import render
from araswatch.web.state import SearchState
from araswatch.web.watch_form import KIND_NAMES, KINDS, WatchForm, form_of, slug

router = APIRouter(prefix="/watches", include_in_schema=False)

WEEK = timedelta(days=7)
MOST_ALERTS = 50
LONGEST_SNOOZE_HOURS = 24 * 365

Text = Annotated[str, Form(max_length=4_000)]
Flag = Annotated[bool, Form()]
Simulated = simulation.Backtest | None


@router.get("")
def watches_page(request: Request, desk: AtDesk) -> Response:
    """All watches, with what they told this week."""
    loaded = desk.watches()
    counts = desk.backends.ledger.alert_counts(since=desk.now() - WEEK)
    saved = desk.backends.ledger.saved_watches()
    return render(
        request, "watches.html", watches=loaded.watches, broken=loaded.broken, counts=counts, saved=saved,
        outbox=desk.backends.ledger.delivery_counts(),
    )  # fmt: skip


@router.get("/new")
def new_watch(request: Request, desk: AtDesk, visitor: Editor, query: str = "", name: str = "") -> Response:
    """The form, with the backtest of the search that led here."""
    return _form_page(request, desk, WatchForm(name=name, query=query, timezone=str(desk.zone)), watch_id=None)


async def submitted(request: Request) -> WatchForm:
    """The form as it was sent; what it lacks is off or empty."""
    sent = await request.form()
    one = {name: str(sent.get(name, ""))[:4_000] for name in WatchForm.__slots__ if name not in ("on", "problems")}
    flags = {name: name in sent for name in ("terminal", "feed", "enabled")}
    return WatchForm(**{**one, **flags, "on": tuple(str(kind)[:20] for kind in sent.getlist("on"))})  # type: ignore[arg-type]


@router.post("/test")
async def test_watch(request: Request, desk: AtDesk, visitor: Editor) -> Response:
    """The form again, with the backtest of what it says now; nothing is saved."""
    sent = await request.form()
    watch_id = str(sent.get("watch_id", "")) or None
    return await run_in_threadpool(_checked_page, request, desk, await submitted(request), watch_id)


@router.post("")
async def save_watch(request: Request, desk: AtDesk, visitor: Editor) -> Response:
    """Keep a new watch or a changed one; what is wrong is said beside its field."""
    sent = await request.form()
    watch_id = str(sent.get("watch_id", "")) or None
    return await run_in_threadpool(_save, request, desk, visitor, await submitted(request), watch_id)


@router.get("/{watch_id}")
def watch_page(
    request: Request, desk: AtDesk, watch_id: str, mute: Annotated[str | None, Query(pattern="^[0-9a-f]{32}$")] = None
) -> Response:
    """One watch: what it looks for, what it told, what is muted; whether to `mute` a story, as the link in its alert asks."""
    watch = _known(desk, watch_id)
    ledger = desk.backends.ledger
    alerts = ledger.reported(ledger.alert_ids(watch.id, limit=MOST_ALERTS))
    return render(
        request, "watch.html", watch=watch, alerts=alerts, is_saved=watch.id in ledger.saved_watches(),
        tested=backtest(desk, watch.query), muted=_muted_titles(desk, watch),
        schedule=schedule_words(watch), to_mute=mute, kinds=KINDS, kind_names=KIND_NAMES,
    )  # fmt: skip


@router.get("/{watch_id}/feed.atom")
def watch_atom(desk: AtDesk, watch_id: str) -> Response:
    """What the watch told its feed, as Atom."""
    watch = _known(desk, watch_id)
    return Response(atom_feed(watch, _in_feed(desk, watch), at=desk.now()), media_type="application/atom+xml")


@router.get("/{watch_id}/feed.json")
def watch_json(desk: AtDesk, watch_id: str) -> Response:
    """The same as JSON Feed."""
    watch = _known(desk, watch_id)
    return JSONResponse(json_feed(watch, _in_feed(desk, watch)), media_type="application/feed+json")


def _in_feed(desk: Desk, watch: Watch) -> tuple[Reported, ...]:
    return feed_alerts(desk.backends.settings, desk.backends.ledger, watch)


@router.get("/{watch_id}/edit")
def edit_watch(request: Request, desk: AtDesk, visitor: Editor, watch_id: str) -> Response:
    """The form of a watch that was made here; those of files are edited there."""
    watch = _known(desk, watch_id)
    if watch_id not in desk.backends.ledger.saved_watches():
        raise HTTPException(403, f"This watch is the file config/watches/{watch_id}.yml: edit it there, or save a copy here.")
    return _form_page(request, desk, form_of(watch), watch_id=watch_id)


@router.post("/{watch_id}/snooze")
def snooze(desk: AtDesk, visitor: Editor, watch_id: str, hours: Annotated[int, Form(ge=0, le=LONGEST_SNOOZE_HOURS)] = 0) -> Response:
    """Tell nothing for some hours, and all of it after; 0 ends the snooze."""
    _known(desk, watch_id)
    ledger = desk.backends.ledger
    if hours:
        ledger.mute(watch_id, "watch", "*", until=desk.now() + timedelta(hours=hours))
    else:
        ledger.unmute(watch_id, "watch", "*")
    return _noted(desk, visitor, f"snooze {hours} h" if hours else "end snooze", watch_id)


@router.post("/{watch_id}/mute")
def mute(
    desk: AtDesk, visitor: Editor, watch_id: str, value: Annotated[str, Form(min_length=1, max_length=100)],
    what: Annotated[str, Form(pattern="^(source|story)$")] = "source", undo: Flag = False,
) -> Response:  # fmt: skip
    """Tell no more of a source or a story, or tell of it again."""
    _known(desk, watch_id)
    ledger = desk.backends.ledger
    if undo:
        ledger.unmute(watch_id, what, value)
    else:
        ledger.mute(watch_id, what, value)
    return _noted(desk, visitor, f"{'unmute' if undo else 'mute'} {what}", watch_id, value)


@router.post("/{watch_id}/delete")
def delete_watch(desk: AtDesk, visitor: Editor, watch_id: str) -> Response:
    """Forget a watch that was made here."""
    if watch_id not in desk.backends.ledger.saved_watches():
        raise HTTPException(404, "No watch of this name was made here.")
    desk.backends.ledger.delete_watch(watch_id)
    desk.backends.ledger.note(visitor.who, "delete watch", watch_id, at=desk.now())
    return RedirectResponse("/watches", 303)


def schedule_words(watch: Watch) -> str:
    """When a watch tells, for a person."""
    form = form_of(watch)
    match form.schedule:
        case "daily":
            return f"daily at {form.at} ({watch.timezone})"
        case "weekly":
            return f"every {form.weekday.capitalize()} at {form.at} ({watch.timezone})"
    return form.schedule.replace("-", " ")


def _form_page(
    request: Request, desk: Desk, form: WatchForm, *, watch_id: str | None, simulated: Simulated = None, status: int = 200
) -> Response:
    fault: dict[str, Any] = {"fault": None}
    try:
        tested = backtest(desk, form.query) if form.query.strip() else None
    except QueryError as error:
        tested, fault = None, fault_of(SearchState(q=form.query), error)
    return render(
        request,
        "watch_form.html",
        status=status,
        form=form,
        watch_id=watch_id,
        kinds=KINDS,
        kind_names=KIND_NAMES,
        tested=tested,
        simulated=simulated,
        **fault,
    )


def _checked_page(request: Request, desk: Desk, form: WatchForm, watch_id: str | None) -> Response:
    watch, problems = replace(form, name=form.name.strip() or "unnamed").read(watch_id or "new")
    simulated = _simulated(desk, watch) if watch else None
    checked = replace(form, problems=problems)
    return _form_page(request, desk, checked, watch_id=watch_id, simulated=simulated, status=422 if problems else 200)


def _save(request: Request, desk: Desk, visitor: Visitor, form: WatchForm, watch_id: str | None) -> Response:
    ledger = desk.backends.ledger
    if watch_id and watch_id not in ledger.saved_watches():
        raise HTTPException(404, "No watch of this name was made here.")
    loaded = desk.watches()
    chosen = watch_id or slug(form.name, [*loaded.by_id(), *(one.id for one in loaded.broken)])
    watch, problems = form.read(chosen)
    if watch is None:
        return _form_page(request, desk, replace(form, problems=problems), watch_id=watch_id, status=422)
    ledger.save_watch(chosen, form.definition(), at=desk.now())
    ledger.note(visitor.who, "save watch", chosen, at=desk.now())
    return RedirectResponse(f"/watches/{chosen}", 303)


def _simulated(desk: Desk, watch: Watch) -> Simulated:
    """What the watch, with its schedule and limits, would have sent; reads every article that it finds."""
    backends = desk.backends
    return simulation.backtest(watch, backends.store, backends.ledger, until=desk.now(), names=desk.names)


def _muted_titles(desk: Desk, watch: Watch) -> dict[str, str]:
    """The muted stories by the title of their first article, where the store has it."""
    firsts = desk.backends.store.get(sorted(watch.muted_stories))
    return {story: article.tagged.article.title for story, article in firsts.items()}


def _known(desk: Desk, watch_id: str) -> Watch:
    watch = desk.watches().by_id().get(watch_id)
    if watch is None:
        raise HTTPException(404, "There is no watch of this name.")
    return watch


def _noted(desk: Desk, visitor: Visitor, action: str, watch_id: str, value: str = "") -> Response:
    desk.backends.ledger.note(visitor.who, action, f"{watch_id} {value}".strip(), at=desk.now())
    return RedirectResponse(f"/watches/{watch_id}", 303)
