"""`make airflow`: says where it is and who may enter, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from araswatch.settings import PROJECT
from infra.airflow.stack import free_port
from tests.dags import processes

pytestmark = pytest.mark.timeout(600)


def started(home: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "infra.airflow", "--port", str(free_port())],
        cwd=PROJECT,
        env=os.environ | {"ARASWATCH_HOME": str(home), "ARASWATCH_INGEST_CRON": "never", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.soak
@pytest.mark.parametrize("end", [None, signal.SIGINT, signal.SIGTERM])
def test_starts_says_where_and_stops(airflow: Path, tmp_path: Path, end: signal.Signals | None) -> None:
    running = started(tmp_path, **({} if end else {"ONCE": "1"}))
    assert running.stdout
    said = running.stdout.readline()
    if end:
        assert processes.of_stack(tmp_path / "airflow")
        running.send_signal(end)
    _, errors = running.communicate()
    assert running.returncode == 0, errors
    assert said.startswith("http://localhost:")
    assert "user admin  password " in said
    assert processes.of_stack(tmp_path / "airflow") == {}


def test_stops_while_it_starts(airflow: Path, tmp_path: Path) -> None:
    running = started(tmp_path)
    processes.wait_until(lambda: processes.of_stack(tmp_path / "airflow"))
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=60)
    assert (running.returncode, errors.splitlines()[-1]) == (0, "airflow: stopping")
    assert processes.of_stack(tmp_path / "airflow") == {}
