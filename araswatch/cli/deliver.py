"""`araswatch deliver`: empty the outbox."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from araswatch.cli import app
from araswatch.jobs.deliver import DeliverySummary, deliver
from araswatch.ledger import Ledger
from araswatch.notify.terminal import at_once
from araswatch.settings import Settings


@app.command("deliver")
def deliver_command(
    retry_dead: Annotated[bool, typer.Option("--retry-dead", help="Send again what was given up, under the old keys.")] = False,
    channel: Annotated[str | None, typer.Option(metavar="ID", help="With --retry-dead: only this channel.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON line on stdout, messages on stderr.")] = False,
) -> None:
    """Tell everybody what is due: new alerts, digests whose time has come, and what a channel did not take before.

    Interrupted, it goes on where it was; of two at once one does the work.

    Example: `araswatch deliver`
    """
    settings = Settings()
    output = sys.stderr if as_json else sys.stdout
    with Ledger.open(settings.ledger_url) as ledger:
        if retry_dead:
            ledger.revive(channel=channel)
        summary = deliver(settings, ledger, write=at_once(output), styled=output.isatty())
    for mistake in summary.broken:
        sys.stderr.write(f"araswatch: watch is off until mended: {mistake}\n")
    sys.stdout.write(json.dumps(asdict(summary)) + "\n" if as_json else _sentence(summary))


def _sentence(summary: DeliverySummary) -> str:
    if summary.busy:
        return "another delivery is at work\n"
    figures = {
        "sent": summary.sent, "to be tried again": summary.failed, "given up": summary.dead,
        "dropped": summary.dropped, "waiting for their time": summary.waiting,
    }  # fmt: skip
    return " · ".join(f"{count} {name}" for name, count in figures.items() if count or name == "sent") + "\n"
