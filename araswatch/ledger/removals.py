"""Articles whose pages are gone: found by their URLs' fates, marked once, their texts kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from araswatch.ledger.alerting import insert_alerts
from araswatch.ledger.connection import Connected, among, take_turn
from araswatch.ledger.tables import articles, urls
from araswatch.records import Alert, Fate


class Removals(Connected):
    """What marking removed articles asks and tells."""

    def newly_gone(self, *, limit: int = 500) -> list[str]:
        """Articles that are not marked yet and whose pages were not found twice."""
        joined = articles.join(urls, urls.c.url_id == articles.c.url_id)
        gone = select(articles.c.article_id).select_from(joined).where(urls.c.fate == Fate.GONE, articles.c.removed_at.is_(None))
        with self.reading() as connection:
            return list(connection.execute(gone.order_by(articles.c.article_id).limit(limit)).scalars())

    def mark_removed(self, article_ids: Sequence[str], alerts: Sequence[Alert], *, at: datetime) -> None:
        """Mark articles as removed and put the alerts on it into the outbox, in one transaction. Idempotent."""
        with self.writing() as connection:
            take_turn(connection)
            unmarked = among(connection, articles.c.article_id, article_ids) & articles.c.removed_at.is_(None)
            connection.execute(update(articles).where(unmarked).values(removed_at=at))
            insert_alerts(connection, alerts)
