"""Killed with SIGKILL in the middle of a run: nothing is lost or doubled, nobody is left behind, and others are not held up."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import pytest

from demo import PageWeb
from infra.airflow.client import READY_S
from infra.airflow.stack import of_session
from tests.dags import processes
from tests.dags.station import Station, page

pytestmark = pytest.mark.timeout(1800)


def scrapy(station: Station) -> None:
    kill_above_a_crawler(station, 0)


def task_process(station: Station) -> None:
    kill_above_a_crawler(station, 1)


def supervisor(station: Station) -> None:
    kill_above_a_crawler(station, 2)


def kill_above_a_crawler(station: Station, generations: int) -> None:
    victim = processes.above_a_crawler(station.stack.home, generations)
    if victim is not None:
        processes.kill(victim)


def scheduler(station: Station) -> None:
    """The scheduler's own process; its workers lose their parent."""
    victim = station.stack.processes["scheduler"]
    processes.kill(victim.pid)
    victim.wait()
    station.stack.start_component("scheduler")
    assert of_session(victim.pid) == []


def postgresql(station: Station) -> None:
    station.postgresql.stop("immediate")
    station.postgresql.start()


def store_for_two_minutes(station: Station) -> None:
    station.node.stop()
    time.sleep(120)
    station.node.start()
    processes.wait_until(station.store_is_complete)


DELIVERED_S = 420
"""A delivery that died is made up for by the next, which comes every five minutes."""
KILLS: dict[str, Callable[[Station], None]] = {
    "scrapy": scrapy,
    "task": task_process,
    "supervisor": supervisor,
    "scheduler": scheduler,
    "postgresql": postgresql,
    "store": store_for_two_minutes,
}


def test_four_kills_in_one_run(station: Station) -> None:
    attacked(station, ["scrapy", "task", "supervisor", "scheduler"], first_page=1_000, hosts=10, moments=random.Random(20261124))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kill", KILLS)
def test_each_kill_at_random_moments(station: Station, kill: str, seed: int) -> None:
    first = 10_000 + 1_000 * (list(KILLS).index(kill) * 3 + seed)
    attacked(station, [kill], first_page=first, hosts=20, moments=random.Random(seed))


def attacked(station: Station, kills: list[str], *, first_page: int, hosts: int, moments: random.Random) -> None:
    """A run over new pages with kills in it, then as many runs as it takes."""
    before = station.archived()
    pages = {f"page-{number}": page(number) for number in range(first_page, first_page + hosts * 12)}
    with PageWeb(pages, hosts=hosts) as web:
        station.write_config(web, delay_s=0.8)
        run_id = station.client.trigger("ingest")
        for kill in kills:
            processes.wait_until(lambda: processes.above_a_crawler(station.stack.home, 2) or has_ended(station, run_id))
            time.sleep(moments.uniform(0, 2))
            KILLS[kill](station)
        station.client.wait_for_run("ingest", run_id, patience_s=4 * READY_S)
        wanted = {one.url for one in web.pages}
        for _ in range(3):
            if wanted <= {article.tagged.article.url for article in station.articles().values()}:
                break
            station.ingest()
    articles = station.articles()
    stored = Counter(article.tagged.article.url for article in articles.values())
    stories = {article.story_id or article.id for article in articles.values()}
    assert {url: stored[url] for url in wanted} == dict.fromkeys(wanted, 1)
    archived = station.archived() - before
    assert {url: archived[url] for url in wanted} == dict.fromkeys(wanted, 1)
    with station.ledger() as ledger:
        assert ledger.pending_segments() == []
        assert set(ledger.fates()) == {"indexed"}
        assert ledger.article_count() == len(stored)
        told = ledger.delivery_counts()
    processes.wait_until(lambda: len(station.alert_keys()) == len(stories), patience_s=DELIVERED_S)
    doubled = [key for key, count in station.alert_keys().items() if count > 1]
    assert len(doubled) <= len(kills), f"sent again under their keys only where a kill hit between sending and noting it: {told}"
    processes.wait_until(lambda: not processes.crawlers(station.stack.home))
    assert list(station.settings.home.rglob("*.open")) == []


def has_ended(station: Station, run_id: str) -> bool:
    return station.client.run("ingest", run_id)["state"] in {"success", "failed"}
