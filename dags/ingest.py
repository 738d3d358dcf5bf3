"""Discover, fetch, archive, extract, index, alert: everything that is due, every ten minutes.

`due` picks the sources and puts ten into a shard. Each shard is crawled for a minute and its segments are processed at once,
beside the other shards. Sources that have more to fetch go on in a second wave of five minutes. What is left then waits in the ledger for
the next run, and so do segments that no task has finished (`left_over` takes them up). A batch with new articles emits the asset
`araswatch-articles`, which starts `deliver`.

Killed or run twice, a task does no harm: sources, shards and segments are locked, names derive from the run, the ledger knows what is done.
The run fails where a shard could not be crawled, a segment not processed, or the fates of its pages do not add up.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import Param, dag, get_current_context, task, task_group
from wiring import ARTICLES, CRAWL_POOL, DEFAULTS, NEW_ARTICLES, START, STORE_DOWN, STORE_POOL, listed, tell_operator_of_timeout

EVERY = os.environ.get("ARASWATCH_INGEST_CRON", "*/10 * * * *")
"""A cron expression, or `never`: only when triggered."""


@dag(
    schedule=None if EVERY == "never" else EVERY,
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    on_failure_callback=tell_operator_of_timeout,
    default_args=DEFAULTS,
    params={"sources": Param([], type="array", items={"type": "string"}, description="only these sources; none: all that are due")},
    tags=["araswatch", "crawl"],
    doc_md=__doc__,
)
def ingest() -> None:
    @task
    def due(wave: int, reports: Any = None) -> list[dict[str, Any]]:
        """The shards of a wave: of the second, what the first has left."""
        from datetime import UTC, datetime

        from araswatch.jobs.shards import due_shards
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings

        context, settings = get_current_context(), Settings()
        only = set(context["params"]["sources"]) or None
        if wave > 1:
            only = {source for report in listed(reports) for source in report["left"]}
        with Ledger.open(settings.ledger_url) as ledger:
            shards = due_shards(settings, ledger, run_id=context["run_id"], wave=wave, only=only, now=datetime.now(UTC))
        return [{"name": shard.name, "source_ids": list(shard.source_ids)} for shard in shards]

    @task(pool=CRAWL_POOL, multiple_outputs=False, execution_timeout=timedelta(minutes=8))
    def crawl(shard: dict[str, Any], wave: int) -> dict[str, Any]:
        """One shard into closed segments."""
        import logging

        from araswatch.jobs.shards import crawl_wave
        from araswatch.settings import Settings
        from araswatch.shards import Shard

        report = crawl_wave(
            Settings(),
            Shard(name=shard["name"], source_ids=tuple(shard["source_ids"])),
            wave=wave,
            write_log=logging.getLogger("crawl").info,
        )
        return report.as_json()

    @task(pool=STORE_POOL, multiple_outputs=False, trigger_rule="all_done", outlets=[NEW_ARTICLES], **STORE_DOWN)
    def process(shard: dict[str, Any], *, outlet_events: Any = None) -> dict[str, int]:
        """The segments that a shard has closed, in whichever try, into searchable articles and alerts."""
        from araswatch.jobs.backends import open_backends
        from araswatch.jobs.batches import plain, process_batch, segments_of_shard
        from araswatch.settings import Settings

        run_after = get_current_context()["dag_run"].run_after
        with open_backends(Settings()) as backends:
            figures = process_batch(backends, segments_of_shard(backends.ledger, shard["name"], since=run_after))
        if figures.new or figures.revised:
            outlet_events[NEW_ARTICLES].add(ARTICLES, extra={"shard": shard["name"]})
        return plain(figures)

    @task
    def left_over() -> list[list[str]]:
        """Segments that earlier runs could not finish, in batches."""
        from araswatch.jobs.batches import LEFT_BATCH, left_segments
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings
        from araswatch.shards import chunked

        with Ledger.open(Settings().ledger_url) as ledger:
            return chunked(left_segments(ledger), LEFT_BATCH)

    @task(pool=STORE_POOL, multiple_outputs=False, outlets=[NEW_ARTICLES], doc_md="One batch of what earlier runs left.", **STORE_DOWN)
    def process_left(names: list[str], *, outlet_events: Any = None) -> dict[str, int]:
        from araswatch.jobs.backends import open_backends
        from araswatch.jobs.batches import plain, process_batch
        from araswatch.settings import Settings

        with open_backends(Settings()) as backends:
            figures = process_batch(backends, names)
        if figures.new or figures.revised:
            outlet_events[NEW_ARTICLES].add(ARTICLES, extra={"batch": names[0]})
        return plain(figures)

    @task(multiple_outputs=False, trigger_rule="all_done")
    def summary(plans: dict[str, Any], reports: Any, second_reports: Any, left: Any) -> dict[str, int]:
        """The run's one line; fails where anything is missing, a plan too: a task that failed before it could say what there is to do."""
        from araswatch.jobs.batches import finish_run
        from araswatch.ledger import Ledger
        from araswatch.settings import Settings

        context = get_current_context()
        planned = [shard["name"] for wave in ("due", "still_due") for shard in listed(plans[wave])]
        crawled = [report["shard"] for wave in (reports, second_reports) for report in listed(wave)]
        with Ledger.open(Settings().ledger_url) as ledger:
            return finish_run(
                ledger,
                context["run_id"],
                planned=planned,
                crawled=crawled,
                unplanned=[task for task, plan in plans.items() if plan is None],
                left_over=len(listed(plans["left_over"])) - len(listed(left)),
                since=context["dag_run"].run_after,
            )

    batches: list[Any] = []

    def wave_of(number: int, shards: Any) -> Any:
        @task_group(group_id=f"wave_{number}")
        def wave(shard: Any) -> Any:
            report = crawl(shard, number)
            batch = process(shard)
            report >> batch
            batches.append(batch)
            return report

        return wave.expand(shard=shards)

    first = due(1)
    reports = wave_of(1, first)
    second = due.override(task_id="still_due", trigger_rule="all_done")(2, reports)
    second_reports = wave_of(2, second)
    overdue = left_over()
    left = process_left.expand(names=overdue)
    plans = {"due": first, "still_due": second, "left_over": overdue}
    batches >> summary(plans, reports, second_reports, left)


ingest()
