"""A gzip file as a plain stream that gives every byte before a damage, and the damage only then."""

from __future__ import annotations

from io import BufferedReader, RawIOBase
from typing import Any, BinaryIO

from isal import isal_zlib

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WINDOW = 31
READ_BYTES = 1 << 16


def unpacked(file: BinaryIO) -> BufferedReader:
    """The file's bytes without gzip, if it has any: one member, a member a record, or plain. Raises `EOFError`, `OSError` at a damage."""
    magic = file.read(2)
    file.seek(0)
    raw: Any = _Members(file) if magic == GZIP_MAGIC else file
    return BufferedReader(raw)


class _Members(RawIOBase):
    """Decompresses member by member; no read crosses from one into the next."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._packed = b""
        self._member: Any = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while True:
            if self._member is None and not self._begin():
                return 0
            piece = self._piece(len(buffer))
            if piece:
                buffer[: len(piece)] = piece
                return len(piece)

    def _begin(self) -> bool:
        """Start on the next member; whether there is one."""
        self._packed = self._packed or self._file.read(READ_BYTES)
        if not self._packed:
            return False
        self._member = isal_zlib.decompressobj(wbits=GZIP_WINDOW)
        return True

    def _piece(self, size: int) -> bytes:
        if not self._packed:
            self._packed = self._file.read(READ_BYTES)
            if not self._packed:
                raise EOFError("the file ends within a compressed record")
        try:
            piece: bytes = self._member.decompress(self._packed, size)
        except isal_zlib.IsalError as error:  # type: ignore[misc]  # the stubs call the class an instance
            raise OSError(f"broken compression: {error}") from error
        if self._member.eof:
            self._packed, self._member = self._member.unused_data, None
        else:
            self._packed = self._member.unconsumed_tail
        return piece
