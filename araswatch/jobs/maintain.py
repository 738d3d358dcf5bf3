"""Job: the daily upkeep: retention, the store's compaction, merging and auditing of the archive, the ledger's vacuum.

Each step is safe to repeat from anywhere.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import structlog

from araswatch.alerts.spike import BASELINE_DAYS
from araswatch.archive import Archive
from araswatch.errors import ArchiveError
from araswatch.jobs.backends import Backends, open_backends
from araswatch.ledger import DoneSegment, Ledger
from araswatch.settings import Settings
from araswatch.stores import open_store
from araswatch.stories import COPIES_WITHIN
from araswatch.upkeep import Merge, audited_on, plan_merges

log = structlog.get_logger()

STEPS = ("retain", "compact", "merge", "audit", "vacuum")
EVERY = timedelta(days=1)
STEPS_KEPT = timedelta(days=90)
"""How long `araswatch why` can tell a URL's whole path, where nothing is kept shorter."""
HOURS_WATCHED_KEPT = timedelta(days=BASELINE_DAYS + 7)
"""Longer than any look for a spike reaches back."""
MERGE_AFTER = timedelta(days=2)
MERGING_SUFFIX = ".merging"
"""Other than that of a segment being crawled: crawlers that start sweep those whose writer is dead."""
COPY_BYTES = 1 << 20


def upkeep(settings: Settings, step: str, *, now: datetime) -> dict[str, int]:
    """One of `STEPS` by its name; returns its counts."""
    if step == "retain":
        with open_backends(settings) as backends:
            return retain(backends, now=now)
    if step == "compact":
        with closing(open_store(settings)) as store:
            store.compact()
        return {}
    archive = Archive(settings.archive_url, staging=settings.home / "staging")
    with Ledger.open(settings.ledger_url) as ledger:
        match step:
            case "merge":
                return merge(settings, ledger, archive, now=now)
            case "audit":
                return audit(settings, ledger, archive, now=now)
        ledger.vacuum()
    return {}


def note_upkeep(settings: Settings, now: datetime) -> None:
    """Remember that an upkeep has been, for who does it once a day."""
    mark = _mark(settings)
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.write_text(now.isoformat())


def is_upkeep_due(settings: Settings, now: datetime) -> bool:
    """Whether the last upkeep is a day old, or there was none."""
    try:
        return now - datetime.fromisoformat(_mark(settings).read_text()) >= EVERY
    except (OSError, ValueError):
        return True


def _mark(settings: Settings) -> Path:
    return settings.home / "last-upkeep"


def retain(backends: Backends, *, now: datetime) -> dict[str, int]:
    """Drop what is older than the settings say: from the store first, then from the ledger what the store no longer has, then segments."""
    settings, ledger = backends.settings, backends.ledger
    counts = {"articles": 0, "alerts": 0, "segments": 0, "steps": 0, "bands": ledger.forget_bands(now - COPIES_WITHIN)}
    ledger.forget_hours(now - HOURS_WATCHED_KEPT)
    if settings.retention_days:
        before = now - timedelta(days=settings.retention_days)
        backends.store.prune(before)
        counts["articles"] = _forget_pruned(backends, before)
        while forgotten := ledger.forget_told(before):
            counts["alerts"] += forgotten
    if settings.archive_days:
        counts["segments"] = _drop_segments(backends.archive, ledger, now - timedelta(days=settings.archive_days))
    while forgotten := ledger.forget_steps(now - STEPS_KEPT):
        counts["steps"] += forgotten
    log.info("retained", **counts)
    return counts


def _forget_pruned(backends: Backends, before: datetime) -> int:
    """Forget the articles that the store has dropped; an index drops whole months, so it may still hold some."""
    forgotten, last = 0, ""
    while ids := backends.ledger.articles_before(before, after=last):
        last = ids[-1]
        gone = set(ids) - backends.store.get(ids).keys()
        forgotten += backends.ledger.forget_articles(gone)
    return forgotten


def _drop_segments(archive: Archive, ledger: Ledger, before: datetime) -> int:
    held = set(archive.segments())
    old = [one.name for one in ledger.segments_before(before) if one.merged_into is None]
    for name in held & set(old):
        archive.files.rm_file(f"{archive.root}/{name}")
    ledger.forget_segments(old)
    return len(held & set(old))


def audit(settings: Settings, ledger: Ledger, archive: Archive, *, now: datetime) -> dict[str, int]:
    """Read the segments whose turn it is from end to end, checksums included; raises `ArchiveError` naming what is damaged or missing."""
    done = {one.name for one in ledger.segments_before(now) if one.merged_into is None and not is_elsewhere(one.name)}
    held = set(archive.segments())
    missing = sorted(done - held)
    chosen = audited_on(sorted(held & done), now.date())
    damaged = [name for name in chosen if not _is_whole(archive, name, settings.body_bytes)]
    log.info("audited", segments=len(held), read=len(chosen), damaged=len(damaged), missing=len(missing))
    if damaged or missing:
        raise ArchiveError(
            f"{len(damaged)} segments are damaged and {len(missing)} missing, the first {(damaged + missing)[0]}: restore them"
        )
    return {"segments": len(held), "read": len(chosen)}


def is_elsewhere(name: str) -> bool:
    """Whether a segment is a foreign WARC file outside the archive."""
    return Path(name).is_absolute() or "://" in name


def _is_whole(archive: Archive, name: str, body_bytes: int) -> bool:
    reader = archive.read(name, body_bytes=body_bytes)
    for _ in reader.answers():
        pass
    if reader.damage:
        log.error("segment is damaged", segment=name, records=reader.damage.records, reason=reader.damage.reason)
    return reader.damage is None


def merge(settings: Settings, ledger: Ledger, archive: Archive, *, now: datetime) -> dict[str, int]:
    """Make one file of each past day's processed segments, so that an archive of years is thousands of files and not millions.

    A WARC file is a sequence of gzip members, so that the parts are joined byte by byte; a part that is not whole stays by itself. The
    whole is published first, then the ledger refers to it, then the parts go; their rows are forgotten at the next upkeep, when nobody
    can have the parts in a list any more.
    """
    counts = {"files": 0, "parts": 0}
    with ledger.lock("merge") as is_mine:
        if is_mine:
            done, held = ledger.segments_before(now - MERGE_AFTER), set(archive.segments())
            _drop_parts([one.name for one in done if one.merged_into], ledger, archive, held)
            for one in _planned(settings, archive, [one for one in done if one.name in held], before=(now - MERGE_AFTER).date()):
                _merge(ledger, archive, one, is_there=one.name in held)
                counts = {"files": counts["files"] + 1, "parts": counts["parts"] + len(one.parts)}
    log.info("merged", **counts)
    return counts


def _planned(settings: Settings, archive: Archive, done: Sequence[DoneSegment], *, before: date) -> list[Merge]:
    """The merges of what is whole; those of a single day are planned from sizes first, so that nothing is read twice in vain."""
    sizes = {one.name: _size(archive, one.name) for one in done if one.merged_into is None and not one.is_damaged}
    wanted = {part for one in plan_merges(sizes, before=before) for part in one.parts}
    whole = {name: sizes[name] for name in sorted(wanted) if _is_whole(archive, name, settings.body_bytes)}
    return plan_merges(whole, before=before)


def _size(archive: Archive, name: str) -> int:
    return int(archive.files.size(f"{archive.root}/{name}") or 0)


def _drop_parts(parts: Sequence[str], ledger: Ledger, archive: Archive, held: set[str]) -> None:
    for part in held.intersection(parts):
        archive.files.rm_file(f"{archive.root}/{part}")
    ledger.forget_segments(set(parts) - held)


def _merge(ledger: Ledger, archive: Archive, one: Merge, *, is_there: bool) -> None:
    if not is_there:
        _join(archive, one)
    ledger.merge_segments(one.parts, one.name)
    for part in one.parts:
        archive.files.rm_file(f"{archive.root}/{part}")


def _join(archive: Archive, one: Merge) -> None:
    path = archive.staging / f"{one.name}{MERGING_SUFFIX}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as whole:
            for part in one.parts:
                with archive.files.open(f"{archive.root}/{part}", "rb") as file:
                    shutil.copyfileobj(file, whole, COPY_BYTES)
            whole.flush()
            os.fsync(whole.fileno())
        archive.publish(path, one.name)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise ArchiveError(f"cannot merge segments into {one.name}: {error}; check free space") from error
