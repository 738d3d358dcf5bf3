"""Airflow's REST API, as far as starting a run and looking at it needs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import httpx

from infra.airflow.stack import USER, Stack, StackError

POLL_S = 0.5
READY_S = 180


class Client:
    """Requests to a running stack, logged in; `wait_until_ready` first."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._http = httpx.Client(base_url=stack.url, timeout=60, trust_env=False)

    def wait_until_ready(self, dags: int) -> None:
        """Wait until all components are healthy and so many DAGs are parsed without errors; raises `StackError` where one ends."""
        self._wait(self._is_healthy)
        token = self._http.post("/auth/token", json={"username": USER, "password": self._stack.password}).raise_for_status().json()
        self._http.headers["Authorization"] = f"Bearer {token['access_token']}"
        self._wait(lambda: len(self.get("dags")["dags"]) >= dags)
        if errors := self.get("importErrors")["import_errors"]:
            raise StackError(f"DAGs that cannot be imported: {errors}")

    def get(self, path: str, **parameters: Any) -> Any:
        return self._http.get(f"/api/v2/{path}", params=parameters).raise_for_status().json()

    def unpause(self, dag: str) -> None:
        self._http.patch(f"/api/v2/dags/{dag}", json={"is_paused": False}).raise_for_status()

    def trigger(self, dag: str, conf: Mapping[str, Any] | None = None) -> str:
        """Start a run; its id."""
        answer = self._http.post(f"/api/v2/dags/{dag}/dagRuns", json={"logical_date": None, "conf": dict(conf or {})})
        return str(answer.raise_for_status().json()["dag_run_id"])

    def run(self, dag: str, run_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.get(f"dags/{dag}/dagRuns/{run_id}")
        return found

    def runs(self, dag: str) -> list[dict[str, Any]]:
        return list(self.get(f"dags/{dag}/dagRuns", limit=100)["dag_runs"])

    def wait_for_run(self, dag: str, run_id: str, *, patience_s: float) -> str:
        """Wait until a run has ended; its state."""
        self._wait(lambda: self.run(dag, run_id)["state"] in {"success", "failed"}, patience_s=patience_s)
        return str(self.run(dag, run_id)["state"])

    def tasks(self, dag: str, run_id: str) -> list[dict[str, Any]]:
        """All task instances of a run."""
        return list(self.get(f"dags/{dag}/dagRuns/{run_id}/taskInstances", limit=1000)["task_instances"])

    def xcoms(self, dag: str, run_id: str) -> list[Any]:
        """Everything that the tasks of a run have handed on, but for what Airflow keeps about itself."""
        found = []
        for task in self.tasks(dag, run_id):
            path = f"dags/{dag}/dagRuns/{run_id}/taskInstances/{task['task_id']}/xcomEntries"
            for entry in self.get(path, map_index=task["map_index"])["xcom_entries"]:
                found.append(self.get(f"{path}/{entry['key']}", map_index=task["map_index"])["value"])
        return found

    def xcom(self, dag: str, run_id: str, task: str, *, map_index: int = -1) -> Any:
        """What one task has returned."""
        return self.get(f"dags/{dag}/dagRuns/{run_id}/taskInstances/{task}/xcomEntries/return_value", map_index=map_index)["value"]

    def log(self, dag: str, run_id: str, task: str, *, attempt: int = 1, map_index: int = -1) -> str:
        """A try's log as JSON."""
        path = f"/api/v2/dags/{dag}/dagRuns/{run_id}/taskInstances/{task}/logs/{attempt}"
        return self._http.get(path, params={"map_index": map_index, "full_content": True}).text

    def close(self) -> None:
        self._http.close()

    def _is_healthy(self) -> bool:
        health = self._http.get("/api/v2/monitor/health").raise_for_status().json()
        return all(health[name]["status"] == "healthy" for name in ("metadatabase", "scheduler", "dag_processor"))

    def _wait(self, condition: Any, *, patience_s: float = READY_S) -> None:
        until = time.monotonic() + patience_s
        while True:
            if dead := self._stack.dead():
                raise StackError(f"{dead[0]} has ended:\n{self._stack.log(dead[0])}")
            try:
                if condition():
                    return
            except httpx.TransportError:
                pass
            except httpx.HTTPStatusError as error:
                if error.response.status_code < 500:
                    raise
            if time.monotonic() > until:
                raise StackError(f"not within {patience_s:g} s; the scheduler says:\n{self._stack.log('scheduler')}")
            time.sleep(POLL_S)
