"""The DAG files are light, and nothing but them needs Airflow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import yaml

from araswatch.ledger import Ledger
from araswatch.settings import PROJECT, Settings

PARSE = """
import json, sys, time
from airflow.dag_processing.dagbag import BundleDagBag
import airflow.sdk
began = time.process_time()
bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
dags = {key: {task.task_id: task.pool for task in dag.tasks} for key, dag in bag.dags.items()}
facts = {key: [bool(dag.doc_md), sorted(dag.tags), dag.catchup, dag.dagrun_timeout is None or bool(dag.on_failure_callback)]
    for key, dag in bag.dags.items()}
heavy = sorted({"scrapy", "trafilatura", "elasticsearch", "pydantic_settings", "lxml"} & sys.modules.keys() - BEFORE)
print(json.dumps({"errors": {str(key): value for key, value in bag.import_errors.items()}, "dags": dags, "facts": facts,
    "seconds": time.process_time() - began, "heavy": heavy, "callbacks": all(
    bool(task.on_failure_callback) and task.retry_policy is not None and task.owner == "araswatch" and bool(task.doc_md)
    and task.execution_timeout is not None for dag in bag.dags.values() for task in dag.tasks)}))
"""
CALL = """
import sys
from datetime import timedelta
from types import SimpleNamespace as Given
sys.path.insert(0, sys.argv[1])
import wiring
for map_index, error in ((-1, None), (0, ValueError("the ledger is away\\nand more")), (0, ValueError("again"))):
    task = Given(dag_id="ingest", task_id="crawl", map_index=map_index, run_id="r1", try_number=3)
    wiring.tell_operator_of_failure({"ti": task, "exception": error})
dag = Given(dag_id="ingest", dagrun_timeout=timedelta(hours=1))
for reason in ("task_failure", "timed_out", "timed_out"):
    wiring.tell_operator_of_timeout({"dag": dag, "run_id": "r1", "reason": reason})
"""
BLOCK = """
import importlib, pkgutil, sys
sys.modules["airflow"] = None
for package in ("araswatch", "crawlers", "demo"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if not module.name.endswith("__main__") and "migrations" not in module.name:
            importlib.import_module(module.name)
"""


def test_all_dags_parse_quickly_and_say_what_they_are(airflow: Path, tmp_path: Path) -> None:
    script = "import sys\nimport airflow.sdk\nBEFORE = set(sys.modules)\n" + PARSE
    environment = {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [str(airflow), "-c", script, str(PROJECT / "dags")], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["errors"] == {}
    assert sorted(found["dags"]) == ["deliver", "ingest", "maintain", "replay", "source_health"]
    assert found["heavy"] == []
    assert found["seconds"] < 1, "seconds of CPU, not of the clock"
    assert found["callbacks"]
    for documented, tags, catchup, timeouts_are_told in found["facts"].values():
        assert documented
        assert "araswatch" in tags
        assert catchup is False
        assert timeouts_are_told
    assert found["dags"]["ingest"]["wave_1.crawl"] == "araswatch_crawl"
    assert found["dags"]["ingest"]["wave_1.process"] == "araswatch_store"


def test_failures_reach_the_outbox_once_each(airflow: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", config=tmp_path / "config")
    (settings.config / "watches").mkdir(parents=True)
    watch = {"name": "Operator", "query": "source:operator", "on": ["trouble"], "channels": ["terminal"]}
    (settings.config / "watches" / "operator.yml").write_text(yaml.safe_dump(watch))
    environment = {"AIRFLOW_HOME": str(tmp_path), "PATH": "/usr/bin:/bin", **settings.environment()}
    done = subprocess.run(
        [str(airflow), "-c", CALL, str(PROJECT / "dags")], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    with Ledger.open(settings.ledger_url) as ledger:
        told = ledger.reported([pending.alert_id for pending in ledger.pending("operator", "terminal")])
    assert sorted(one.heading for one in told) == [
        "ingest: a run was not done within 1:00:00",
        "ingest: crawl [0] failed: the ledger is away",
        "ingest: crawl failed: its process was killed",
    ]


def test_everything_else_works_without_airflow() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCK], capture_output=True, text=True, check=False, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
