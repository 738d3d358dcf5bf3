"""`araswatch serve`: the dashboard, and beside it the passes and deliveries of one machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Annotated

import typer
import uvicorn

from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.jobs.backends import open_backends
from araswatch.settings import Settings
from araswatch.web.app import create_app
from araswatch.web.desk import open_desk
from araswatch.web.schedule import Schedule


@app.command("serve")
def serve_command(
    host: Annotated[str | None, typer.Option(help="Address to listen on; default: ARASWATCH_HOST.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; default: ARASWATCH_PORT.")] = None,
    schedule: Annotated[bool, typer.Option(help="Crawl what is due and deliver, again and again.")] = True,
    every: Annotated[float, typer.Option(min=1, metavar="MINUTES", help="Minutes between two passes over the sources.")] = 10.0,
) -> None:
    """Serve the dashboard and the API until Ctrl-C; meanwhile crawl what is due and deliver.

    Without accounts it listens on this machine alone; `araswatch users add NAME` opens it to others.

    Example: `araswatch serve --port 8600`
    """
    settings = Settings()
    host, port = host or settings.host, settings.port if port is None else port
    with open_backends(settings) as backends:
        is_local = is_loopback(host)
        if not is_local and not backends.ledger.has_access_control():
            raise AraswatchError(
                f"{host} can be reached by others, and nobody has an account: first `araswatch users add NAME --role admin`"
            )
        desk = open_desk(backends, is_local=is_local)
        passes = Schedule(desk=desk, every_s=every * 60)
        config = uvicorn.Config(create_app(desk), host=host, port=port, log_level="warning", server_header=False, lifespan="off")
        server = uvicorn.Server(config)
        if schedule:
            passes.start()
        try:
            sys.stderr.write(f"araswatch: the dashboard is at http://{host if ':' not in host else f'[{host}]'}:{port}/ – Ctrl-C ends it\n")
            server.run()
        finally:
            passes.stop()


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
