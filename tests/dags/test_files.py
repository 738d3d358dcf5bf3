"""The DAG files are light, and nothing but them needs Airflow."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from araswatch.settings import PROJECT

PARSE = """
import json, sys, time
from airflow.dag_processing.dagbag import BundleDagBag
import airflow.sdk
began = time.process_time()
bag = BundleDagBag(sys.argv[1], bundle_path=sys.argv[1], bundle_name="dags-folder")
dags = {key: {task.task_id: task.pool for task in dag.tasks} for key, dag in bag.dags.items()}
facts = {key: [bool(dag.doc_md), sorted(dag.tags), dag.catchup] for key, dag in bag.dags.items()}
heavy = sorted({"scrapy", "trafilatura", "elasticsearch", "pydantic_settings", "lxml"} & sys.modules.keys() - BEFORE)
print(json.dumps({"errors": {str(key): value for key, value in bag.import_errors.items()}, "dags": dags, "facts": facts,
    "seconds": time.process_time() - began, "heavy": heavy, "callbacks": all(
    bool(task.on_failure_callback) and task.retry_policy is not None for dag in bag.dags.values() for task in dag.tasks)}))
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
    for documented, tags, catchup in found["facts"].values():
        assert documented
        assert "araswatch" in tags
        assert catchup is False
    assert found["dags"]["ingest"]["wave_1.crawl"] == "araswatch_crawl"
    assert found["dags"]["ingest"]["wave_1.process"] == "araswatch_store"


def test_everything_else_works_without_airflow() -> None:
    done = subprocess.run([sys.executable, "-c", BLOCK], capture_output=True, text=True, check=False, cwd=PROJECT)
    assert done.returncode == 0, done.stderr
