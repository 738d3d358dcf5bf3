"""New, revised and removed articles × watches → alerts, by the query engine of the search itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from araswatch.alerts.changes import readable_changes
from araswatch.alerts.watch import Watch
from araswatch.highlight import highlight
from araswatch.query import NameLookup, Query, parse
from araswatch.records import Alert, AlertKind, Role, StoredArticle

Matching = Callable[[Sequence[Query], Collection[str]], list[set[str]]]
"""`Store.matching_each`: those of the ids that each query finds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matchable:
    """An article that a batch brought: as it is stored now, what happened to it, and what it was before where that is known."""

    article: StoredArticle
    kind: AlertKind = AlertKind.NEW
    before: StoredArticle | None = None


def match(
    watches: Sequence[Watch], batch: Sequence[Matchable], matching: Matching, *, at: datetime, names: NameLookup | None = None
) -> tuple[Alert, ...]:
    """The alerts of a batch whose articles the store can find already, by watch and in the batch's order.

    `at` is the time of matching: what relative dates in a query count from. Raises `QueryError` on a watch that was never validated, and
    whatever `matching` raises.
    """
    ids = {one.article.id for one in batch}
    asking = [(watch, parse(watch.query, now=at.astimezone(watch.zone), names=names)) for watch in watches if watch.enabled and ids]
    found = matching([query for _, query in asking], ids) if asking else []
    return tuple(
        alert
        for (watch, query), matched in zip(asking, found, strict=True)
        for alert in _alerts(watch, query, [one for one in batch if one.article.id in matched], at)
    )


def _alerts(watch: Watch, query: Query, found: Sequence[Matchable], at: datetime) -> Iterator[Alert]:
    for one in found:
        if one.article.tagged.article.source_id in watch.muted_sources:
            continue
        if one.kind in watch.on:
            yield _alert(watch, query, one, at)
        elif one.kind is AlertKind.NEW and AlertKind.SPIKE in watch.on:
            yield Alert(watch_id=watch.id, article_id=one.article.id, matched_at=at, silent=True)


def _alert(watch: Watch, query: Query, one: Matchable, at: datetime) -> Alert:
    article, tags = one.article.tagged.article, one.article.tagged.tags
    return Alert(
        watch_id=watch.id,
        article_id=article.id,
        matched_at=at,
        snippets=highlight(query, one.article.tagged).snippets,
        kind=one.kind,
        revision=one.article.revision,
        channels=tuple(channel.id for channel in watch.channels),
        title=article.title,
        url=article.canonical_url,
        source_id=article.source_id,
        language=tags.language,
        published=article.published.isoformat() if article.published else None,
        regions=tuple(tag.code for tag in tags.regions if tag.role is Role.ABOUT),
        pairs=tags.pairs,
        themes=tuple(tag.id for tag in tags.themes),
        changes=_changes(one),
    )


def _changes(one: Matchable) -> tuple[str, ...]:
    if one.kind is not AlertKind.REVISION or one.before is None:
        return ()
    return readable_changes(one.before.tagged.article, one.article.tagged.article)
