"""What is to be said of alerts, with the dashboard's links in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from araswatch.alerts import ChannelKind, Reported, Watch
from araswatch.ledger import Ledger
from araswatch.settings import Settings


def feed_alerts(settings: Settings, ledger: Ledger, watch: Watch) -> tuple[Reported, ...]:
    """What a watch's feed holds, newest first: the same in the file that is delivered and at the dashboard."""
    return linked(settings, watch, ledger.reported(ledger.newest_alerts(watch.id, channel=str(ChannelKind.FEED))))


def linked(settings: Settings, watch: Watch, alerts: Sequence[Reported]) -> tuple[Reported, ...]:
    """Alerts with the link that mutes their story."""
    page = f"{settings.dashboard_url}/watches/{watch.id}"
    return tuple(replace(one, mute_url=f"{page}?mute={one.story_id}") for one in alerts)
