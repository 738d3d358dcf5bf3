"""The jobs behind the DAGs, without Airflow, on SQLite and PostgreSQL."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from araswatch.archive import Archive
from araswatch.errors import ArchiveError, ConfigError, UnfinishedError
from araswatch.intake import ArticleChange, PageOutcome
from araswatch.jobs.batches import finish_run
from araswatch.jobs.maintain import audit, merge
from araswatch.jobs.oversight import look_at_sources
from araswatch.jobs.rebuild import replay_chunks
from araswatch.jobs.shards import due_shards
from araswatch.ledger import FetchOutcome, Ledger, PollState
from araswatch.records import Candidate, Fate
from araswatch.settings import Settings
from araswatch.shards import run_name
from araswatch.upkeep import AUDIT_DAYS, audited_on
from tests.archive.captures import capture

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def url(number: int) -> str:
    return f"https://a.example/{number}"


def close_segment(ledger: Ledger, archive: Archive, numbers: range, *, at: datetime, shard: str = "crawl") -> str:
    """A segment with these pages, fetched at a time."""
    ledger.discover([Candidate(url=url(number), source_id="a", via="feed") for number in numbers], at=at)
    segment = archive.begin(shard, at=at)
    for number in numbers:
        segment.add(capture(url=url(number), requested_url=url(number), fetched_at=at))
    name = segment.close()
    ledger.close_segment(name, [FetchOutcome(url=url(n), final_url=url(n), fate=Fate.ARCHIVED) for n in numbers], at=at)
    return name


def finish(ledger: Ledger, name: str, numbers: range, *, at: datetime) -> None:
    """Every page of it an article."""
    ids = [f"{number:032}" for number in numbers]
    ledger.finish_segment(
        name,
        outcomes=[
            PageOutcome(url=url(n), source_id="a", fetched_at=at, fate=Fate.INDEXED, article_id=i)
            for n, i in zip(numbers, ids, strict=True)
        ],
        changes=[
            ArticleChange(article_id=i, url=url(n), source_id="a", title="t", first_seen_at=at, revision=1, seen_at=at, digest="d")
            for n, i in zip(numbers, ids, strict=True)
        ],
        at=at,
    )


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "archive"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", config=tmp_path / "config")


def write_sources(settings: Settings, *ids: str, least: float = 0) -> None:
    common = {"homepage": "https://{}.example/", "languages": ["en"], "country": "AZ", "kind": "blog", "timezone": "Asia/Baku"}
    entries = [
        {
            "id": one,
            "name": one.title(),
            **common,
            "homepage": f"https://{one}.example/",
            "feeds": [f"https://{one}.example/feed"],
            "expect": {"min_per_day": least, "max_per_day": 99},
        }
        for one in ids
    ]
    (settings.config / "sources").mkdir(parents=True, exist_ok=True)
    (settings.config / "sources" / "az.yml").write_text(yaml.safe_dump(entries))


def test_figures_are_those_of_the_ledger_and_add_up(ledger: Ledger, archive: Archive) -> None:
    shard = f"{run_name('run', 1)}0000"
    first = close_segment(ledger, archive, range(5), at=NOON, shard=shard)
    second = close_segment(ledger, archive, range(5, 7), at=NOON, shard=shard)
    finish(ledger, first, range(5), at=NOON)
    with pytest.raises(UnfinishedError, match="1 of 2 segments"):
        finish_run(ledger, "run", planned=[shard], crawled=[shard], since=NOON)
    finish(ledger, second, range(5, 7), at=NOON)
    figures = finish_run(ledger, "run", planned=[shard], crawled=[shard], since=NOON)
    assert figures == {
        "shards": 1,
        "crawled": 1,
        "segments": 2,
        "unfinished": 0,
        "pages": 7,
        "new": 7,
        "revised": 0,
        "fate_indexed": 7,
    }
    with pytest.raises(UnfinishedError, match="1 of 2 shards failed: other"):
        finish_run(ledger, "run", planned=[shard, "other"], crawled=[shard], since=NOON)
    with pytest.raises(UnfinishedError, match="what there was to do: still_due failed"):
        finish_run(ledger, "run", planned=[shard], crawled=[shard], unplanned=["still_due"], since=NOON)
    with pytest.raises(UnfinishedError, match="2 batches of segments that earlier runs had left"):
        finish_run(ledger, "run", planned=[shard], crawled=[shard], left_over=2, since=NOON)


def test_due_are_sources_that_nobody_paused_and_that_do_not_rest(ledger: Ledger, settings: Settings) -> None:
    write_sources(settings, "fresh", "resting", "paused", "backlog")
    for rests in ("resting", "backlog"):
        state = PollState(url=f"https://{rests}.example/feed", source_id=rests, polled_at=NOON, next_poll_at=NOON + DAY, failures=3)
        ledger.save_poll(state)
    ledger.pause_source("paused", "editor", at=NOON)
    ledger.discover([Candidate(url="https://backlog.example/1", source_id="backlog", via="feed")], at=NOON)

    shards = due_shards(settings, ledger, run_id="run", now=NOON)
    assert [shard.source_ids for shard in shards] == [("fresh",), ("backlog",)], "the failing one by itself, after the others"
    (second,) = due_shards(settings, ledger, run_id="run", wave=2, now=NOON)
    assert second.source_ids == ("backlog",)
    assert due_shards(settings, ledger, run_id="run", only=["resting"], now=NOON) == []
    with pytest.raises(ConfigError, match="no source nobody"):
        due_shards(settings, ledger, run_id="run", only=["fresh", "nobody"], now=NOON)
    assert len(due_shards(settings, ledger, run_id="run", now=NOON + 2 * DAY)) == 2


def test_merging_keeps_every_page_and_every_reference(ledger: Ledger, archive: Archive, settings: Settings) -> None:
    names = [close_segment(ledger, archive, range(start, start + 3), at=NOON) for start in (0, 3)]
    for start, name in zip((0, 3), names, strict=True):
        finish(ledger, name, range(start, start + 3), at=NOON)
    young = close_segment(ledger, archive, range(6, 9), at=NOON + 4 * DAY)
    finish(ledger, young, range(6, 9), at=NOON + 4 * DAY)

    assert merge(settings, ledger, archive, now=NOON + 5 * DAY) == {"files": 1, "parts": 2}
    merged, kept = archive.segments()
    assert kept == young
    assert [page.requested_url for page in archive.read(merged, body_bytes=10**6)] == [url(number) for number in range(6)]
    path = ledger.path(url(4))
    assert path is not None
    assert path.segment == merged
    assert ledger.batch_figures([merged]).pages == ledger.batch_figures([merged]).new == 6
    assert ledger.fates() == {Fate.INDEXED: 9}
    assert ledger.pending_segments() == []

    assert merge(settings, ledger, archive, now=NOON + 6 * DAY) == {"files": 0, "parts": 0}
    assert ledger.known_segments() == {merged, young}, "the parts are forgotten at the next upkeep"
    for number in range(AUDIT_DAYS):
        audit(settings, ledger, archive, now=NOON + 6 * DAY + number * DAY)


def test_a_merge_that_was_killed_goes_on(ledger: Ledger, archive: Archive, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for start in (0, 3):
        finish(ledger, close_segment(ledger, archive, range(start, start + 3), at=NOON), range(start, start + 3), at=NOON)

    class Killed(BaseException): ...

    def die(*_: object) -> None:
        raise Killed

    for step in ("merge_segments", "forget_segments"):
        with monkeypatch.context() as patched:
            patched.setattr(Ledger, step, die)
            while True:
                try:
                    merge(settings, ledger, archive, now=NOON + 5 * DAY)
                except Killed:
                    break
    merge(settings, ledger, archive, now=NOON + 5 * DAY)
    (merged,) = archive.segments()
    assert len(list(archive.read(merged, body_bytes=10**6))) == 6
    assert ledger.batch_figures([merged]).pages == 6


def test_a_damaged_or_missing_segment_fails_the_audit(ledger: Ledger, archive: Archive, settings: Settings) -> None:
    name = close_segment(ledger, archive, range(3), at=NOON)
    finish(ledger, name, range(3), at=NOON)
    path = Path(archive.root) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    turn = next(NOON + number * DAY for number in range(1, 99) if audited_on([name], (NOON + number * DAY).date()))
    with pytest.raises(ArchiveError, match="1 segments are damaged"):
        audit(settings, ledger, archive, now=turn)
    path.unlink()
    with pytest.raises(ArchiveError, match="1 missing"):
        audit(settings, ledger, archive, now=NOON + DAY)


def test_what_is_forgotten_and_what_stays(ledger: Ledger, archive: Archive) -> None:
    finish(ledger, close_segment(ledger, archive, range(4), at=NOON), range(4), at=NOON)
    ids = ledger.articles_before(NOON + DAY)
    assert len(ids) == 4
    assert ledger.articles_before(NOON) == []
    assert ledger.forget_articles(ids[:3]) == 3
    assert ledger.article_count() == 1
    assert ledger.forget_steps(NOON) == 0
    assert ledger.forget_steps(NOON + DAY) > 0
    assert ledger.fates() == {Fate.INDEXED: 4}
    ledger.vacuum()


def test_an_operator_is_told_of_a_failing_source_once(ledger: Ledger, settings: Settings) -> None:
    write_sources(settings, "a", "b")
    (settings.config / "watches").mkdir()
    watch = {"name": "Operator", "query": "source:operator", "on": ["trouble"], "channels": ["terminal"]}
    (settings.config / "watches" / "operator.yml").write_text(yaml.safe_dump(watch))
    for hour in range(5):
        now = NOON + timedelta(hours=hour)
        for source, failures in (("a", hour + 1), ("b", 0)):
            error = "timeout" if failures else None
            ledger.save_poll(
                PollState(url=f"https://{source}.example/feed", source_id=source, polled_at=now, failures=failures, error=error)
            )
        look_at_sources(settings, ledger, now=now)
    (pending,) = ledger.pending("operator", "terminal")
    (reported,) = ledger.reported([pending.alert_id])
    assert reported.heading == "A does not answer: timeout"
    assert reported.source_id == "a"
    assert ledger.forget_told(NOON + 9 * DAY) == 0, "it is not delivered yet"


def test_a_replay_is_cut_to_days_and_sources(ledger: Ledger, archive: Archive) -> None:
    names = [close_segment(ledger, archive, range(n, n + 1), at=NOON + n * DAY) for n in range(4)]
    assert replay_chunks(ledger, archive, since=None, until=None, size=3) == [names[:3], names[3:]]
    chosen = replay_chunks(ledger, archive, since=(NOON + DAY).date(), until=(NOON + 2 * DAY).date(), source_ids=["a"], size=9)
    assert chosen == [names[1:3]]
    assert replay_chunks(ledger, archive, since=None, until=None, source_ids=["b"], size=9) == []
    with pytest.raises(ConfigError, match="is after"):
        replay_chunks(ledger, archive, since=NOON.date(), until=(NOON - DAY).date(), size=9)


def test_many_locks_of_one_process_exclude_everybody_once(ledger: Ledger) -> None:
    with Ledger.open(ledger.engine.url.render_as_string(hide_password=False)) as other, ExitStack() as held:
        assert all(held.enter_context(ledger.lock(f"source {number}")) for number in range(40))
        for one in (ledger, other):
            with one.lock("source 7") as again, one.lock("source 99") as free:
                assert (again, free) == (False, True)
        held.close()
        with other.lock("source 7") as free:
            assert free
