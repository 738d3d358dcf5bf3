"""What the DAGs share: names of pools and assets, how tasks are retried, and how their failures reach the operator.

Nothing here or at the top of a DAG file imports more than Airflow: files are parsed every 30 seconds. What a task needs it imports itself.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Asset, AssetAlias, ExceptionRetryPolicy, RetryAction, RetryRule

logging.getLogger("elastic_transport").setLevel(logging.WARNING)  # one line a request would be most of a task's log

CRAWL_POOL = "araswatch_crawl"
STORE_POOL = "araswatch_store"
ARTICLES = Asset(name="araswatch-articles", uri="araswatch://articles")
"""New or changed articles that can be searched."""
NEW_ARTICLES = AssetAlias("araswatch-new-articles")
"""Becomes `ARTICLES` for a batch that had any: one without calls nobody."""

START = datetime(2026, 1, 1, tzinfo=UTC)

PERMANENT = [
    "araswatch.errors.ConfigError",
    "araswatch.errors.QueryError",
    "araswatch.errors.CrawlRefusedError",
]
"""Errors that another try cannot mend; all others are tried again."""


def tell_operator_of_failure(context: Any) -> None:
    """A task failed for good: into the outbox, once a run and task."""
    task = context["ti"]
    index = "" if task.map_index in (None, -1) else f" [{task.map_index}]"
    cause = str(context.get("exception") or "its process was killed")
    _tell(
        f"task/{task.dag_id}/{task.task_id}/{task.map_index}/{task.run_id}",
        f"{task.dag_id}: {task.task_id}{index} failed: {cause.splitlines()[0][:300]}",
        f"run {task.run_id}, try {task.try_number}",
    )


def tell_operator_of_timeout(context: Any) -> None:
    """A run did not end in its time; its tasks are skipped then, which calls nobody."""
    if context.get("reason") == "timed_out":
        name, run_id = context["dag"].dag_id, context["run_id"]
        _tell(f"run/{name}/{run_id}", f"{name}: a run was not done within {context['dag'].dagrun_timeout}", f"run {run_id}")


def _tell(key: str, says: str, detail: str) -> None:
    from araswatch.jobs.oversight import tell_operator
    from araswatch.settings import Settings
    from araswatch.trouble import Trouble

    tell_operator(Settings(), Trouble(key=key, says=says, details=(detail,)), now=datetime.now(UTC))


def listed(value: Any) -> list[Any]:
    """What mapped tasks have returned: a single one's comes bare, none's as `None`, and those that failed are missing."""
    if value is None or isinstance(value, dict):
        return [value] if value else []
    return [one for one in value if one]


DEFAULTS: dict[str, Any] = {
    "owner": "araswatch",
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=2),
    "retry_policy": ExceptionRetryPolicy(
        rules=[RetryRule(exception=PERMANENT, action=RetryAction.FAIL, reason="another try cannot mend it")]
    ),
    "execution_timeout": timedelta(minutes=10),
    "on_failure_callback": tell_operator_of_failure,
}

STORE_DOWN: dict[str, Any] = {"retries": 7}
"""Tries of what writes to the store: with the pauses above they outlast eight minutes without one."""
