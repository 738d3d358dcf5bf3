"""`araswatch upkeep`: what a scheduler does once a day."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.jobs.maintain import STEPS, note_upkeep, upkeep
from araswatch.settings import Settings


@app.command("upkeep")
def upkeep_command(as_json: Annotated[bool, typer.Option("--json", help="Print the counts as one JSON line on stdout.")] = False) -> None:
    """The daily upkeep: forget what is older than the settings say, compact the store, merge and audit the archive, vacuum the ledger.

    `araswatch serve` and Airflow do it by themselves. A step that fails is named and the others are done. Safe to repeat at any time.

    Example: `ARASWATCH_RETENTION_DAYS=365 araswatch upkeep`
    """
    settings, now = Settings(), datetime.now(UTC)
    done: dict[str, dict[str, int]] = {}
    for step in STEPS:
        try:
            done[step] = upkeep(settings, step, now=now)
            sys.stderr.write(f"{step:8} {' · '.join(f'{name} {count}' for name, count in done[step].items()) or 'done'}\n")
        except AraswatchError as error:
            sys.stderr.write(f"{step:8} failed: {error}\n")
    note_upkeep(settings, now)
    if as_json:
        sys.stdout.write(json.dumps(done) + "\n")
    if len(done) < len(STEPS):
        raise typer.Exit(1)
