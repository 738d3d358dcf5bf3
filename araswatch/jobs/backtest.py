"""Job: a watch × what the store holds → what it would have sent, and what it only just missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from araswatch.alerts import Watch
from araswatch.alerts.backtest import Day, PastMatch, by_day, simulate, told
from araswatch.ledger import Ledger
from araswatch.query import NameLookup, Query, explain, parse
from araswatch.query.nodes import All, Node, Not, Times, Value, Words
from araswatch.query.searchable import to_ms
from araswatch.records import StoredArticle
from araswatch.stores import SearchRequest, Sort, Store

MOST_MISSES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """An article that fulfils every clause but one."""

    title: str
    url: str
    seen_at: datetime
    failed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Backtest:
    """`matches` counts articles, `alerts` stories, `messages` what one channel would have got; `pending` were not yet due."""

    watch_id: str
    since: datetime
    until: datetime
    matches: int
    alerts: int
    messages: int
    pending: int
    days: tuple[Day, ...]
    newest: tuple[PastMatch, ...]
    misses: tuple[Miss, ...]


def backtest(watch: Watch, store: Store, ledger: Ledger, *, until: datetime, days: int = 30, names: NameLookup | None = None) -> Backtest:
    """What a watch on new articles would have sent in the last days, by first sight.

    It finds what is in the store now: of a revised article the newest text. Dates that the query counts from now are counted from `until`.
    """
    since = until - timedelta(days=days)
    query = parse(watch.query, now=until.astimezone(watch.zone), names=names)
    matches = [_past(article) for article in store.scan(_seen(query, since, until))]
    alerts = told(watch, matches)
    sent = simulate(watch, alerts, ledger.story_arrivals([one.story_id for one in alerts]), until=until)
    return Backtest(
        watch_id=watch.id,
        since=since,
        until=until,
        matches=len(matches),
        alerts=len(alerts),
        messages=len(sent),
        pending=len(alerts) - sum(len(message.draft.alert_ids) for message in sent),
        days=by_day(watch, alerts, sent, since=since, until=until),
        newest=tuple(reversed(alerts[-MOST_MISSES:])),
        misses=tuple(nearest_misses(query, store, since=since, until=until)),
    )


def nearest_misses(query: Query, store: Store, *, since: datetime, until: datetime) -> Iterator[Miss]:
    """Up to five articles that one clause alone keeps out, newest first for each clause.

    Of a query of one clause these are articles that almost fulfil it.
    """
    clauses = query.root.children if isinstance(query.root, All) else (query.root,)
    left = MOST_MISSES
    for number, clause in enumerate(clauses):
        fulfilled = (*clauses[:number], *clauses[number + 1 :]) or _almost(clause)
        if left and fulfilled:
            rest = Query(text=query.text, root=All(children=(*fulfilled, _negated(clause))))
            request = SearchRequest(query=_seen(rest, since, until), limit=left, sort=Sort.NEWEST, highlight=False)
            for hit in store.search(request).hits:
                yield _miss(query, hit.article)
                left -= 1


def _almost(clause: Node) -> tuple[Node, ...]:
    """What an article fulfils that only just misses a clause: it mentions the places it should be about, has a phrase's words apart."""
    match clause:
        case Value(field="pair", value=pair):
            return tuple(Value(field="mention", value=code) for code in pair.split("-"))
        case Value(field="region", value=code):
            return (Value(field="mention", value=code),)
        case Words(field=field, words=words) if len(words) > 1:
            return tuple(Words(field=field, words=(word,)) for word in words)
    return ()


def _negated(clause: Node) -> Node:
    return clause.child if isinstance(clause, Not) else Not(child=clause)


def _miss(query: Query, article: StoredArticle) -> Miss:
    failed = [clause.strip() for clause, holds in explain(query, article) if not holds]
    text = article.tagged.article
    return Miss(title=text.title, url=text.canonical_url, seen_at=article.first_seen_at, failed=", ".join(failed))


def _seen(query: Query, since: datetime, until: datetime) -> Query:
    """The query, for articles first seen in a span."""
    span = Times(field="seen", low_ms=to_ms(since), high_ms=to_ms(until) + 1)
    return Query(text=query.text, root=All(children=(query.root, span)))


def _past(stored: StoredArticle) -> PastMatch:
    article = stored.tagged.article
    return PastMatch(
        article_id=article.id,
        story_id=stored.story_id or article.id,
        source_id=article.source_id,
        title=article.title,
        url=article.canonical_url,
        seen_at=stored.first_seen_at,
    )
