"""The pages of a WARC file, ours or anybody's, as far as the file is whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader, BytesIO
from typing import Any, BinaryIO, cast

import fsspec
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from araswatch.archive.capture import Kind, hints_from
from araswatch.archive.decode import decode_body
from araswatch.archive.unpack import unpacked
from araswatch.errors import ArchiveError
from araswatch.fetched import Verdict, judge
from araswatch.records import Fate, Page
from araswatch.urls import host_of

DAMAGE = (EOFError, OSError, ArchiveLoadFailed, ValueError)
NONSENSE = (ValueError, TypeError, AttributeError, EOFError, StatusAndHeadersParserException)
HTTP = StatusAndHeadersParser(["HTTP/1.0", "HTTP/1.1"], verify=False)
HTTP_HEAD_BYTES = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Where a segment stops being readable: `records` whole records were read before it."""

    records: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A response read back: its page, why it was asked for, and what it means for the URL (`None`: a redirect's step, or no page)."""

    page: Page
    kind: Kind
    verdict: Verdict | None
    via: str = ""


class SegmentReader:
    """Iterates over the pages that were archived as articles to be extracted, in the order of their fetching.

    After the iteration `counts` tells responses by kind or, for pages, by fate (`redirect` for steps of one), and `damage` why the reading
    ended early, if it did: damage never costs the pages before it. `answers` iterates over every response instead.
    """

    def __init__(self, url: str, *, body_bytes: int) -> None:
        self.url, self._limit = url, body_bytes
        self.counts: Counter[str] = Counter()
        self.damage: Damage | None = None

    def __iter__(self) -> Iterator[Page]:
        for answer in self.answers():
            self.counts[_label(answer)] += 1
            if answer.kind is Kind.PAGE and answer.verdict is not None and answer.verdict.fate is Fate.ARCHIVED:
                yield answer.page

    def answers(self) -> Iterator[Answer]:
        """Every response of the segment; `counts["unreadable"]` tells those that are none, or make no sense."""
        about: dict[str, dict[str, Any]] = {}
        whole = 0
        with _opened(self.url) as stream:
            try:
                for record, block in _records(stream, self._limit):
                    whole += 1
                    if record.rec_type == "metadata":
                        about = _metadata(record, block)
                    elif record.rec_type == "response" and block is not None:
                        yield from self._answer(record, block, about.get(record.rec_headers.get_header("WARC-Record-ID"), {}))
            except DAMAGE as error:
                self.damage = Damage(records=whole, reason=str(error) or type(error).__name__)

    def _answer(self, record: ArcWarcRecord, block: bytes, about: dict[str, Any]) -> Iterator[Answer]:
        try:
            page, problem = _page(record, block, about, self._limit)
            kind = Kind(about.get("kind", Kind.PAGE))
        except NONSENSE:
            self.counts["unreadable"] += 1
            return
        yield Answer(page=page, kind=kind, verdict=judge(page, problem=problem) if kind is Kind.PAGE else None, via=about.get("via", ""))


def read_segment(url: str, *, body_bytes: int) -> SegmentReader:
    """The pages of a WARC file (a path or fsspec URL; plain, gzip, gzip by record); each decoded body is cut at `body_bytes`.

    Foreign pages, which lack our metadata, get their host as source. Iterating raises `ArchiveError` if the file cannot be opened.
    """
    return SegmentReader(url, body_bytes=body_bytes)


@contextmanager
def _opened(url: str) -> Iterator[BufferedReader]:
    try:
        files, path = fsspec.url_to_fs(url)
        raw = files.open(path, "rb")
    except (OSError, ImportError, ValueError) as error:
        raise ArchiveError(f"cannot read the segment {url}: {error}") from error
    with raw:
        yield unpacked(raw)


def _records(stream: BufferedReader, limit: int) -> Iterator[tuple[ArcWarcRecord, bytes | None]]:
    """Records with their blocks; `None` for one of more than twice the limit, which is passed over unread."""
    loader = ArcWarcRecordLoader()
    while _skip_blank(stream):
        record = loader.parse_record_stream(cast("BinaryIO", stream), known_format="warc", no_record_parse=True)
        if record.length is None:
            raise ValueError("a record without its length")
        block = None if record.length > 2 * limit + HTTP_HEAD_BYTES else record.raw_stream.read(record.length)
        _exhaust(record)
        yield record, block


def _skip_blank(stream: BufferedReader) -> bool:
    """Move to the next record; whether there is one."""
    while head := stream.peek(1)[:1]:
        if head not in b"\r\n":
            return True
        stream.read(1)
    return False


def _exhaust(record: ArcWarcRecord) -> None:
    while record.raw_stream.read(1 << 16):
        pass
    if record.raw_stream.limit:
        raise EOFError("the file ends within a record")


def _metadata(record: ArcWarcRecord, block: bytes | None) -> dict[str, dict[str, Any]]:
    if block is None or not str(record.content_type).startswith("application/json"):
        return {}
    try:
        values = json.loads(block)
    except ValueError:
        return {}
    return {record.rec_headers.get_header("WARC-Concurrent-To"): values} if isinstance(values, dict) else {}


def _page(record: ArcWarcRecord, block: bytes, about: dict[str, Any], limit: int) -> tuple[Page, str | None]:
    """The page of a response record, and why its body is not whole. Raises one of `NONSENSE`."""
    rest = BytesIO(block)
    http = HTTP.parse(rest)
    headers = tuple((name.lower(), value) for name, value in http.headers)
    decoded = decode_body(rest.read(), headers, limit=limit)
    url = record.rec_headers.get_header("WARC-Target-URI")
    page = Page(
        url=url,
        requested_url=about.get("requested_url", url),
        source_id=about.get("source_id") or host_of(url).removeprefix("www."),
        status=int(http.get_statuscode()),
        headers=headers,
        body=decoded.body,
        fetched_at=_fetched_at(about, record),
        hints=hints_from(about.get("hints", {})),
    )
    return page, decoded.problem


def _fetched_at(about: dict[str, Any], record: ArcWarcRecord) -> datetime:
    written = about.get("fetched_at") or record.rec_headers.get_header("WARC-Date")
    at = datetime.fromisoformat(written)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _label(answer: Answer) -> str:
    if answer.kind is not Kind.PAGE:
        return answer.kind
    return answer.verdict.fate if answer.verdict else "redirect"
