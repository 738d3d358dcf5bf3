"""What a crash between two steps left behind, put right."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from araswatch.archive import Archive, Kind
from araswatch.ledger import Ledger
from araswatch.records import Candidate, Fate
from araswatch.recovery import recover
from tests.archive.captures import capture

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_segment_closed_but_not_told_is_adopted_with_all_its_outcomes(tmp_path: Path) -> None:
    archive, ledger = Archive(str(tmp_path / "archive")), Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    urls = [f"https://a.example/{number}" for number in range(4)]
    ledger.discover([Candidate(url=url, source_id="a", via="https://a.example/feed") for url in urls], at=NOW)
    segment = archive.begin("crawl")
    segment.add(capture(url=urls[0], requested_url=urls[0]))
    segment.add(capture(url=urls[1], requested_url=urls[1], status=301, headers=((b"Location", b"/x"),)))
    segment.add(capture(url="https://a.example/x", requested_url=urls[1]))
    segment.add(capture(url=urls[2], requested_url=urls[2], status=503))
    segment.add(capture(url="https://a.example/feed", requested_url="https://a.example/feed", kind=Kind.FEED))
    name = segment.close()

    assert recover(archive, ledger, body_bytes=1_000_000).adopted == (name,)
    assert recover(archive, ledger, body_bytes=1_000_000).adopted == ()

    assert ledger.pending_segments() == [name]
    assert ledger.fates() == {Fate.ARCHIVED: 2, Fate.WAITING: 2}
    assert [candidate.url for candidate in ledger.due("a", at=NOW)] == [urls[3]]
    ledger.close()
