"""Look at every source once an hour: does it answer, does it bring as much as its file expects?

A bad state that has lasted two hours, and its end, become alerts of every watch that has `trouble` among what it is told of
(`config/watches/operator.yml`).
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import dag, task
from wiring import DEFAULTS, START, tell_operator_of_timeout


@dag(
    schedule="5 * * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(minutes=30),
    on_failure_callback=tell_operator_of_timeout,
    default_args=DEFAULTS,
    tags=["araswatch", "sources"],
    doc_md=__doc__,
)
def source_health() -> None:
    @task(multiple_outputs=False)
    def look() -> dict[str, int]:
        """Sources by state."""
        from datetime import UTC, datetime

        from araswatch.jobs.oversight import look_at_sources
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings

        settings = Settings()
        with Ledger.open(settings.ledger_url) as ledger:
            return look_at_sources(settings, ledger, now=datetime.now(UTC))

    look()


source_health()
