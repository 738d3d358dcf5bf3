"""A ledger for each test, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from araswatch.ledger import Ledger
from infra.postgresql.server import Server, ServerError, remove, start_server


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A running PostgreSQL; skips where there is none, which fails under CI=true."""
    try:
        server = start_server()
    except ServerError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))
    yield server
    remove(server)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger on each database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    else:
        server: Server = request.getfixturevalue("postgresql")
        name = f"ledger_{uuid4().hex[:12]}"
        server.create_database(name)
        url = server.url("psycopg", name)
    with Ledger.open(url) as opened:
        yield opened
