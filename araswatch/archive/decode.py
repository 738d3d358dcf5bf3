"""Bodies freed of transfer and content encodings, within a limit, whatever the peer sent."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import brotli
from isal import isal_zlib
from warcio.bufferedreaders import ChunkedDataReader

GZIP_WINDOW = 31
RAW_WINDOW = -15
STEP_BYTES = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A body without encodings. `problem` is `None`, or why it is not the whole body:

    `broken-encoding` (cut where decoding failed), `too-large` (cut at the limit), `unknown-encoding` (left as it came).
    """

    body: bytes
    problem: str | None = None


def decode_body(body: bytes, headers: Sequence[tuple[str, str]], *, limit: int) -> Decoded:
    """A body without its transfer and content encodings, at most `limit` bytes. `headers` have lower-case names."""
    result = Decoded(body=_dechunked(body, headers))
    for name in reversed(list(_encodings(headers))):
        decoder = DECODERS.get(name)
        if decoder is None:
            return Decoded(body=result.body, problem="unknown-encoding")
        result = _expand(result.body, decoder, limit)
        if result.problem:
            return result
    return result if len(result.body) <= limit else Decoded(body=result.body[:limit], problem="too-large")


def _encodings(headers: Sequence[tuple[str, str]]) -> Iterator[str]:
    values = ",".join(value for name, value in headers if name == "content-encoding")
    return (name for part in values.split(",") if (name := part.strip().lower()) not in ("", "identity", "utf-8", "none"))


def _dechunked(body: bytes, headers: Sequence[tuple[str, str]]) -> bytes:
    """Foreign archives keep `Transfer-Encoding: chunked` with chunks or without; both come out plain."""
    if not any(name == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        return body
    plain: bytes = ChunkedDataReader(BytesIO(body)).read()
    return plain


def _expand(body: bytes, decoder: Callable[[bytes, int], Iterator[bytes]], limit: int) -> Decoded:
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in decoder(body, STEP_BYTES):
            pieces.append(piece)
            size += len(piece)
            if size > limit:
                return Decoded(body=b"".join(pieces)[:limit], problem="too-large")
    except (zlib.error, isal_zlib.IsalError, brotli.error, EOFError):  # type: ignore[misc]  # stubs call the class an instance
        if not size and not _looks_packed(body):  # labelled as encoded, sent plain: browsers show it
            return Decoded(body=body[:limit])
        return Decoded(body=b"".join(pieces), problem="broken-encoding")
    return Decoded(body=b"".join(pieces))


def _looks_packed(body: bytes) -> bool:
    """Whether bytes are no text at all: gzip's magic, or control characters that no page has."""
    return body[:2] == b"\x1f\x8b" or any(byte < 9 for byte in body[:512])


def _gunzip(body: bytes, step: int) -> Iterator[bytes]:
    rest = body
    while rest.strip(b"\0"):
        machine = isal_zlib.decompressobj(wbits=GZIP_WINDOW)
        yield from _inflate(machine, rest, step)
        rest = machine.unused_data
        if rest and rest[:2] != b"\x1f\x8b":  # servers append white space and more to a complete body
            return


def _undeflate(body: bytes, step: int) -> Iterator[bytes]:
    """`deflate` is zlib by RFC 9110; some servers send it raw."""
    zlib_header = len(body) > 1 and body[0] & 15 == 8 and int.from_bytes(body[:2]) % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if zlib_header else RAW_WINDOW), body, step)


def _inflate(machine: Any, body: bytes, step: int) -> Iterator[bytes]:
    data = body
    while not machine.eof:
        piece = machine.decompress(data, step)
        data = machine.unconsumed_tail
        if piece:
            yield piece
        elif not data and not machine.eof:
            raise EOFError


def _unbrotli(body: bytes, step: int) -> Iterator[bytes]:
    machine = brotli.Decompressor()
    data = body
    while not machine.is_finished():
        piece = machine.process(data, output_buffer_limit=step)
        data = b""
        if piece:
            yield piece
        elif machine.can_accept_more_data() and not machine.is_finished():
            raise EOFError


DECODERS: dict[str, Callable[[bytes, int], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _undeflate,
    "br": _unbrotli,
}
ACCEPT_ENCODING = "gzip, deflate, br"
"""What the crawler asks for: exactly what `decode_body` undoes."""
