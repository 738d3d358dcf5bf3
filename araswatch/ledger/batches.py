"""The scheduler's side of the ledger: which sources are due, which segments belong to a shard, and what they came to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select

from araswatch.ledger.connection import Connected
from araswatch.ledger.fetching import PollState
from araswatch.ledger.tables import polls, revisions, segments, steps, urls
from araswatch.records import Fate

CHUNK = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFigures:
    """What segments came to. `pages` were archived in them, `fates` counts every URL by what became of it, `new` and `revised` articles.

    `unfinished` are segments not processed yet.
    """

    segments: int = 0
    unfinished: tuple[str, ...] = ()
    pages: int = 0
    archived: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    new: int = 0
    revised: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every page that was archived has a fate, and one that is final once its segment is done."""
        return self.archived == self.pages and (bool(self.unfinished) or not self.fates[Fate.ARCHIVED])


class Batches(Connected):
    """What a scheduled run asks."""

    def polls(self) -> dict[str, PollState]:
        """All poll states by address."""
        with self.reading() as connection:
            return {row.url: PollState(**row._mapping) for row in connection.execute(select(polls))}

    def sources_waiting(self, *, at: datetime) -> set[str]:
        """Sources with URLs to fetch whose time has come."""
        due = select(urls.c.source_id).where(urls.c.fate == Fate.WAITING, or_(urls.c.retry_at.is_(None), urls.c.retry_at <= at))
        with self.reading() as connection:
            return set(connection.execute(due.distinct()).scalars())

    def fates_since(self, source_ids: Collection[str], at: datetime) -> dict[str, Counter[Fate]]:
        """URLs of each source by their fate, of those whose fate has changed since a time."""
        counted: defaultdict[str, Counter[Fate]] = defaultdict(Counter)
        chosen = (urls.c.source_id.in_(list(source_ids)), urls.c.changed_at >= at)
        with self.reading() as connection:
            rows = connection.execute(
                select(urls.c.source_id, urls.c.fate, func.count()).where(*chosen).group_by(urls.c.source_id, urls.c.fate)
            )
            for source_id, fate, count in rows:
                counted[source_id][Fate(fate)] += count
        return dict(counted)

    def segments_named(self, beginning: str, *, since: datetime, until: datetime) -> list[str]:
        """Closed segments whose shard begins so, opened between two times, in order."""
        days = [since + timedelta(days=number) for number in range((until.date() - since.date()).days + 1)]
        named = [and_(segments.c.name >= f"{day:%Y%m%d}/{beginning}", segments.c.name < f"{day:%Y%m%d}/{beginning}~") for day in days]
        with self.reading() as connection:
            return list(connection.execute(select(segments.c.name).where(or_(*named)).order_by(segments.c.name)).scalars())

    def segments_of_sources(self, source_ids: Collection[str]) -> set[str]:
        """Segments that hold pages of these sources."""
        joined = steps.join(urls, urls.c.url_id == steps.c.url_id)
        chosen = (urls.c.source_id.in_(list(source_ids)), steps.c.segment.is_not(None))
        with self.reading() as connection:
            return set(connection.execute(select(steps.c.segment).select_from(joined).where(*chosen).distinct()).scalars())

    def batch_figures(self, names: Sequence[str]) -> BatchFigures:
        """What segments have come to so far, whoever processed them and however often it was tried."""
        rows: list[Any] = []
        path: dict[tuple[str, str], list[Fate]] = defaultdict(list)
        new = revised = 0
        with self.reading() as connection:
            for start in range(0, len(names), CHUNK):
                part = list(names[start : start + CHUNK])
                rows += connection.execute(select(segments).where(segments.c.name.in_(part))).all()
                taken = select(steps.c.segment, steps.c.url_id, steps.c.fate).where(steps.c.segment.in_(part)).order_by(steps.c.step_id)
                for segment, url_id, fate in connection.execute(taken):
                    path[segment, url_id].append(Fate(fate))
                numbers = _revision_numbers(connection, part)
                new += numbers[True]
                revised += numbers[False]
        return BatchFigures(
            segments=len(rows),
            unfinished=tuple(row.name for row in rows if row.done_at is None),
            pages=sum(row.pages for row in rows),
            archived=sum(Fate.ARCHIVED in taken for taken in path.values()),
            fates=Counter(taken[-1] for taken in path.values()),
            new=new,
            revised=revised,
        )


def _revision_numbers(connection: Connection, names: Sequence[str]) -> Counter[bool]:
    """How many first revisions (`True`) and later ones the segments brought."""
    held = select(urls.c.article_id).join(steps, steps.c.url_id == urls.c.url_id).where(steps.c.segment.in_(names))
    chosen = (revisions.c.article_id.in_(held), revisions.c.segment.in_(names))
    numbers = connection.execute(select(revisions.c.revision).where(*chosen)).scalars()
    return Counter(number == 1 for number in numbers)
