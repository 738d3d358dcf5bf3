"""What a segment came to is recorded once, however often it is processed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from araswatch.intake import ArticleChange, PageOutcome
from araswatch.ledger import FetchOutcome, Ledger, PollState
from araswatch.records import Candidate, Fate
from araswatch.revisions import Revision

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
URL = "https://aras.example/a"


def change(revision: int = 1, digest: str = "d1") -> ArticleChange:
    return ArticleChange(
        article_id="1" * 32, url=URL, source_id="aras", title="Bridge", first_seen_at=NOON, revision=revision, seen_at=NOON, digest=digest
    )


def outcome(fate: Fate = Fate.INDEXED) -> PageOutcome:
    return PageOutcome(url=URL, source_id="aras", fetched_at=NOON, fate=fate, article_id="1" * 32)


def test_a_foreign_archive_discovers_its_urls(ledger: Ledger) -> None:
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON)
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON)
    assert ledger.fates() == {Fate.INDEXED: 1}
    assert ledger.segment_counts() == (1, 0, None)
    path = ledger.path(URL)
    assert path is not None
    assert len(path.steps) == 1


def test_an_article_is_known_with_its_revisions(ledger: Ledger) -> None:
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON)
    ledger.finish_segment("s2", outcomes=[outcome()], changes=[change(revision=2, digest="d2")], at=NOON)
    known = ledger.known_articles(["1" * 32, "2" * 32])
    assert list(known) == ["1" * 32]
    assert known["1" * 32].revision == 2
    assert known["1" * 32].revisions == (
        Revision(number=1, digest="d1", seen_at=NOON),
        Revision(number=2, digest="d2", seen_at=NOON),
    )


def test_what_a_damaged_segment_lost_is_fetched_again(ledger: Ledger) -> None:
    ledger.discover([Candidate(url=URL, source_id="aras", via="feed"), Candidate(url=URL + "2", source_id="aras", via="feed")], at=NOON)
    fetched = [FetchOutcome(url=url, final_url=url, fate=Fate.ARCHIVED) for url in (URL, URL + "2")]
    ledger.close_segment("s1", fetched, at=NOON)
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON, damage="the file ends within a record")
    assert ledger.fates() == {Fate.INDEXED: 1, Fate.WAITING: 1}
    assert [candidate.url for candidate in ledger.due("aras", at=NOON)] == [URL + "2"]


def test_a_segment_taken_in_by_parts_is_done_at_its_end(ledger: Ledger) -> None:
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON, done=False)
    assert ledger.pending_segments() == ["s1"]
    ledger.finish_segment("s1", outcomes=[], changes=[], at=NOON)
    assert ledger.pending_segments() == []


def test_sources_are_counted(ledger: Ledger) -> None:
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=NOON)
    counts = ledger.source_counts(since=NOON)["aras"]
    assert counts.fates == {Fate.INDEXED: 1}
    assert counts.articles == 1
    assert counts.last_article_at == NOON


def test_the_last_good_answer_of_a_source_is_told_from_the_last_poll(ledger: Ledger) -> None:
    state = PollState(url="https://aras.example/feed", source_id="aras", polled_at=NOON, answered_at=NOON)
    ledger.save_poll(state)
    ledger.save_poll(replace(state, polled_at=NOON + timedelta(hours=1), failures=1, error="HTTP 503"))
    counts = ledger.source_counts(since=NOON)["aras"]
    assert (counts.last_poll_at, counts.last_answer_at) == (NOON + timedelta(hours=1), NOON)


def test_what_waits_before_each_stage_is_counted_with_its_age(ledger: Ledger) -> None:
    later = NOON + timedelta(hours=1)
    ledger.discover([Candidate(url=URL, source_id="aras", via="feed"), Candidate(url=URL + "2", source_id="aras", via="feed")], at=NOON)
    ledger.record_fetch_failure(URL + "2", fate=Fate.WAITING, reason="timeout", at=NOON, retry_at=NOON + timedelta(hours=9))
    fetch, process, deliver = ledger.queues(at=later)
    assert (fetch.stage, fetch.waiting, fetch.oldest_at, fetch.lag_s(later)) == ("fetch", 1, NOON, 3600)
    ledger.close_segment("s1", [FetchOutcome(url=URL, final_url=URL, fate=Fate.ARCHIVED)], at=later)
    fetch, process, deliver = ledger.queues(at=later)
    assert (fetch.waiting, fetch.oldest_at, fetch.last_at, fetch.lag_s(later)) == (0, None, later, 0)
    assert (process.waiting, process.oldest_at, process.last_at) == (1, later, None)
    ledger.finish_segment("s1", outcomes=[outcome()], changes=[change()], at=later)
    assert ledger.queues(at=later)[1].last_at == later
    assert (deliver.stage, deliver.waiting) == ("deliver", 0)
