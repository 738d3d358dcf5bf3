"""The backtest counts what delivery sends."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import time, timedelta

import pytest

from araswatch.alerts import Channel, ChannelKind, Every, QuietHours, Schedule, Watch, plan
from araswatch.jobs.backtest import backtest
from araswatch.records import RegionTag, Role
from tests.alerts.conftest import NOON, Newsroom, article

HOOK = Channel(kind=ChannelKind.WEBHOOK, address="http://127.0.0.1:9/hook")
WORDS = (
    "river bridge customs lorry soldier minister market harvest winter railway tunnel dam pasture school festival theatre orchard".split()  # noqa: SIM905
)


def watch(**fields: object) -> Watch:
    return Watch(**{"id": "w", "name": "W", "query": "region:IR river", "channels": (HOOK,), **fields})  # type: ignore[arg-type]


def texts(generator: random.Random, count: int) -> list[str]:
    return [" ".join(generator.choices(WORDS, k=60)) for _ in range(count)]


def run_for_real(newsroom: Newsroom, chosen: Watch, seed: int) -> int:
    """Two days in which stories break, are copied, and delivery runs every minute; the messages that were made."""
    generator = random.Random(seed)
    stories = texts(generator, 14)
    minutes = sorted(generator.sample(range(2 * 24 * 60), 40))
    arriving = {
        minute: article(f"n{number}", generator.choice(stories), source=f"s{number % 5}", at=NOON + timedelta(minutes=minute))
        for number, minute in enumerate(minutes)
    }
    sent = 0
    for minute in range(3 * 24 * 60):
        now = NOON + timedelta(minutes=minute)
        if minute in arriving:
            newsroom.take([arriving[minute]], [chosen], at=now)
        elif minute % 30:
            continue
        pending = newsroom.ledger.pending("w", HOOK.id)
        recent = newsroom.ledger.recent_messages("w", HOOK.id, since=now - timedelta(hours=1))
        due = plan(chosen, ChannelKind.WEBHOOK, pending, recent=recent, now=now)
        newsroom.ledger.settle("w", HOOK.id, due, at=now)
        sent += len(due.messages)
    return sent


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"schedule": Schedule(every=Every.HOUR)},
        {"schedule": Schedule(every=Every.DAY, at=time(18))},
        {"minimum_sources": 3},
        {"quiet_hours": QuietHours(start=time(20), end=time(8)), "timezone": "Asia/Baku"},
    ],
    ids=["at once", "hourly", "daily", "three sources", "quiet nights"],
)
def test_it_counts_what_delivery_sends(newsroom: Newsroom, fields: dict[str, object]) -> None:
    chosen = watch(**fields)
    sent = run_for_real(newsroom, chosen, seed=11)
    found = backtest(chosen, newsroom.store, newsroom.ledger, until=NOON + timedelta(days=3), days=3)
    assert found.messages == sent > 0
    assert sum(day.messages for day in found.days) == sent
    assert sum(day.alerts for day in found.days) == found.alerts


def test_the_cap_and_its_summary_are_counted(newsroom: Newsroom) -> None:
    flood = [article(f"n{number}", text, at=NOON) for number, text in enumerate(texts(random.Random(2), 30))]
    chosen = watch(query="region:IR", cap_per_hour=5)
    newsroom.take(flood, [chosen])
    found = backtest(chosen, newsroom.store, newsroom.ledger, until=NOON + timedelta(days=1), days=2)
    assert found.alerts == len(newsroom.ledger.pending("w", HOOK.id)) == 30
    assert found.messages == 6
    assert sum(day.over_cap for day in found.days) == 25


def test_the_nearest_misses_name_the_clause_that_failed(newsroom: Newsroom) -> None:
    newsroom.take(
        [
            article("hit", "The river rose.", regions=["IR"]),
            article("elsewhere", "The river rose.", regions=["TR"], source="b"),
            article("dry", "The market opened.", regions=["IR"], source="c"),
            article("nothing", "The market opened.", regions=["TR"], source="d"),
        ],
        [],
    )
    found = backtest(watch(), newsroom.store, newsroom.ledger, until=NOON + timedelta(hours=1), days=1)
    assert found.matches == 1
    assert {(miss.title, miss.failed) for miss in found.misses} == {("elsewhere", "region:IR"), ("dry", "river")}


@pytest.mark.parametrize(("query", "near"), [("pair:AZ-IR", "half"), ("region:IR", "half"), ('"river rose"', "apart"), ("river", None)])
def test_of_one_clause_the_nearest_almost_fulfil_it(newsroom: Newsroom, query: str, near: str | None) -> None:
    half = article("half", "The market opened.", regions=["AZ"])
    mentioned = RegionTag(code="IR", role=Role.MENTION, score=0.3)
    half = replace(half, tagged=replace(half.tagged, tags=replace(half.tagged.tags, regions=(*half.tagged.tags.regions, mentioned))))
    apart = article("apart", "A rose by the river.", regions=["TR"], source="b")
    newsroom.take([half, apart, article("nothing", "The dam broke.", regions=["TR"], source="d")], [])
    found = backtest(watch(query=query), newsroom.store, newsroom.ledger, until=NOON + timedelta(hours=1), days=1)
    assert [(miss.title, miss.failed) for miss in found.misses] == ([(near, query)] if near else [])
