"""Job: the volume of the watches that ask for it × their own past → alerts of spikes in the outbox, once a day each at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from araswatch.alerts import Watch
from araswatch.alerts.spike import BASELINE_DAYS, REST, WINDOW_HOURS, Spike, find_spike
from araswatch.ledger import Ledger
from araswatch.ledger.alerting import insert_alerts
from araswatch.records import Alert, AlertKind


def tell_spikes(ledger: Ledger, watches: Iterable[Watch], *, now: datetime) -> int:
    """Alert on every watch that finds unusually much; how many do."""
    found = [alert for watch in watches if watch.enabled and AlertKind.SPIKE in watch.on and (alert := _spike_of(ledger, watch, now))]
    if found:
        with ledger.writing() as connection:
            insert_alerts(connection, found)
    return len(found)


def _spike_of(ledger: Ledger, watch: Watch, now: datetime) -> Alert | None:
    last = ledger.last_alert_at(watch.id, AlertKind.SPIKE)
    if last is not None and timedelta(0) <= now - last < REST:
        return None
    spike = find_spike(ledger.hourly_volume(watch, since=now - timedelta(days=BASELINE_DAYS, hours=WINDOW_HOURS)), now=now)
    newest = ledger.newest_match(watch.id) if spike else None
    return _alert(watch, spike, newest, now) if spike and newest else None


def _alert(watch: Watch, spike: Spike, newest: str, now: datetime) -> Alert:
    return Alert(
        watch_id=watch.id,
        article_id=newest,
        matched_at=now,
        kind=AlertKind.SPIKE,
        channels=tuple(channel.id for channel in watch.channels),
        title=f"{spike.count} articles since {spike.since:%H:%M} UTC, {spike.factor:.1f} times the usual",
    )
