"""Job: closed segments → extract → enrich → index → alert. Idempotent: whatever was interrupted is done again with the same outcome."""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from araswatch.alerts import Matchable, Watch, match
from araswatch.alerts.spike import watched_hours
from araswatch.archive import Damage, SegmentReader, read_segment
from araswatch.intake import Intake, ProcessedPage, changed_ids, ids_of, refuse, take_in
from araswatch.jobs.backends import Backends
from araswatch.jobs.removals import mark_removed
from araswatch.jobs.workers import Work, Workers
from araswatch.ledger import Placement, StoryItem
from araswatch.records import Alert, AlertKind, Fate, Page, StoredArticle
from araswatch.stories import appeared_at

log = structlog.get_logger()

BATCH_PAGES = 100
"""Pages that are written at once; a foreign segment of many more is taken in by so many."""

PAGES_AHEAD = 8
"""Pages a worker that are handed out ahead of the one waited for, so that the workers go on while a batch is being written."""

IDLE_S = 0.1


@dataclass(slots=True)
class ProcessSummary:
    """What a run of the job came to; `fates` counts its pages, `alerts` what watches tell: of a story once, however many tell it."""

    segments: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    new: int = 0
    revised: int = 0
    alerts: int = 0
    damaged: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Submitted:
    segment: str
    page: Page
    future: Future[Work]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SegmentEnd:
    segment: str
    damage: Damage | None
    lock: ExitStack


@dataclass(slots=True, kw_only=True)
class Processor:
    """Processes segments on a pool of workers and writes their articles, fates and alerts.

    `watches` are matched with what is new or revised; a rebuild has none. `kinds` maps sources to their kinds. `report` is called after
    each batch. `again` takes segments that are done as well (a rebuild). All methods raise `StoreError` or
    `LedgerError` when a backend fails: the segment then stays to be done.
    """

    backends: Backends
    workers: Workers
    watches: Sequence[Watch] = ()
    kinds: dict[str, str] = field(default_factory=dict)
    report: Callable[[ProcessSummary], None] = lambda _: None
    again: bool = False
    summary: ProcessSummary = field(default_factory=ProcessSummary)

    def process(self, names: Iterable[str | None]) -> ProcessSummary:
        """Take in segments by name; those that another process has in hand are passed over.

        `names` may be endless and yield `None` while there is nothing to do.
        """
        batch: list[ProcessedPage] = []
        with ExitStack() as locks:
            for piece in self._resolved(self._pieces(names, locks)):
                if isinstance(piece, _SegmentEnd):
                    self._finish(piece, batch)
                    batch = []
                else:
                    segment, page = piece
                    batch.append(page)
                    if len(batch) == BATCH_PAGES:
                        self._write(segment, batch, done=False)
                        batch = []
        if not self.again:
            mark_removed(self.backends, self.watches, now=datetime.now(UTC))
        self._tell_names()
        return self.summary

    def _pieces(self, names: Iterable[str | None], locks: ExitStack) -> Iterator[_Submitted | _SegmentEnd | None]:
        """The pages of all segments, handed to the pool in order, each segment followed by its end."""
        for name in names:
            if name is None:
                yield None
                continue
            lock = ExitStack()
            locks.callback(lock.close)
            if not lock.enter_context(self.backends.ledger.lock(f"segment {name}")):
                continue
            if self.backends.ledger.is_done(name) and not self.again:
                lock.close()
                continue
            reader = self._open(name)
            for page in reader:
                yield _Submitted(segment=name, page=page, future=self.workers.submit(page))
            yield _SegmentEnd(segment=name, damage=reader.damage, lock=lock)

    def _open(self, name: str) -> SegmentReader:
        body_bytes = self.backends.settings.body_bytes
        is_elsewhere = Path(name).is_absolute() or "://" in name
        return read_segment(name, body_bytes=body_bytes) if is_elsewhere else self.backends.archive.read(name, body_bytes=body_bytes)

    def _resolved(self, pieces: Iterable[_Submitted | _SegmentEnd | None]) -> Iterator[tuple[str, ProcessedPage] | _SegmentEnd]:
        """The pieces in order, each page with its result."""
        ahead: deque[_Submitted | _SegmentEnd] = deque()
        for piece in pieces:
            if piece is not None:
                ahead.append(piece)
            elif not ahead:
                time.sleep(IDLE_S)
            while ahead and (piece is None or len(ahead) > PAGES_AHEAD * self.workers.processes):
                yield self._resolve(ahead.popleft())
        while ahead:
            yield self._resolve(ahead.popleft())

    def _resolve(self, piece: _Submitted | _SegmentEnd) -> tuple[str, ProcessedPage] | _SegmentEnd:
        if isinstance(piece, _SegmentEnd):
            return piece
        return piece.segment, ProcessedPage.of(piece.page, *self.workers.result_of(piece.page, piece.future))

    def _finish(self, end: _SegmentEnd, batch: list[ProcessedPage]) -> None:
        if end.damage is not None:
            self.summary.damaged.append(end.segment)
            log.warning("segment is damaged", segment=end.segment, records=end.damage.records, reason=end.damage.reason)
        self.summary.segments += 1
        self._write(end.segment, batch, done=True, damage=end.damage)
        end.lock.close()

    def _write(self, segment: str, batch: list[ProcessedPage], *, done: bool, damage: Damage | None = None) -> None:
        """Put a batch into the store, then record it in the ledger: a death between the two repeats the first and loses nothing."""
        ledger, now = self.backends.ledger, datetime.now(UTC)
        known = ledger.known_articles(ids_of(batch))
        changed = changed_ids(batch, known)
        before = self.backends.store.get(changed) if changed else {}
        intake = take_in(batch, known, self.kinds, before)
        placement = ledger.place_stories([_story_item(article, intake) for article in intake.articles])
        intake = self._put(intake, placement)
        alerts = ledger.finish_segment(
            segment,
            outcomes=intake.outcomes,
            changes=intake.changes,
            at=now,
            done=done,
            damage=damage.reason if damage else None,
            alerts=self._match(intake, before, now),
            watched=watched_hours(self.watches, [change.first_seen_at for change in intake.changes if change.revision == 1]),
            labels={**placement.story_of, **placement.renamed},
        )
        self._count(intake, alerts)

    def _put(self, intake: Intake, placement: Placement) -> Intake:
        """Write the articles under their stories, and those of earlier batches whose story has a new name."""
        store = self.backends.store
        articles = [replace(article, story_id=placement.story_of[article.id]) for article in intake.articles]
        renamed = store.get(list(placement.renamed)) if placement.renamed else {}
        articles += [replace(article, story_id=placement.renamed[key]) for key, article in renamed.items()]
        if not articles:
            return intake
        refused = store.put(articles).refused
        store.refresh()
        return refuse(replace(intake, articles=tuple(articles[: len(intake.articles)])), refused)

    def _tell_names(self) -> None:
        """Stories that got a new name after the last batch, from another processor or just before a death, get it in the store as well."""
        ledger, store = self.backends.ledger, self.backends.store
        renamed = ledger.place_stories([]).renamed
        if renamed:
            store.put([replace(article, story_id=renamed[key]) for key, article in store.get(list(renamed)).items()])
            store.refresh()
            ledger.settle_names(renamed)

    def _match(self, intake: Intake, before: dict[str, StoredArticle], now: datetime) -> tuple[Alert, ...]:
        articles = {article.id: article for article in intake.articles}
        batch = [
            Matchable(
                article=articles[change.article_id],
                kind=AlertKind.NEW if change.revision == 1 else AlertKind.REVISION,
                before=before.get(change.article_id),
            )
            for change in intake.changes
        ]
        watches = self.backends.ledger.with_mutes(self.watches, now)
        return match(watches, batch, self.backends.store.matching_each, at=now, names=self.backends.vocabulary)

    def _count(self, intake: Intake, alerts: int) -> None:
        self.summary.fates.update(outcome.fate for outcome in intake.outcomes)
        self.summary.new += sum(change.revision == 1 for change in intake.changes)
        self.summary.revised += sum(change.revision > 1 for change in intake.changes)
        self.summary.alerts += alerts
        self.report(self.summary)


def _story_item(article: StoredArticle, intake: Intake) -> StoryItem:
    text = article.tagged.article
    return StoryItem(
        article_id=article.id,
        source_id=text.source_id,
        appeared_at=appeared_at(text, article.first_seen_at),
        signature=intake.signatures[article.id],
    )
