"""Starts the process that serves a web's files on loopback addresses, and ends it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from demo import serve_files
from demo.serve_files import Index


def listening_sockets(count: int, port: int = 0) -> list[socket.socket]:
    """Sockets on `count` loopback addresses (127.0.1.x) at one port; where the system has but 127.0.0.1, as many ports of that."""
    try:
        first = _listen("127.0.1.1", port)
        shared = first.getsockname()[1]
        return [first, *(_listen(f"127.0.{1 + number // 250}.{1 + number % 250}", shared) for number in range(1, count))]
    except OSError:
        return [_listen("127.0.0.1", port + number if port else 0) for number in range(count)]


def _listen(address: str, port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((address, port))
    listener.listen(256)
    return listener


def netloc(listener: socket.socket) -> str:
    """The `host:port` of a listening socket."""
    host, port = listener.getsockname()
    return f"{host}:{port}"


class Server:
    """The server's process, as a context manager; `folder` keeps its index."""

    def __init__(self, folder: Path, sockets: Iterable[socket.socket], index: Index) -> None:
        self._sockets = list(sockets)
        self._file = folder / "index.json"
        self._file.write_text(json.dumps({host: {key: asdict(value) for key, value in found.items()} for host, found in index.items()}))

    def __enter__(self) -> Self:
        descriptors = [listener.fileno() for listener in self._sockets]
        command = [sys.executable, serve_files.__file__, str(self._file), *map(str, descriptors)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=descriptors)  # noqa: S603
        for listener in self._sockets:
            listener.close()
        if not self._process.stdout or not self._process.stdout.readline():
            raise RuntimeError(f"the sample web's server ended with status {self._process.wait()}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._process.communicate(timeout=30)
