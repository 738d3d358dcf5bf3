"""One station for all end-to-end tests of the DAGs; skipped without Airflow, which CI=true requires."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from infra.airflow.client import Client
from infra.airflow.stack import Stack, StackError, airflow_python
from infra.postgresql.server import Server
from tests.dags.station import Station, inbox, settings_for
from tests.ledger.conftest import ledger, postgresql  # noqa: F401 - fixtures
from tests.stores.conftest import running_node


@pytest.fixture(scope="package")
def airflow() -> Path:
    """The interpreter of the environment that has Airflow."""
    try:
        return airflow_python()
    except StackError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI=true, but {error}")
        pytest.skip(str(error))


@pytest.fixture(scope="package")
def station(airflow: Path, postgresql: Server) -> Iterator[Station]:  # noqa: F811 - the fixture
    """PostgreSQL, Elasticsearch and a running Airflow with the DAGs unpaused; the ingest runs only when triggered."""
    with ExitStack() as clean:
        home = Path(tempfile.mkdtemp(prefix="araswatch-station-"))
        clean.callback(shutil.rmtree, home, ignore_errors=True)
        for name in ("airflow", "ledger"):
            postgresql.create_database(name)
        node = clean.enter_context(running_node())
        settings = settings_for(home, postgresql, node)
        stack = Stack(
            home=home / "airflow",
            settings=settings.environment() | {"ARASWATCH_INGEST_CRON": "never"},
            database=postgresql.url("psycopg2", "airflow"),
            heartbeat_timeout_s=30,
        )
        clean.callback(stack.stop)
        address, keys = clean.enter_context(inbox())
        stack.start()
        client = Client(stack)
        clean.callback(client.close)
        client.wait_until_ready(5)
        for dag in ("ingest", "deliver"):
            client.unpause(dag)
        yield Station(stack=stack, client=client, settings=settings, postgresql=postgresql, node=node, keys=keys, hook=address)
