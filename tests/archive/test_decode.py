"""Bodies without their encodings, however they were broken."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.archive import decode_body

PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
}


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


def encoded(name: str) -> list[tuple[str, str]]:
    return [("content-encoding", name)]


@given(body=st.binary(max_size=3000), name=st.sampled_from(sorted(PACKERS)))
def test_every_encoding_asked_for_is_undone(body: bytes, name: str) -> None:
    decoded = decode_body(PACKERS[name](body), encoded(name), limit=5000)
    assert (decoded.body, decoded.problem) == (body, None)


@given(body=st.binary(min_size=1, max_size=3000))
def test_raw_deflate_and_several_encodings(body: bytes) -> None:
    assert decode_body(raw_deflate(body), encoded("deflate"), limit=5000).body == body
    assert decode_body(brotli.compress(gzip.compress(body)), encoded("gzip, br"), limit=5000).body == body


@given(data=st.binary(max_size=500), name=st.sampled_from([*sorted(PACKERS), "zstd", "", "identity"]))
def test_no_bytes_make_it_raise_or_exceed_the_limit(data: bytes, name: str) -> None:
    assert len(decode_body(data, [*encoded(name), ("transfer-encoding", "chunked")], limit=100).body) <= max(100, len(data))


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_a_bomb_is_cut_at_the_limit(name: str) -> None:
    decoded = decode_body(PACKERS[name](bytes(50_000_000)), encoded(name), limit=1_000_000)
    assert (len(decoded.body), decoded.problem) == (1_000_000, "too-large")


@pytest.mark.parametrize("name", sorted(PACKERS))
def test_what_came_before_the_break_is_kept(name: str) -> None:
    body = b"".join(b"%06d " % number for number in range(200_000))
    packed = PACKERS[name](body)
    decoded = decode_body(packed[: len(packed) // 2], encoded(name), limit=10_000_000)
    assert decoded.problem == "broken-encoding"
    assert decoded.body
    assert body.startswith(decoded.body)


def test_members_in_a_row_and_rubbish_behind_them() -> None:
    packed = gzip.compress(b"one ") + gzip.compress(b"two")
    assert decode_body(packed + b"\0\0 rubbish", encoded("gzip"), limit=100).body == b"one two"


def test_a_plain_page_that_calls_itself_packed_is_shown_as_browsers_show_it() -> None:
    decoded = decode_body("<html>نعم</html>".encode(), encoded("gzip"), limit=100)
    assert (decoded.body, decoded.problem) == ("<html>نعم</html>".encode(), None)


def test_an_encoding_that_was_not_asked_for_is_left_and_named() -> None:
    assert decode_body(b"\x28\xb5\x2f\xfd", encoded("zstd"), limit=100).problem == "unknown-encoding"
