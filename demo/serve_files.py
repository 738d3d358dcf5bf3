"""A small HTTP/1.1 server for files by host and target: keep-alive, HEAD, ETags; nothing else.

It is a program of its own, `serve_files.py INDEX FD…`, so that server and crawler do not share an interpreter's lock: it reads the index of
its resources, serves on the listening sockets that it inherited, and ends when its standard input closes, that is with its parent.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from urllib.parse import parse_qs

LARGEST_HEAD = 65_536
REASONS = {200: "OK", 304: "Not Modified", 404: "Not Found"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is answered for one target: the bytes of `path` with these headers."""

    path: str
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200


Index = Mapping[str, Mapping[str, Resource]]
"""Resources by network location (`127.0.1.4:40123`) and request target (`/news/1.html`, `/posts?page=2`)."""


class _Connection(asyncio.Protocol):
    """One client connection: requests in order, pipelined ones too."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._received = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))
        if len(self._received) > LARGEST_HEAD and self._transport:
            self._transport.close()

    def _answer(self, head: str) -> None:
        assert self._transport
        request, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        method, target, *_ = [*request.split(" "), "", ""]
        found = find(self._index.get(headers.get("host", ""), {}), target) if method in ("GET", "HEAD") else None
        self._transport.write(_response(found, headers.get("if-none-match"), with_body=method != "HEAD"))
        if headers.get("connection", "").lower() == "close":
            self._transport.close()


def find(resources: Mapping[str, Resource], target: str) -> Resource | None:
    """The resource of a target: as written, then by path and `page` alone, for other parameters choose nothing here."""
    path, _, query = target.partition("?")
    page = parse_qs(query).get("page", ["1"])[0]
    return resources.get(target) or resources.get(path if page == "1" else f"{path}?page={page}")


def _response(found: Resource | None, known_tag: str | None, *, with_body: bool) -> bytes:
    body = Path(found.path).read_bytes() if found else b"<!doctype html><title>404</title><p>Nothing is here."
    tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    status = found.status if found else 404
    if found and known_tag == tag:
        status, body = 304, b""
    headers = {"Content-Type": found.content_type if found else "text/html", "ETag": tag, **(found.headers if found else {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}\r\n{lines}Content-Length: {len(body)}\r\n\r\n"
    return head.encode("latin-1") + (body if with_body else b"")


async def _serve(index: Index, descriptors: list[int]) -> None:
    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda: _Connection(index), sock=socket.socket(fileno=number)) for number in descriptors]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


def main(arguments: list[str]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the standard input
    loaded = json.loads(Path(arguments[0]).read_text())
    index = {host: {key: Resource(**value) for key, value in found.items()} for host, found in loaded.items()}
    asyncio.run(_serve(index, [int(number) for number in arguments[1:]]))


if __name__ == "__main__":
    main(sys.argv[1:])
