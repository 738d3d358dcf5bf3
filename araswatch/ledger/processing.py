"""The processor's side of the ledger: segments to do, articles known, and what a segment's pages came to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from araswatch.alerts.spike import WatchedHour
from araswatch.intake import ArticleChange, KnownArticle, PageOutcome
from araswatch.ledger.alerting import insert_alerts
from araswatch.ledger.connection import Connected, among, by_keys, insert_new, take_turn, upsert
from araswatch.ledger.fetching import url_id, walk
from araswatch.ledger.stories import settle_labels
from araswatch.ledger.tables import articles, revisions, segments, urls
from araswatch.ledger.volume import note_watched
from araswatch.rechecks import next_recheck
from araswatch.records import Alert, Fate
from araswatch.revisions import Revision


class Processing(Connected):
    """What the processor asks and tells."""

    def pending_segments(self) -> list[str]:
        """Closed segments that are not done, oldest first."""
        with self.reading() as connection:
            return list(connection.execute(select(segments.c.name).where(segments.c.done_at.is_(None)).order_by(segments.c.name)).scalars())

    def is_done(self, name: str) -> bool:
        """Whether a segment has been processed."""
        with self.reading() as connection:
            return connection.execute(select(segments.c.done_at).where(segments.c.name == name)).scalar() is not None

    def known_articles(self, ids: Sequence[str]) -> dict[str, KnownArticle]:
        """Articles by id with their revisions; unknown ids are left out."""
        with self.reading() as connection:
            history = defaultdict(list)
            for start in range(0, len(ids), 500):
                chosen = select(revisions).where(revisions.c.article_id.in_(ids[start : start + 500])).order_by(revisions.c.revision)
                for row in connection.execute(chosen):
                    history[row.article_id].append(Revision(number=row.revision, digest=row.text_digest, seen_at=row.seen_at))
            rows = by_keys(connection, articles, list(ids))
            return {row.article_id: KnownArticle(**row._mapping, revisions=tuple(history[row.article_id])) for row in rows}

    def finish_segment(
        self,
        name: str,
        *,
        outcomes: Sequence[PageOutcome],
        changes: Sequence[ArticleChange],
        at: datetime,
        done: bool = True,
        damage: str | None = None,
        alerts: Sequence[Alert] = (),
        watched: Collection[WatchedHour] = (),
        labels: Mapping[str, str] | None = None,
    ) -> int:
        """Record in one transaction what a segment (or, unless `done`, a part of it) came to; returns the alerts it made. Idempotent.

        URLs that nobody discovered (a foreign archive's) are discovered by it. Pages that could not be read back from a damaged segment
        wait to be fetched again. `labels` are the stories under which the store now has articles, by article;
        `watched` are the hours of new articles that watches for spikes were shown.
        """
        with self.writing() as connection:
            take_turn(connection)
            insert_new(connection, segments, [{"name": name, "closed_at": at, "pages": len(outcomes)}])
            _write_fates(connection, outcomes, segment=name, at=at)
            upsert(connection, articles, [_article_row(change) for change in changes])
            _back_again(connection, outcomes)
            insert_new(connection, revisions, [_revision_row(change, segment=name) for change in changes])
            settle_labels(connection, labels or {})
            made = insert_alerts(connection, alerts)
            note_watched(connection, watched)
            if done:
                connection.execute(update(segments).where(segments.c.name == name).values(done_at=at, damage=damage))
                _fetch_unread_again(connection, name, at)
            return made


def _back_again(connection: Connection, outcomes: Sequence[PageOutcome]) -> None:
    """Articles whose pages are there again are not removed any more."""
    indexed = [outcome.article_id for outcome in outcomes if outcome.fate is Fate.INDEXED and outcome.article_id]
    gone = articles.c.removed_at.is_not(None) & among(connection, articles.c.article_id, indexed)
    connection.execute(update(articles).where(gone).values(removed_at=None))


def _fetch_unread_again(connection: Connection, segment: str, at: datetime) -> None:
    unread = select(urls.c.url_id).where(urls.c.segment == segment, urls.c.fate == Fate.ARCHIVED)
    lost = list(connection.execute(unread).scalars())
    reason = f"not readable in {segment}, to be fetched again"
    for key in lost:
        connection.execute(update(urls).where(urls.c.url_id == key).values(fate=Fate.WAITING, reason=reason, changed_at=at))
    walk(connection, [(key, Fate.WAITING, reason, segment) for key in lost], at)


def _write_fates(connection: Connection, outcomes: Sequence[PageOutcome], *, segment: str, at: datetime) -> None:
    by_url = {url_id(outcome.url): outcome for outcome in outcomes}
    known = {row.url_id: row for row in by_keys(connection, urls, list(by_url))}
    insert_new(connection, urls, [_found_in_archive(key, by_url[key], segment) for key in by_url if key not in known])
    changed = {key: outcome for key, outcome in by_url.items() if key not in known or _differs(known[key], outcome)}
    if not changed:
        return
    moved = (
        update(urls)
        .where(urls.c.url_id == bindparam("key"))
        .values(
            fate=bindparam("new_fate"),
            reason=bindparam("new_reason"),
            article_id=bindparam("new_article_id"),
            segment=segment,
            changed_at=at,
            retry_at=bindparam("new_retry_at"),
        )
    )
    fates = [
        {
            "key": key,
            "new_fate": outcome.fate,
            "new_reason": outcome.reason,
            "new_article_id": outcome.article_id,
            "new_retry_at": _next_look(outcome, known.get(key), at),
        }
        for key, outcome in changed.items()
    ]
    connection.execute(moved, fates)
    walk(connection, [(key, outcome.fate, outcome.reason, segment) for key, outcome in changed.items()], at)


def _next_look(outcome: PageOutcome, row: Any, at: datetime) -> datetime | None:
    """When an article's page is fetched again; never for what is none."""
    return next_recheck(row.discovered_at if row else outcome.fetched_at, now=at) if outcome.fate is Fate.INDEXED else None


def _differs(row: Any, outcome: PageOutcome) -> bool:
    return (row.fate, row.reason, row.article_id) != (outcome.fate, outcome.reason, outcome.article_id)


def _found_in_archive(key: str, outcome: PageOutcome, segment: str) -> dict[str, Any]:
    return {
        "url_id": key,
        "url": outcome.url,
        "source_id": outcome.source_id,
        "via": segment,
        "hints": {"authors": []},
        "fate": Fate.ARCHIVED,
        "reason": "",
        "attempts": 1,
        "discovered_at": outcome.fetched_at,
        "changed_at": outcome.fetched_at,
    }


def _article_row(change: ArticleChange) -> dict[str, Any]:
    return {
        "article_id": change.article_id,
        "url_id": url_id(change.url),
        "source_id": change.source_id,
        "title": change.title,
        "first_seen_at": change.first_seen_at,
        "revision": change.revision,
        "removed_at": None,
    }


def _revision_row(change: ArticleChange, *, segment: str) -> dict[str, Any]:
    return {
        "article_id": change.article_id,
        "revision": change.revision,
        "text_digest": change.digest,
        "seen_at": change.seen_at,
        "segment": segment,
    }
