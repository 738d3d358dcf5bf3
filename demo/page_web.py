"""Serves given pages, real ones too, from many loopback hosts with a feed or sitemap each: the web of end-to-end tests and benchmarks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from demo import listings
from demo.catalogue_folder import Outlet, write_config_folder
from demo.listings import Entry
from demo.serve_files import Resource
from demo.server import Server, listening_sockets, netloc


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """One page to serve: `key` is the caller's own name for it, `source_id` and `url` where it is to be found."""

    key: str
    source_id: str
    url: str


class PageWeb:
    """A context manager that serves `pages` from `hosts` loopback hosts on one port, in a process of its own.

    `pages` maps the caller's keys to a file or to bytes. Hosts get the pages round robin, and list them in an RSS feed, an Atom feed or a
    sitemap, in turn. `content_type` is sent with each page, without a charset by default: real pages declare their own.
    """

    def __init__(self, pages: Mapping[str, Path | bytes], *, hosts: int = 50, content_type: str = "text/html") -> None:
        self._given = pages
        self._hosts = min(hosts, max(len(pages), 1))
        self._content_type = content_type
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="page-web-")))
        sockets = listening_sockets(self._hosts)
        self.bases = [f"http://{netloc(listener)}" for listener in sockets]
        self.pages = tuple(self._page(number, key) for number, key in enumerate(self._given))
        index = {base.removeprefix("http://"): dict(self._resources(number, base, folder)) for number, base in enumerate(self.bases)}
        self._stack.enter_context(Server(folder, sockets, index))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._stack.close()

    def url(self, key: str) -> str:
        """Where a page is served."""
        return next(page.url for page in self.pages if page.key == key)

    def write_config(self, folder: Path, *, delay_s: float = 0.0) -> Path:
        """A folder for `ARASWATCH_CONFIG` with one source a host."""
        return write_config_folder(folder, (self._outlet(number) for number in range(self._hosts)), delay_s=delay_s)

    def _page(self, number: int, key: str) -> WebPage:
        host = number % self._hosts
        return WebPage(
            key=key, source_id=f"host-{host + 1}", url=f"{self.bases[host]}/{number}/{sha256(key.encode()).hexdigest()[:12]}.html"
        )

    def _outlet(self, number: int) -> Outlet:
        way, path, _ = LISTINGS[number % len(LISTINGS)]
        return Outlet(
            id=f"host-{number + 1}",
            name=f"Host {number + 1}",
            homepage=self.bases[number] + "/",
            ways={way: [self.bases[number] + path]},
            language="en",
            country="GB",
            kind="online",
            timezone="UTC",
            per_day=len(self._given),
        )

    def _resources(self, host: int, base: str, folder: Path) -> Iterator[tuple[str, Resource]]:
        own = [page for page in self.pages if page.source_id == f"host-{host + 1}"]
        for page in own:
            path = _file(self._given[page.key], folder / page.url.rpartition("/")[2])
            yield page.url.removeprefix(base), Resource(path=str(path), content_type=self._content_type)
        _, target, write = LISTINGS[host % len(LISTINGS)]
        listing = _file(write(base, [Entry(url=page.url, title=page.key) for page in own]), folder / f"listing-{host}.xml")
        yield target, Resource(path=str(listing), content_type="application/xml")
        yield "/robots.txt", Resource(path=str(_file(b"User-agent: *\nDisallow:\n", folder / "robots.txt")), content_type="text/plain")


def _file(content: Path | bytes, path: Path) -> Path:
    if isinstance(content, Path):
        return content.resolve()
    path.write_bytes(content)
    return path


def _rss(base: str, entries: Sequence[Entry]) -> bytes:
    return listings.rss(base, base, None, entries)


def _atom(base: str, entries: Sequence[Entry]) -> bytes:
    return listings.atom(base, base, None, entries)


def _sitemap(base: str, entries: Sequence[Entry]) -> bytes:
    return listings.sitemap(entries)


LISTINGS = [("feeds", "/feed.xml", _rss), ("feeds", "/atom.xml", _atom), ("sitemaps", "/sitemap.xml", _sitemap)]
