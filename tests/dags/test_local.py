"""`make airflow`: says where it is and who may enter, and leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from araswatch.settings import PROJECT
from infra.airflow.stack import free_port
from tests.dags import processes


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_starts_says_where_and_stops(airflow: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "infra.airflow", "--port", str(free_port())],
        cwd=PROJECT,
        env=os.environ | {"ARASWATCH_HOME": str(tmp_path), "ARASWATCH_INGEST_CRON": "never", "ONCE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("http://localhost:")
    assert "user admin  password " in done.stdout
    assert processes.of_stack(tmp_path / "airflow") == {}
