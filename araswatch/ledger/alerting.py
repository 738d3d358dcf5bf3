"""How alerts enter the ledger: in the transaction of the segment that caused them, a story once a watch."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, select, update

from araswatch.ledger.connection import among, insert_new, take_turn
from araswatch.ledger.tables import alerts, deliveries, matches, story_members
from araswatch.records import Alert, AlertKind

CHUNK = 200
FACTS = ("title", "url", "source_id", "language", "published", "regions", "pairs", "themes", "snippets", "changes")

Subject = tuple[str, str, str]
"""A watch, the story or article that it tells of, and what of it; joined by slashes the alert's key."""


def insert_alerts(connection: Connection, found: Sequence[Alert]) -> int:
    """Put alerts into the outbox, inside a transaction that the caller holds; returns how many are new. Idempotent.

    Of new articles a watch tells a story once: an article whose story it has told of joins that alert. Revisions and removals are told by
    article. The stories of the articles must have been placed before.
    """
    take_turn(connection)
    return sum(_insert(connection, found[start : start + CHUNK]) for start in range(0, len(found), CHUNK))


def _insert(connection: Connection, found: Sequence[Alert]) -> int:
    known = _known_matches(connection, found)
    fresh = [alert for alert in dict.fromkeys(found) if _match_key(alert) not in known]
    story_of = _stories(connection, {alert.article_id for alert in fresh})
    subject_of = {alert: _subject(alert, story_of[alert.article_id]) for alert in fresh if not alert.silent}
    told = _told(connection, fresh, set(story_of.values()))
    _reopen_feeds(connection, {told[subject] for subject in subject_of.values() if subject in told})
    first: dict[Subject, Alert] = {}
    for alert, subject in subject_of.items():
        if subject not in told:
            first.setdefault(subject, alert)
    told |= _new_alerts(connection, first, story_of)
    rows = [_match_row(alert, None if alert.silent else told[subject_of[alert]]) for alert in fresh]
    insert_new(connection, matches, rows)
    return len(first)


def _match_key(alert: Alert) -> tuple[str, str, str, int]:
    return alert.watch_id, alert.article_id, str(alert.kind), alert.revision


def _subject(alert: Alert, story_id: str) -> Subject:
    """What is told once: a story, or one revision or removal of an article."""
    if alert.kind is AlertKind.NEW:
        return alert.watch_id, story_id, "new"
    return alert.watch_id, alert.article_id, f"revision-{alert.revision}" if alert.kind is AlertKind.REVISION else str(alert.kind)


def _known_matches(connection: Connection, found: Sequence[Alert]) -> set[tuple[str, str, str, int]]:
    columns = (matches.c.watch_id, matches.c.article_id, matches.c.kind, matches.c.revision)
    chosen = select(*columns).where(among(connection, matches.c.article_id, {alert.article_id for alert in found}))
    return {(row[0], row[1], row[2], row[3]) for row in connection.execute(chosen)}


def _stories(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The story of each article; its own id where it was never placed."""
    chosen = select(story_members.c.article_id, story_members.c.story_id).where(among(connection, story_members.c.article_id, ids))
    return {key: key for key in ids} | {row.article_id: row.story_id for row in connection.execute(chosen)}


def _told(connection: Connection, fresh: Sequence[Alert], stories: Collection[str]) -> dict[Subject, int]:
    """Alerts that watches have for these stories already, whatever the stories were called then."""
    members = select(story_members.c.article_id, story_members.c.story_id).where(among(connection, story_members.c.story_id, stories))
    story_of = {key: key for key in stories} | {row.article_id: row.story_id for row in connection.execute(members)}
    columns = (matches.c.watch_id, matches.c.article_id, matches.c.alert_id)
    chosen = select(*columns).where(
        among(connection, matches.c.article_id, story_of),
        among(connection, matches.c.watch_id, {alert.watch_id for alert in fresh}),
        matches.c.kind == AlertKind.NEW,
        matches.c.alert_id.is_not(None),
    )
    told: dict[Subject, int] = {}
    for watch_id, article_id, alert_id in connection.execute(chosen.order_by(matches.c.alert_id)):
        told.setdefault((watch_id, story_of[article_id], str(AlertKind.NEW)), alert_id)
    return told


def _new_alerts(connection: Connection, first: Mapping[Subject, Alert], story_of: Mapping[str, str]) -> dict[Subject, int]:
    """Make alerts, each for its subject's first match, and what every channel is to be told of them."""
    by_key = {"/".join(subject): subject for subject in first}
    rows = [
        {
            "key": key,
            "watch_id": first[subject].watch_id,
            "kind": first[subject].kind,
            "story_id": story_of[first[subject].article_id],
            "article_id": first[subject].article_id,
            "created_at": first[subject].matched_at,
        }
        for key, subject in by_key.items()
    ]
    insert_new(connection, alerts, rows)
    made = connection.execute(select(alerts.c.key, alerts.c.alert_id).where(among(connection, alerts.c.key, by_key)))
    ids = {by_key[row.key]: row.alert_id for row in made}
    waiting = [
        {"alert_id": ids[subject], "channel": channel, "watch_id": alert.watch_id, "state": "waiting"}
        for subject, alert in first.items()
        for channel in alert.channels
    ]
    insert_new(connection, deliveries, waiting)
    return ids


def _reopen_feeds(connection: Connection, alert_ids: Collection[int]) -> None:
    """A copy joined a story that a feed has: the feed is written again, with the copy named in the same entry."""
    chosen = among(connection, deliveries.c.alert_id, alert_ids) & (deliveries.c.channel == "feed")
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
