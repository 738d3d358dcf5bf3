"""The daily upkeep: forget what is older than the settings say, compact the store, merge the past days' segments, audit checksums, vacuum
the ledger.

Every step can be repeated from anywhere. The audit fails, and the operator is told, where a segment is damaged or missing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import dag, task
from wiring import DEFAULTS, START, STORE_POOL


@dag(
    schedule="40 2 * * *",
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULTS | {"execution_timeout": timedelta(hours=6)},
    tags=["araswatch", "upkeep"],
    doc_md=__doc__,
)
def maintain() -> None:
    @task(multiple_outputs=False, pool=STORE_POOL)
    def retain() -> dict[str, int]:
        """What is too old goes: store, ledger, archive."""
        return _upkeep("retain")

    @task(multiple_outputs=False, pool=STORE_POOL, trigger_rule="all_done")
    def compact() -> dict[str, int]:
        """Past months of the store in few large pieces, which are searched faster."""
        return _upkeep("compact")

    @task(multiple_outputs=False)
    def merge() -> dict[str, int]:
        """Few large segments for many small ones."""
        return _upkeep("merge")

    @task(multiple_outputs=False, retries=0)
    def audit() -> dict[str, int]:
        """A thirtieth of the archive, read from end to end."""
        return _upkeep("audit")

    @task(multiple_outputs=False, trigger_rule="all_done")
    def vacuum() -> dict[str, int]:
        """The ledger's free pages and statistics."""
        return _upkeep("vacuum")

    forgotten = retain()
    forgotten >> merge() >> audit()
    forgotten >> compact()
    forgotten >> vacuum()


def _upkeep(step: str) -> Any:
    from datetime import UTC, datetime

    from araswatch.jobs.maintain import upkeep
    from araswatch.settings import Settings

    return upkeep(Settings(), step, now=datetime.now(UTC))


maintain()
