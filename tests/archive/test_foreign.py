"""WARC files that somebody else made."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from araswatch.archive import read_segment
from araswatch.errors import ArchiveError
from tests.archive.captures import PAGE

LIMIT = 1_000_000


def foreign(*pages: tuple[str, list[tuple[str, str]], bytes], packed: bool = True) -> bytes:
    out = BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "another crawler"}))
    for url, headers, body in pages:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        request = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
        writer.write_record(writer.create_warc_record(url, "request", http_headers=request))
        writer.write_record(writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=http))
    return out.getvalue()


def read(path: Path, data: bytes) -> list[tuple[str, str, bytes]]:
    path.write_bytes(data)
    return [(page.url, page.source_id, page.body) for page in read_segment(str(path), body_bytes=LIMIT)]


@pytest.mark.parametrize("spelling", ["by record", "plain", "as one"])
def test_all_spellings_of_a_warc_are_read_and_the_host_is_the_source(tmp_path: Path, spelling: str) -> None:
    plain = foreign(("https://www.news.example/a", [], PAGE), packed=False)
    data = {"by record": foreign(("https://www.news.example/a", [], PAGE)), "plain": plain, "as one": gzip.compress(plain)}[spelling]

    assert read(tmp_path / "x.warc.gz", data) == [("https://www.news.example/a", "news.example", PAGE)]


def test_transfer_encodings_kept_or_left_over_in_the_headers_are_undone(tmp_path: Path) -> None:
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    header = [("Transfer-Encoding", "chunked")]
    data = foreign(("https://a.example/1", header, chunked), ("https://a.example/2", header, PAGE))

    assert [body for _, _, body in read(tmp_path / "x.warc.gz", data)] == [PAGE, PAGE]


def test_a_record_of_a_video_is_passed_over_unread(tmp_path: Path) -> None:
    data = foreign(("https://a.example/film", [], bytes(5 * LIMIT)), ("https://a.example/2", [], PAGE))

    assert [url for url, _, _ in read(tmp_path / "x.warc.gz", data)] == ["https://a.example/2"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\x1f\x8b", b"no archive at all\n" * 10, bytes(1000), gzip.compress(b"WARC/1.0\r\n")],
    ids=["empty", "magic alone", "text", "zeros", "no length"],
)
def test_what_is_no_warc_is_damage_or_empty(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path / "x.warc.gz", data) == []


def test_a_file_that_is_not_there_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="cannot read the segment"):
        list(read_segment(str(tmp_path / "none.warc.gz"), body_bytes=LIMIT))


def raw_record(kind: str, block: bytes, *headers: tuple[str, str]) -> bytes:
    head = "".join(f"{name}: {value}\r\n" for name, value in [("WARC-Type", kind), *headers, ("Content-Length", str(len(block)))])
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


ODD_HEADERS = [
    ("WARC-Target-URI", "http://[broken"),
    ("WARC-Target-URI", "dns:example.org"),
    ("WARC-Target-URI", "https://ok.example/ with spaces"),
    ("WARC-Date", "yesterday"),
    ("Content-Type", "application/json"),
    ("WARC-Concurrent-To", "<x>"),
    ("", ""),
]


ODD_BLOCKS = [b"", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 OK\r\n", b"HTTP/1.1 200", b"{}", b"[1]", b"{"]


@given(
    kind=st.sampled_from(["response", "metadata", "request", "revisit", "resource", "conversion", "unheard-of"]),
    block=st.one_of(
        st.binary(max_size=80), st.sampled_from([b"", b"\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 OK\r\n", b"{}", b"[1]", b"{"])
    ),
    headers=st.lists(st.sampled_from(ODD_HEADERS), max_size=4),
)
def test_an_odd_record_costs_no_other(
    tmp_path_factory: pytest.TempPathFactory, kind: str, block: bytes, headers: list[tuple[str, str]]
) -> None:
    good = foreign(("https://a.example/good", [], PAGE), packed=False)
    path = tmp_path_factory.mktemp("odd")
    pages = read(path / "x.warc", raw_record(kind, block, *headers) + good)
    assert pages[-1] == ("https://a.example/good", "a.example", PAGE)
