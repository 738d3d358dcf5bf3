"""Segments from the first record to the rename, and what another process sees of them meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from araswatch.archive import Archive, Kind
from araswatch.errors import ArchiveError
from araswatch.records import Hints
from tests.archive.captures import NOON, PAGE, capture

LIMIT = 1_000_000


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(str(tmp_path / "archive"))


def test_a_segment_gives_its_pages_back_with_all_that_was_known_of_them(archive: Archive) -> None:
    hints = Hints(title="Başlıq", published="dünən", authors=("A", "B"), language="az", timezone="Asia/Baku")
    segment = archive.begin("crawl", at=NOON)
    segment.add(capture(url="https://a.example/2", requested_url="https://a.example/1", hints=hints, address="192.0.2.1"))
    name = segment.close()

    (page,) = archive.read(name, body_bytes=LIMIT)

    assert (page.url, page.requested_url, page.source_id, page.status) == ("https://a.example/2", "https://a.example/1", "a", 200)
    assert (page.fetched_at, page.hints, page.body) == (NOON, hints, PAGE)
    assert page.headers == (("content-type", "text/html; charset=utf-8"),)


def test_only_pages_worth_extracting_are_given_and_the_rest_is_counted(archive: Archive) -> None:
    segment = archive.begin("crawl")
    segment.add(capture())
    segment.add(capture(status=404))
    segment.add(capture(status=301, headers=((b"Location", b"/2"),), body=b""))
    segment.add(capture(kind=Kind.FEED, body=b"<rss/>"))
    segment.add(capture(headers=((b"Content-Type", b"application/pdf"),)))
    reader = archive.read(segment.close(), body_bytes=LIMIT)

    assert len(list(reader)) == 1
    assert reader.counts == {"archived": 1, "gone": 1, "redirect": 1, "feed": 1, "not-an-article": 1}
    assert reader.damage is None


def test_other_tools_read_it_and_its_digests_hold(archive: Archive, tmp_path: Path) -> None:
    segment = archive.begin("crawl")
    segment.add(capture(headers=((b"Content-Type", b"text/html"), (b"X-Odd", "Bakı".encode()))))
    path = tmp_path / "archive" / segment.close()

    with path.open("rb") as file:
        records = [(record.rec_type, record.content_stream().read()) for record in ArchiveIterator(file, check_digests="raise")]

    assert [kind for kind, _ in records] == ["warcinfo", "metadata", "response"]
    assert records[2][1] == PAGE


def test_an_open_segment_is_nobodys_business(archive: Archive, tmp_path: Path) -> None:
    segment = archive.begin("crawl")
    segment.add(capture())

    assert archive.segments() == []
    assert archive.sweep() == 0
    name = segment.close()
    assert archive.segments() == [name]
    assert not list(tmp_path.rglob("*.open"))


def test_an_abandoned_segment_leaves_nothing(archive: Archive, tmp_path: Path) -> None:
    segment = archive.begin("crawl")
    segment.add(capture())
    segment.abandon()

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_dead_process_left_open_is_swept_away(archive: Archive, tmp_path: Path) -> None:
    left = "import os, sys; from araswatch.archive import Archive; Archive(sys.argv[1]).begin('dead'); os._exit(9)"
    subprocess.run([sys.executable, "-c", left, str(tmp_path / "archive")])
    alive = archive.begin("alive")

    assert archive.sweep() == 1
    assert [path.name for path in tmp_path.rglob("*.open")] == [alive.path.name]


def test_an_object_store_gets_whole_segments_alone(tmp_path: Path) -> None:
    archive = Archive("memory://segments", staging=tmp_path / "staging")
    segment = archive.begin("crawl")
    segment.add(capture())
    assert archive.segments() == []
    name = segment.close()

    assert archive.segments() == [name]
    assert [page.body for page in archive.read(name, body_bytes=LIMIT)] == [PAGE]
    assert not [path for path in (tmp_path / "staging").rglob("*") if path.is_file()]


def test_a_folder_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(ArchiveError, match=r"cannot write the archive .*check ARASWATCH_ARCHIVE"):
        Archive(str(tmp_path / "archive")).begin("crawl")


def test_a_full_disk_leaves_whole_records_and_a_clear_error(tmp_path: Path) -> None:
    """The limit on a file's size stands in for the disk's: the same short write, then the same kind of refusal."""
    script = """
import os, resource, signal, sys
from araswatch.archive import Archive
from araswatch.errors import ArchiveError
from tests.archive.captures import capture
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
archive = Archive(sys.argv[1])
segment = archive.begin("crawl")
segment.add(capture())
whole = segment.path.stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (whole + 1000, whole + 1000))
try:
    segment.add(capture(body=os.urandom(100_000)))
except ArchiveError as error:
    assert "nothing of the open segment was published" in str(error), error
    assert segment.path.stat().st_size == whole
    segment.abandon()
    print(archive.segments())
"""
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=root, capture_output=True, text=True)
    assert (run.stdout, run.stderr) == ("[]\n", "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.floats(0, 1), flip=st.booleans())
def test_however_a_segment_is_damaged_the_pages_before_are_read(tmp_path: Path, cut: float, flip: bool) -> None:
    archive = Archive(str(tmp_path / f"archive-{os.urandom(4).hex()}"))
    segment = archive.begin("crawl")
    ends = []
    for number in range(5):
        segment.add(capture(body=PAGE + os.urandom(300).hex().encode() + bytes([48 + number])))
        ends.append(segment.bytes)
    path = Path(archive.root) / segment.close()
    data = bytearray(path.read_bytes())
    place = min(int(cut * len(data)), len(data) - 1)
    if flip:
        data[place] ^= 0xFF
    path.write_bytes(data if flip else data[:place])

    reader = archive.read(path.relative_to(archive.root).as_posix(), body_bytes=LIMIT)
    pages = list(reader)

    whole = sum(end <= place for end in ends)
    assert [page.body[-1] - 48 for page in pages][:whole] == list(range(whole))
    assert whole == 5 or len(pages) <= 5
    if not flip and place not in (0, *ends) and len(pages) < 5 and not _between_records(data, place):
        assert reader.damage is not None


def _between_records(data: bytes, place: int) -> bool:
    """Whether a cut falls between two records, where it leaves no trace."""
    return data[place : place + 3] == b"\x1f\x8b\x08"
