"""Discovery and fetches: every URL has exactly one fate, and nothing is handed out twice or forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from araswatch.ledger import FetchOutcome, Ledger, PollState
from araswatch.records import Candidate, Fate, Hints

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def candidate(url: str, **hints: str) -> Candidate:
    return Candidate(url=url, source_id="aras", via="https://aras.example/feed", hints=Hints(**hints))


def test_unknown_urls_are_due_once_and_wait(ledger: Ledger) -> None:
    pages = [candidate("https://aras.example/a"), candidate("https://aras.example/a#top"), candidate("https://aras.example/b")]
    assert [c.url for c in ledger.discover(pages, at=NOON)] == ["https://aras.example/a", "https://aras.example/b"]
    assert ledger.fates() == {Fate.WAITING: 2}


def test_waiting_urls_come_back_with_their_hints(ledger: Ledger) -> None:
    found = Candidate(url="https://aras.example/a", source_id="aras", via="feed", hints=Hints(title="Bridge", authors=("A. Aliyev",)))
    ledger.discover([found], at=NOON)
    assert ledger.due("aras", at=NOON) == [found]
    assert ledger.due("another", at=NOON) == []


def test_known_urls_are_not_due_again(ledger: Ledger) -> None:
    ledger.discover([candidate("https://aras.example/a")], at=NOON)
    outcome = FetchOutcome(url="https://aras.example/a", final_url="https://aras.example/a", fate=Fate.ARCHIVED)
    ledger.close_segment("s1", [outcome], at=NOON)
    assert ledger.discover([candidate("https://aras.example/a")], at=NOON) == []
    assert ledger.fates() == {Fate.ARCHIVED: 1}


def test_a_failure_waits_until_its_time(ledger: Ledger) -> None:
    ledger.discover([candidate("https://aras.example/a")], at=NOON)
    later = NOON + timedelta(hours=1)
    ledger.record_fetch_failure("https://aras.example/a", fate=Fate.WAITING, reason="timeout", at=NOON, retry_at=later)
    assert ledger.due("aras", at=NOON) == []
    assert ledger.discover([candidate("https://aras.example/a")], at=NOON) == []
    assert [c.url for c in ledger.due("aras", at=later)] == ["https://aras.example/a"]
    assert ledger.attempts("https://aras.example/a") == 1


def test_a_poll_is_remembered_with_what_it_named(ledger: Ledger) -> None:
    state = PollState(url="https://aras.example/feed", source_id="aras", etag='"1"', polled_at=NOON)
    ledger.discover([candidate("https://aras.example/a")], at=NOON, poll=state)
    assert ledger.poll_state("https://aras.example/feed") == state
    failed = PollState(url="https://aras.example/feed", source_id="aras", polled_at=NOON, failures=1, error="not a feed")
    ledger.save_poll(failed)
    assert ledger.poll_state("https://aras.example/feed") == failed


def test_closing_a_segment_twice_changes_nothing(ledger: Ledger) -> None:
    ledger.discover([candidate("https://aras.example/a")], at=NOON)
    outcome = FetchOutcome(url="https://aras.example/a", final_url="https://aras.example/a", fate=Fate.ARCHIVED)
    ledger.close_segment("s1", [outcome], at=NOON)
    ledger.close_segment("s1", [outcome], at=NOON)
    path = ledger.path("https://aras.example/a")
    assert path is not None
    assert [fate for _, fate, _, _ in path.steps] == [Fate.WAITING, Fate.ARCHIVED]
    assert ledger.known_segments() == {"s1"}
    assert ledger.pending_segments() == ["s1"]
