"""`araswatch watches`: check them, backtest them, mute what they tell too often."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from araswatch.alerts import Watch
from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.jobs.backends import all_watches, open_backends
from araswatch.jobs.backtest import Backtest, backtest
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.watches import WatchSet, read_watch_file
from araswatch.yaml_file import Mistakes

watches_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Saved searches that alert: check, backtest, mute.",
    epilog="Example: `araswatch watches test iran-azerbaijan --days 14`",
)
app.add_typer(watches_app, name="watches")

BAR = 40


@watches_app.command("check")
def check_command() -> None:
    """Validate every watch: each mistake with its file, line and field. Fails where a watch is broken.

    Example: `araswatch watches check`
    """
    settings = Settings()
    with Ledger.open(settings.ledger_url) as ledger:
        loaded = all_watches(settings, ledger)
    for watch in loaded.watches:
        sys.stdout.write(f"{watch.id}: {watch.name}{'' if watch.enabled else ' (switched off)'}\n")
    for broken in loaded.broken:
        sys.stderr.writelines(f"{mistake}\n" for mistake in broken.mistakes)
    if loaded.broken:
        raise AraswatchError(f"off until mended: {', '.join(broken.name for broken in loaded.broken)}")


@watches_app.command("test")
def backtest_command(
    file: Annotated[str | None, typer.Argument(metavar="[FILE]", help="A watch file, or the id of a watch; none: all of them.")] = None,
    days: Annotated[int, typer.Option(min=1, max=3650, help="How far to look back.")] = 30,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line a watch.")] = False,
) -> None:
    """Backtest a watch: what it would have sent in the last days, per day and with caps and digests applied, and what it only just missed.

    Nothing is sent.

    Example: `araswatch watches test config/watches/iran-azerbaijan.yml --days 14`
    """
    settings = Settings()
    with open_backends(settings) as backends:
        loaded = all_watches(settings, backends.ledger)
        for watch in backends.ledger.with_mutes(chosen(file, loaded), datetime.now(UTC)):
            found = backtest(watch, backends.store, backends.ledger, until=datetime.now(UTC), days=days, names=backends.vocabulary)
            sys.stdout.write(json.dumps(asdict(found), default=str, ensure_ascii=False) + "\n" if as_json else said(watch, found))


@watches_app.command("mute")
def mute_command(
    watch_id: Annotated[str, typer.Argument(metavar="WATCH")],
    source: Annotated[str | None, typer.Option(metavar="ID", help="Tell of this source no more.")] = None,
    story: Annotated[str | None, typer.Option(metavar="ID", help="Tell of this story no more.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Only until this time (UTC). Alone: snooze the whole watch.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Unmute.")] = False,
) -> None:
    """Mute a source or a story of a watch, or snooze the watch until a time; what it finds meanwhile is told afterwards.

    Example: `araswatch watches mute iran-azerbaijan --source noisy-blog`
    """
    named = [(what, value) for what, value in (("source", source), ("story", story)) if value]
    if not named and until is None and not undo:
        raise typer.BadParameter("say what to mute: --source ID, --story ID, or --until TIME for the whole watch")
    settings = Settings()
    with Ledger.open(settings.ledger_url) as ledger:
        loaded = all_watches(settings, ledger)
        if watch_id not in {*loaded.by_id(), *(broken.id for broken in loaded.broken)}:
            raise AraswatchError(f"no watch {watch_id}; there are {', '.join(sorted(loaded.by_id())) or 'none'}")
        for what, value in named or [("watch", "*")]:
            if undo:
                ledger.unmute(watch_id, what, value)
            else:
                ledger.mute(watch_id, what, value, until=until.replace(tzinfo=UTC) if until else None)
            whom = watch_id if what == "watch" else f"{what} {value} of {watch_id}"
            muted = f"is muted until {until:%Y-%m-%d %H:%M} UTC" if until else "is muted"
            sys.stdout.write(f"{whom} {'is heard again' if undo else muted}\n")


def chosen(file: str | None, loaded: WatchSet) -> list[Watch]:
    """The watch of a file or id, or all; raises the mistakes of a broken one."""
    if file is None:
        return list(loaded.watches)
    if file in loaded.by_id():
        return [loaded.by_id()[file]]
    mistakes = [mistake for broken in loaded.broken if broken.id == file for mistake in broken.mistakes]
    if mistakes:
        raise mistakes[0]
    if not Path(file).is_file():
        raise AraswatchError(f"no watch and no file {file}; there are {', '.join(sorted(loaded.by_id())) or 'none'}")
    try:
        return [read_watch_file(Path(file), environment=os.environ)]
    except Mistakes as error:
        raise error.mistakes[0] from None


def said(watch: Watch, found: Backtest) -> str:
    """The backtest for a person."""
    most = max((day.alerts for day in found.days), default=0) or 1
    lines = [
        f"{watch.name}: {found.alerts} stories in {found.matches} articles, {found.messages} messages"
        + (f", {found.pending} not yet due" if found.pending else ""),
        *(
            f"  {day.date}  {'█' * -(-day.alerts * BAR // most):<{BAR}} {day.alerts:>4} stories {day.messages:>4} messages"
            + (f" ({day.over_cap} over the cap, in summaries)" if day.over_cap else "")
            for day in found.days
            if day.alerts or day.messages
        ),
        *(f"  last: {one.title} — {one.url}" for one in found.newest),
        *(f"  just missed: {miss.title} — fails {miss.failed} — {miss.url}" for miss in found.misses),
    ]
    return "\n".join(lines) + "\n"
