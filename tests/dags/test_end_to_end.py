"""The real scheduler, api-server and dag-processor on PostgreSQL and Elasticsearch, over a web on loopback."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from araswatch.query import parse
from araswatch.settings import PROJECT
from araswatch.stores import SearchRequest, open_store
from demo import PageWeb
from tests.dags import processes
from tests.dags.station import NOW, Station, page

pytestmark = pytest.mark.timeout(900)

PAGES = 96
HOSTS = 12


def test_from_trigger_to_alert(station: Station) -> None:
    with PageWeb({f"page-{number}": page(number) for number in range(PAGES)}, hosts=HOSTS) as web:
        station.write_config(web)
        run_id, state = station.ingest()
        assert state == "success", failed(station, run_id)
        urls = {one.url for one in web.pages}
    assert {article.tagged.article.url for article in station.articles().values()} == urls
    store = open_store(station.settings)
    found = store.search(SearchRequest(query=parse("lorries AND round", now=NOW), limit=5))
    store.close()
    assert found.total == PAGES

    figures = station.client.xcom("ingest", run_id, "summary")
    with station.ledger() as ledger:
        assert figures["fate_indexed"] == ledger.fates()["indexed"] == PAGES
        assert figures["new"] == ledger.article_count() == PAGES
        assert figures["pages"] == PAGES
        assert figures["segments"] == ledger.segment_counts()[0]
        assert ledger.segment_counts()[1] == figures["unfinished"] == 0
    assert figures["shards"] == figures["crawled"] == 2

    processes.wait_until(lambda: len(station.alert_keys()) == PAGES)
    assert set(station.alert_keys().values()) == {1}
    assert any(run["run_type"] == "asset_triggered" for run in station.client.runs("deliver"))
    only_keys_and_counts(station.client.xcoms("ingest", run_id))


def test_a_second_run_finds_nothing_new(station: Station) -> None:
    before = len(station.keys)
    with PageWeb({f"page-{number}": page(number) for number in range(PAGES, PAGES + HOSTS)}, hosts=HOSTS) as web:
        station.write_config(web)
        for expected in (HOSTS, 0):
            run_id, state = station.ingest()
            assert state == "success", failed(station, run_id)
            assert station.client.xcom("ingest", run_id, "summary")["new"] == expected
    processes.wait_until(lambda: len(station.keys) == before + HOSTS)


def test_replay_changes_nothing_and_alerts_nobody(station: Station) -> None:
    before, alerted = station.articles(), len(station.keys)
    station.client.unpause("replay")
    run_id = station.client.trigger("replay", {"segments": 3})
    assert station.client.wait_for_run("replay", run_id, patience_s=300) == "success"
    assert station.articles() == before
    assert len(station.keys) == alerted


def only_keys_and_counts(values: list[Any]) -> None:
    """Nothing of a page travels between tasks: numbers, and short words without a space."""
    for value in values:
        match value:
            case dict():
                only_keys_and_counts([*value.keys(), *value.values()])
            case list():
                only_keys_and_counts(value)
            case str():
                assert len(value) < 100
                assert " " not in value, value
            case _:
                assert value is None or isinstance(value, int | float), value
    assert len(json.dumps(values)) < 20_000


def failed(station: Station, run_id: str) -> str:
    """What to read when a run has failed."""
    tasks = station.client.tasks("ingest", run_id)
    states = Counter((task["task_id"], task["state"]) for task in tasks)
    logs = [
        station.client.log("ingest", run_id, task["task_id"], attempt=max(task["try_number"], 1), map_index=task["map_index"])[-2500:]
        for task in tasks
        if task["state"] == "failed"
    ]
    return f"{states}\n{logs[:2]}\nin {PROJECT}"
