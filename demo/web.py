"""The sample web: the project's own small sites, each on a loopback address of its own."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from demo.catalogue_folder import Outlet, write_config_folder
from demo.content_files import load_sites
from demo.pages import DemoPage
from demo.render import Body, RenderedSite, render_site
from demo.serve_files import Resource
from demo.server import Server, listening_sockets, netloc


class DemoWeb:
    """A context manager that serves the sample sites in a process of its own.

    Each site has an address 127.0.1.x at `port` (0: a free one); where the system has 127.0.0.1 alone, a port of its own. Articles are
    dated relative to `now` (aware, by default the time of entry), so that the web is always fresh.
    """

    def __init__(self, *, port: int = 0, now: datetime | None = None) -> None:
        self._port = port
        self._now = now
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        now = self._now or datetime.now(UTC)
        folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="demo-web-")))
        sites = load_sites()
        sockets = listening_sockets(len(sites), self._port)
        self.sites = tuple(render_site(site, f"http://{netloc(listener)}", now) for site, listener in zip(sites, sockets, strict=True))
        index = {site.base.removeprefix("http://"): _resources(site, folder / site.site.id) for site in self.sites}
        self._stack.enter_context(Server(folder, sockets, index))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._stack.close()

    @property
    def pages(self) -> tuple[DemoPage, ...]:
        """Every page that the sites list, with what should become of it."""
        return tuple(page for site in self.sites for page in site.pages)

    def write_config(self, folder: Path, *, delay_s: float = 0.2) -> Path:
        """A folder for `ARASWATCH_CONFIG`: the sites as sources, and the watches that the project ships."""
        return write_config_folder(folder, map(_outlet, self.sites), delay_s=delay_s)


def _outlet(rendered: RenderedSite) -> Outlet:
    site = rendered.site
    return Outlet(
        id=site.id,
        name=site.name,
        homepage=rendered.base + "/",
        ways=rendered.ways,
        language=site.language,
        country=site.country,
        kind=site.kind,
        timezone=site.timezone,
        per_day=len(site.posts),
    )


def _resources(rendered: RenderedSite, folder: Path) -> dict[str, Resource]:
    folder.mkdir()
    return {target: _resource(body, folder / str(number)) for number, (target, body) in enumerate(rendered.bodies.items())}


def _resource(body: Body, path: Path) -> Resource:
    path.write_bytes(body.content)
    return Resource(path=str(path), content_type=body.content_type, headers=body.headers)
