"""A shard's crawl by real Scrapy on loopback: it ends before its laggards, judges what it brought, and does no harm twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from araswatch.errors import CrawlRefusedError
from araswatch.jobs.batches import segments_of_shard
from araswatch.jobs.shards import crawl_shard
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.shards import Patience, Shard
from benchmarks.bad_sources import bad_sources
from demo import PageWeb
from tests.dags.station import page

HOSTS = 3


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    with PageWeb({f"page-{number}": page(number) for number in range(2 * HOSTS)}, hosts=HOSTS) as web:
        config = web.write_config(tmp_path / "config", delay_s=0.1)
        yield Settings(home=tmp_path / "home", config=config, allow_private_networks=True, timeout_s=60, delay_s=0.1)


def test_the_good_are_not_held_up_by_a_laggard(settings: Settings) -> None:
    lines: list[str] = []
    began = datetime.now(UTC)
    with bad_sources(settings.config, 1), Ledger.open(settings.ledger_url) as ledger:
        shard = Shard(name="r0w1x0000", source_ids=("host-1", "host-2", "host-3", "dripping-1"))
        patience = Patience(slice_s=60, quiet_s=3)
        report = crawl_shard(settings, ledger, shard, patience=patience, write_log=lines.append)
        assert report.left == ("dripping-1",)
        assert report.archived == 2 * HOSTS
        names = segments_of_shard(ledger, shard.name, since=began)
        assert names
        assert ledger.batch_figures(names).archived == 2 * HOSTS
        again = crawl_shard(settings, ledger, Shard(name="r1w1x0000", source_ids=("host-1", "host-2", "host-3")))
        assert again.archived == 0
        assert ledger.fates()["archived"] == 2 * HOSTS


def test_sources_that_fall_silent_together_fail_the_crawl(settings: Settings) -> None:
    with bad_sources(settings.config, 2), Ledger.open(settings.ledger_url) as ledger:
        dead = Shard(name="r2w1x0000", source_ids=("dead-1", "dead-2"))
        with pytest.raises(CrawlRefusedError, match="none of 2 sources answered"):
            crawl_shard(settings, ledger, dead)
        report = crawl_shard(settings, ledger, dead)
        assert report.found == 0, "they rest now, and nobody is blamed again"


def test_sources_that_refuse_together_fail_the_crawl_and_one_alone_warns(settings: Settings) -> None:
    with bad_sources(settings.config, 3), Ledger.open(settings.ledger_url) as ledger:
        report = crawl_shard(settings, ledger, Shard(name="r3w1x0000", source_ids=("blocking-1", "host-1", "host-2")))
        assert report.warnings == ("blocking-1: 8 of 8 pages were refused",)
        with pytest.raises(CrawlRefusedError, match="all of 2 sources refused"):
            crawl_shard(settings, ledger, Shard(name="r4w1x0000", source_ids=("blocking-2", "blocking-3")))


def test_a_source_that_is_being_crawled_is_passed_over(settings: Settings) -> None:
    with Ledger.open(settings.ledger_url) as ledger, ledger.lock("source host-1"):
        report = crawl_shard(settings, ledger, Shard(name="r5w1x0000", source_ids=("host-1", "host-2")))
        assert report.skipped == ("host-1",)
        assert report.archived == 2
