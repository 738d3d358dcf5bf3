"""Send what the outbox holds: whenever a batch has brought new articles, and every five minutes for digests, quiet hours and other tries.

There is no limit on runs side by side: events that came while a run was at its limit would be parked until the next one. Of two
deliveries at once the second finds nothing left.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import AssetOrTimeSchedule, CronTriggerTimetable, dag, task
from wiring import ARTICLES, DEFAULTS, START, tell_operator_of_timeout


@dag(
    schedule=AssetOrTimeSchedule(timetable=CronTriggerTimetable("*/5 * * * *", timezone="UTC"), assets=ARTICLES),
    start_date=START,
    catchup=False,
    dagrun_timeout=timedelta(minutes=30),
    on_failure_callback=tell_operator_of_timeout,
    default_args=DEFAULTS,
    tags=["araswatch", "alerts"],
    doc_md=__doc__,
)
def deliver() -> None:
    @task(multiple_outputs=False)
    def send() -> dict[str, int]:
        """The outbox, emptied."""
        import logging
        from dataclasses import asdict

        from araswatch.jobs.deliver import deliver as empty_outbox
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings

        settings = Settings()
        with Ledger.open(settings.ledger_url) as ledger:
            summary = empty_outbox(settings, ledger, write=logging.getLogger("terminal").info)
        return {name: value for name, value in asdict(summary).items() if isinstance(value, int)}

    send()


deliver()
