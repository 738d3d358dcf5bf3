"""What is to be said of alerts: the facts kept when they matched, and their stories as they are now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from araswatch.alerts.message import Copy, Reported
from araswatch.ledger.connection import Connected
from araswatch.ledger.tables import alerts, articles, deliveries, matches, story_members, urls
from araswatch.records import AlertKind


class Reporting(Connected):
    """What messages and feeds ask."""

    def reported(self, alert_ids: Sequence[int]) -> list[Reported]:
        """Alerts with what is to be said of them, in the given order; `mute_url` is left empty."""
        found: dict[int, Reported] = {}
        with self.reading() as connection:
            for start in range(0, len(alert_ids), 500):
                found |= {one.alert_id: one for one in _reported(connection, alert_ids[start : start + 500])}
        return [found[alert_id] for alert_id in alert_ids if alert_id in found]

    def newest_alerts(self, watch_id: str, *, channel: str, limit: int = 100) -> list[int]:
        """The last alerts of a watch that a channel was told of or is about to be, newest first."""
        joined = deliveries.join(alerts, alerts.c.alert_id == deliveries.c.alert_id)
        chosen = (deliveries.c.watch_id == watch_id, deliveries.c.channel == channel, deliveries.c.state == "packed")
        with self.reading() as connection:
            rows = connection.execute(
                select(alerts.c.alert_id).select_from(joined).where(*chosen).order_by(alerts.c.alert_id.desc()).limit(limit)
            )
            return list(rows.scalars())


def _reported(connection: Connection, alert_ids: Sequence[int]) -> Iterator[Reported]:
    rows = connection.execute(select(alerts).where(alerts.c.alert_id.in_(alert_ids))).all()
    first = and_(matches.c.alert_id == alerts.c.alert_id, matches.c.article_id == alerts.c.article_id)
    facts = dict(
        connection.execute(
            select(alerts.c.alert_id, matches.c.facts).select_from(alerts.join(matches, first)).where(alerts.c.alert_id.in_(alert_ids))
        ).all()
    )
    members = _members(connection, {row.article_id for row in rows})
    for row in rows:
        said: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in facts[row.alert_id].items()}
        story, copies = members.get(row.article_id, (row.story_id, ()))
        others = tuple(copy for article_id, copy in copies if article_id != row.article_id)
        yield Reported(
            alert_id=row.alert_id,
            key=row.key,
            kind=AlertKind(row.kind),
            story_id=story,
            article_id=row.article_id,
            created_at=row.created_at,
            copies=others,
            **said,
        )


def _members(connection: Connection, article_ids: Collection[str]) -> dict[str, tuple[str, Sequence[tuple[str, Copy]]]]:
    """For each article its story and the story's known articles, first to last."""
    placed = select(story_members.c.article_id, story_members.c.story_id).where(story_members.c.article_id.in_(article_ids))
    story_of = {row.article_id: row.story_id for row in connection.execute(placed)}
    joined = story_members.join(articles, articles.c.article_id == story_members.c.article_id).join(
        urls, urls.c.url_id == articles.c.url_id
    )
    columns = (
        story_members.c.story_id,
        story_members.c.article_id,
        story_members.c.source_id,
        story_members.c.appeared_at,
        articles.c.title,
        urls.c.url,
    )
    ordered = (story_members.c.story_id, story_members.c.appeared_at, story_members.c.article_id)
    chosen = select(*columns).select_from(joined).where(story_members.c.story_id.in_(set(story_of.values()))).order_by(*ordered)
    copies: dict[str, list[tuple[str, Copy]]] = defaultdict(list)
    first_at: dict[str, datetime] = {}
    for row in connection.execute(chosen):
        start = first_at.setdefault(row.story_id, row.appeared_at)
        copy = Copy(source_id=row.source_id, title=row.title, url=row.url, appeared_at=row.appeared_at, lag=row.appeared_at - start)
        copies[row.story_id].append((row.article_id, copy))
    return {article_id: (story_id, copies[story_id]) for article_id, story_id in story_of.items()}
