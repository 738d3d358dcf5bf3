"""Rebuild store and ledger from the archive, offline: same ids, texts and tags; nobody is alerted.

Started by hand. `since` and `until` are days (YYYY-MM-DD), both included; `sources` narrows to segments that hold their pages; `store` is
another store to fill (`http://…`, `sqlite:///…`), by default the one in use.
"""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Param, dag, get_current_context, task
from wiring import DEFAULTS, START, STORE_DOWN, STORE_POOL

DAY = {"type": ["string", "null"], "format": "date"}


@dag(
    schedule=None,
    start_date=START,
    max_active_runs=1,
    default_args=DEFAULTS,
    params={
        "since": Param(None, **DAY, description="first day; empty: from the beginning"),
        "until": Param(None, **DAY, description="last day; empty: to the end"),
        "sources": Param([], type="array", items={"type": "string"}, description="only segments with pages of these; none: all"),
        "store": Param("", type="string", description="store to fill; empty: the one in use"),
        "segments": Param(20, type="integer", minimum=1, maximum=500, description="segments a task"),
    },
    tags=["araswatch", "archive"],
    doc_md=__doc__,
)
def replay() -> None:
    @task
    def chunks() -> list[list[str]]:
        """Names of segments in lists."""
        from datetime import date

        from araswatch.archive import Archive
        from araswatch.jobs.rebuild import replay_chunks
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings

        asked, settings = get_current_context()["params"], Settings()
        with Ledger.open(settings.ledger_url) as ledger:
            return replay_chunks(
                ledger,
                Archive(settings.archive_url),
                since=date.fromisoformat(asked["since"]) if asked["since"] else None,
                until=date.fromisoformat(asked["until"]) if asked["until"] else None,
                source_ids=asked["sources"],
                size=asked["segments"],
            )

    @task(multiple_outputs=False, pool=STORE_POOL, execution_timeout=timedelta(hours=2), doc_md="One list of segments.", **STORE_DOWN)
    def rebuild(names: list[str]) -> dict[str, int]:
        from araswatch.jobs.backends import open_backends
        from araswatch.jobs.batches import plain, process_batch
        from araswatch.settings import Settings

        target = get_current_context()["params"]["store"]
        settings = Settings(store=target) if target else Settings()
        with open_backends(settings) as backends:
            return plain(process_batch(backends, names, again=True))

    rebuild.expand(names=chunks())


replay()
