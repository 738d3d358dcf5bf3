"""A small newsroom: articles go through stories, store, matching and ledger as processing takes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from araswatch.alerts import Matchable, Watch, match
from araswatch.intake import ArticleChange, PageOutcome
from araswatch.ledger import Ledger, StoryItem
from araswatch.records import Alert, AlertKind, Article, Fate, RegionTag, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.stores.sqlite import SqliteStore
from araswatch.stories import appeared_at, signature
from araswatch.urls import article_id

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def article(
    name: str,
    text: str,
    *,
    source: str = "aras",
    title: str | None = None,
    at: datetime = NOON,
    regions: Sequence[str] = ("AZ", "IR"),
    themes: Sequence[str] = (),
    revision: int = 1,
) -> StoredArticle:
    """An article of its own URL, first seen at a time."""
    url = f"https://{source}.example/{name}"
    body = Article(
        id=article_id(url), url=url, canonical_url=url, source_id=source, title=title or name, text=text, fetched_at=at, language="en"
    )
    tags = Tags(
        language="en",
        regions=tuple(RegionTag(code=code, role=Role.ABOUT, score=1) for code in regions),
        pairs=("AZ-IR",) if {"AZ", "IR"} <= set(regions) else (),
        themes=tuple(ThemeTag(id=theme, iptc=None, score=1) for theme in themes),
    )
    return StoredArticle(tagged=TaggedArticle(article=body, tags=tags), first_seen_at=at, revision=revision)


@dataclass
class Newsroom:
    """Ledger and store; `segments` counts what was taken in."""

    ledger: Ledger
    store: SqliteStore
    segments: int = 0

    def take(self, articles: Sequence[StoredArticle], watches: Sequence[Watch], *, at: datetime | None = None) -> tuple[Alert, ...]:
        """One segment from extraction to outbox; its alerts."""
        self.segments += 1
        at = at or max(one.first_seen_at for one in articles)
        placed = self.ledger.place_stories([_item(one) for one in articles])
        before = self.store.get([one.id for one in articles])
        stored = [replace(one, story_id=placed.story_of[one.id]) for one in articles]
        renamed = [replace(one, story_id=placed.renamed[one.id]) for one in self.store.get(list(placed.renamed)).values()]
        self.store.put([*stored, *renamed])
        self.store.refresh()
        batch = [
            Matchable(article=one, kind=AlertKind.NEW if one.revision == 1 else AlertKind.REVISION, before=before.get(one.id))
            for one in stored
        ]
        alerts = match(watches, batch, self.store.matching_each, at=at)
        self.ledger.finish_segment(
            f"s{self.segments}",
            outcomes=[_outcome(one) for one in stored],
            changes=[_change(one) for one in stored],
            at=at,
            alerts=alerts,
            labels={**placed.story_of, **placed.renamed},
        )
        return alerts


def _item(one: StoredArticle) -> StoryItem:
    body = one.tagged.article
    return StoryItem(
        article_id=one.id, source_id=body.source_id, appeared_at=appeared_at(body, one.first_seen_at), signature=signature(body.text)
    )


def _outcome(one: StoredArticle) -> PageOutcome:
    body = one.tagged.article
    return PageOutcome(url=body.url, source_id=body.source_id, fetched_at=one.first_seen_at, fate=Fate.INDEXED, article_id=one.id)


def _change(one: StoredArticle) -> ArticleChange:
    body = one.tagged.article
    return ArticleChange(
        article_id=one.id,
        url=body.url,
        source_id=body.source_id,
        title=body.title,
        first_seen_at=one.first_seen_at,
        revision=one.revision,
        seen_at=one.first_seen_at,
        digest=f"{one.revision}",
    )


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    store = SqliteStore(tmp_path / "store.sqlite")
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield Newsroom(ledger=ledger, store=store)
    store.close()
