"""The adapters that a job works on, opened together from the settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from araswatch.archive import Archive
from araswatch.enrich import Vocabulary, load_vocabulary
from araswatch.errors import AraswatchError
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.stores import Store, open_store
from araswatch.watches import WatchSet, load_watches


@dataclass(frozen=True, slots=True, kw_only=True)
class Backends:
    """Settings and what they name: ledger, store, archive, vocabulary."""

    settings: Settings
    ledger: Ledger
    store: Store
    archive: Archive
    vocabulary: Vocabulary


@contextmanager
def open_backends(settings: Settings) -> Iterator[Backends]:
    """Everything open, closed again at the end; raises an `AraswatchError` that names what cannot be opened."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AraswatchError(f"cannot create the data directory: {error}; set ARASWATCH_HOME to a writable folder") from error
    with Ledger.open(settings.ledger_url) as ledger:
        store = open_store(settings)
        try:
            yield Backends(
                settings=settings,
                ledger=ledger,
                store=store,
                archive=Archive(settings.archive_url, staging=settings.home / "staging"),
                vocabulary=load_vocabulary(),
            )
        finally:
            store.close()


def all_watches(settings: Settings, ledger: Ledger) -> WatchSet:
    """The watches of the configuration and those made at the dashboard; the broken ones apart."""
    return load_watches(settings.config / "watches", saved=ledger.saved_watches())
