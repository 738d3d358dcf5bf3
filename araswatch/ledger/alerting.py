"""How alerts enter the ledger: in the transaction of the segment that caused them, a story once a watch."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, func, select, update

from araswatch.ledger.connection import insert_new
from araswatch.ledger.tables import alerts, deliveries, matches, story_members
from araswatch.records import Alert, AlertKind

CHUNK = 200
FACTS = ("title", "url", "source_id", "language", "published", "regions", "pairs", "themes", "snippets", "changes")


def insert_alerts(connection: Connection, found: Sequence[Alert]) -> None:
    """Put alerts into the outbox, inside a transaction that the caller holds. Idempotent.

    Of new articles a watch tells a story once: an article whose story it has told of joins that alert. Revisions and removals are told by
    article. The stories of the articles must have been placed before.
    """
    for start in range(0, len(found), CHUNK):
        _insert(connection, found[start : start + CHUNK])


def _insert(connection: Connection, found: Sequence[Alert]) -> None:
    known = _known_matches(connection, found)
    fresh = [alert for alert in dict.fromkeys(found) if _match_key(alert) not in known]
    story_of = _stories(connection, {alert.article_id for alert in fresh})
    told = _told(connection, fresh, set(story_of.values()))
    for alert in fresh:
        if not alert.silent:
            story_id = story_of[alert.article_id]
            subject = _subject(alert, story_id)
            if subject in told:
                _reopen_feeds(connection, told[subject])
            else:
                told[subject] = _new_alert(connection, alert, story_id)
    insert_new(
        connection,
        matches,
        [_match_row(alert, None if alert.silent else told[_subject(alert, story_of[alert.article_id])]) for alert in fresh],
    )


def _match_key(alert: Alert) -> tuple[str, str, str, int]:
    return alert.watch_id, alert.article_id, str(alert.kind), alert.revision


def _subject(alert: Alert, story_id: str) -> tuple[str, str, str]:
    """What is told once: a story, or one revision or removal of an article."""
    if alert.kind is AlertKind.NEW:
        return alert.watch_id, story_id, "new"
    return alert.watch_id, alert.article_id, f"revision-{alert.revision}" if alert.kind is AlertKind.REVISION else str(alert.kind)


def _known_matches(connection: Connection, found: Sequence[Alert]) -> set[tuple[str, str, str, int]]:
    columns = (matches.c.watch_id, matches.c.article_id, matches.c.kind, matches.c.revision)
    chosen = select(*columns).where(matches.c.article_id.in_({alert.article_id for alert in found}))
    return {(row[0], row[1], row[2], row[3]) for row in connection.execute(chosen)}


def _stories(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The story of each article; its own id where it was never placed."""
    chosen = select(story_members.c.article_id, story_members.c.story_id).where(story_members.c.article_id.in_(ids))
    return {key: key for key in ids} | {row.article_id: row.story_id for row in connection.execute(chosen)}


def _told(connection: Connection, fresh: Sequence[Alert], stories: Collection[str]) -> dict[tuple[str, str, str], int]:
    """Alerts that watches have for these stories already, whatever the stories were called then."""
    told: dict[tuple[str, str, str], int] = {}
    watch_ids = {alert.watch_id for alert in fresh}
    joined = matches.outerjoin(story_members, story_members.c.article_id == matches.c.article_id)
    story = func.coalesce(story_members.c.story_id, matches.c.article_id)
    in_stories = matches.c.article_id.in_(stories) | story_members.c.story_id.in_(stories)
    chosen = select(matches.c.watch_id, story.label("story_id"), func.min(matches.c.alert_id).label("alert_id")).select_from(joined)
    narrowed = chosen.where(in_stories, matches.c.watch_id.in_(watch_ids), matches.c.kind == AlertKind.NEW, matches.c.alert_id.is_not(None))
    for row in connection.execute(narrowed.group_by(matches.c.watch_id, story)):
        told[row.watch_id, row.story_id, "new"] = row.alert_id
    return told


def _new_alert(connection: Connection, alert: Alert, story_id: str) -> int:
    watch_id, subject, kind = _subject(alert, story_id)
    row = {
        "key": f"{watch_id}/{subject}/{kind}",
        "watch_id": watch_id,
        "kind": alert.kind,
        "story_id": story_id,
        "article_id": alert.article_id,
        "created_at": alert.matched_at,
    }
    insert_new(connection, alerts, [row])
    alert_id: int = connection.execute(select(alerts.c.alert_id).where(alerts.c.key == row["key"])).scalar_one()
    waiting = [{"alert_id": alert_id, "channel": channel, "watch_id": watch_id, "state": "waiting"} for channel in alert.channels]
    insert_new(connection, deliveries, waiting)
    return alert_id


def _reopen_feeds(connection: Connection, alert_id: int) -> None:
    """A copy joined a story that a feed has: the feed is written again, with the copy named in the same entry."""
    chosen = (deliveries.c.alert_id == alert_id) & (deliveries.c.channel == "feed")
    connection.execute(update(deliveries).where(chosen).values(state="waiting", message_id=None))


def _match_row(alert: Alert, alert_id: int | None) -> dict[str, Any]:
    facts = asdict(alert)
    return {
        "watch_id": alert.watch_id,
        "article_id": alert.article_id,
        "kind": alert.kind,
        "revision": alert.revision,
        "alert_id": alert_id,
        "matched_at": alert.matched_at,
        "facts": {name: facts[name] for name in FACTS},
    }
