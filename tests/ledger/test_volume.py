"""The volume of a watch counts the hours that it was shown, and no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from araswatch.alerts import Watch
from araswatch.alerts.spike import watched_hours
from araswatch.intake import ArticleChange
from araswatch.ledger import Ledger
from araswatch.records import Alert, AlertKind

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WATCH = Watch(id="w", name="W", query="bridge", on=frozenset({AlertKind.SPIKE}))


def take_in(ledger: Ledger, number: int, *, seen_at: datetime, watches: list[Watch]) -> None:
    """An article that each of the watches finds, silently."""
    article_id = f"{number:032x}"
    change = ArticleChange(
        article_id=article_id,
        url=f"https://a.example/{number}",
        source_id="a",
        title="t",
        first_seen_at=seen_at,
        revision=1,
        seen_at=seen_at,
        digest="d",
    )
    found = [Alert(watch_id=watch.id, article_id=article_id, matched_at=seen_at, silent=True) for watch in watches]
    shown = watched_hours(watches, [seen_at])
    for _ in range(2):
        ledger.finish_segment(f"s{number}", outcomes=[], changes=[change], at=seen_at, alerts=found, watched=shown)


def test_hours_before_the_watch_and_of_another_query_are_left_out(ledger: Ledger) -> None:
    take_in(ledger, 1, seen_at=NOON, watches=[])
    take_in(ledger, 2, seen_at=NOON + HOUR + timedelta(minutes=20), watches=[WATCH])
    take_in(ledger, 3, seen_at=NOON + HOUR + timedelta(minutes=40), watches=[])
    take_in(ledger, 4, seen_at=NOON + 2 * HOUR, watches=[replace(WATCH, query="ferry")])
    volume = ledger.hourly_volume(WATCH, since=NOON)
    assert (volume.matches, volume.collected) == ({NOON + HOUR: 1}, {NOON + HOUR: 2})


def test_old_hours_are_forgotten(ledger: Ledger) -> None:
    take_in(ledger, 1, seen_at=NOON, watches=[WATCH])
    take_in(ledger, 2, seen_at=NOON + HOUR, watches=[WATCH])
    ledger.forget_hours(NOON + HOUR)
    assert ledger.hourly_volume(WATCH, since=NOON).collected == {NOON + HOUR: 1}
