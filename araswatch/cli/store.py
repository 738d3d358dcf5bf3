"""`araswatch store`: the search index itself — how it is, and its change to a new schema version."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer

from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.settings import Settings
from araswatch.stores import Store, open_store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.migrate import drop, migrate

store_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="The search index: its state, and its change to a new schema.",
    epilog="Example: `araswatch store status`",
)
app.add_typer(store_app, name="store")


@store_app.command("status")
def status_command(as_json: Annotated[bool, typer.Option("--json", help="Print one JSON line on stdout.")] = False) -> None:
    """Whether the store can serve, what it holds, and what to do if something is wrong; fails where it cannot serve.

    Example: `araswatch store status`
    """
    with opened() as store:
        health = store.health()
    if as_json:
        sys.stdout.write(json.dumps(asdict(health)) + "\n")
    else:
        sys.stdout.write(f"{health.articles} articles\n" + (f"{health.trouble}\n" if health.trouble else ""))
    if not health.ok:
        raise typer.Exit(1)


@store_app.command("migrate")
def migrate_command() -> None:
    """Build the indices anew in this program's schema version while the old ones serve, compare, change over, keep the old.

    Interrupted, it goes on where it was the next time. Other running programs of an older version should be started again afterwards.

    Example: `araswatch store migrate`
    """
    with opened() as store:
        moved = migrate(_cluster(store), lambda message: sys.stderr.write(f"{message}\n"))
    sys.stdout.write(f"{moved} months moved; `araswatch store drop` deletes the old ones\n" if moved else "nothing to do\n")


@store_app.command("drop")
def drop_command() -> None:
    """Delete the indices that a finished migration has left.

    Example: `araswatch store drop`
    """
    with opened() as store:
        dropped = drop(_cluster(store))
    sys.stdout.write("".join(f"dropped {index}\n" for index in dropped) or "nothing to drop\n")


@contextmanager
def opened() -> Iterator[Store]:
    """The store of the settings, closed at the end."""
    store = open_store(Settings())
    try:
        yield store
    finally:
        store.close()


def _cluster(store: Store) -> ElasticsearchStore:
    if not isinstance(store, ElasticsearchStore):
        raise AraswatchError("the SQLite store has no versions side by side: move its file away and run `araswatch replay`")
    return store
