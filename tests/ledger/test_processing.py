"""What a segment came to is recorded once, however often it is processed."""

from __future__ import annotations

from datetime import UTC, datetime

from araswatch.intake import ArticleChange, PageOutcome
from araswatch.ledger import FetchOutcome, Ledger
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
