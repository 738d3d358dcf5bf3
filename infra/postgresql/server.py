"""A PostgreSQL server for tests and benchmarks: a cluster in a folder of its own on a free port, run by an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.airflow.stack import free_port

UNPRIVILEGED = ("postgres", "nobody")
START_S = 60


class ServerError(Exception):
    """PostgreSQL is not installed or did not start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that is running, or was."""

    home: Path
    port: int

    def url(self, driver: str, database: str) -> str:
        """A SQLAlchemy URL, e.g. of driver `psycopg`."""
        return f"postgresql+{driver}://araswatch@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> None:
        _run(self, "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "araswatch", name)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home} -c fsync=off -c max_connections=200"
        _run(self, "pg_ctl", "-D", str(self.home / "data"), "-l", str(self.home / "log"), "-o", options, "-w", "-t", str(START_S), "start")

    def stop(self, mode: str = "fast") -> None:
        """End it; `immediate` is as a crash."""
        _run(self, "pg_ctl", "-D", str(self.home / "data"), "-m", mode, "-w", "stop", must=False)


def start_server() -> Server:
    """A new, empty server that accepts everybody on loopback; raises `ServerError`. Stop it, then remove its `home`."""
    home = Path(tempfile.mkdtemp(prefix="araswatch-postgresql-"))
    server = Server(home=home, port=free_port())
    if user := _user():
        os.chown(home, user, -1)
    _run(server, "initdb", "-D", str(home / "data"), "-U", "araswatch", "--auth=trust", "--encoding=UTF8", "--no-sync")
    server.start()
    return server


def remove(server: Server) -> None:
    """Stop a server and forget its data."""
    server.stop("immediate")
    until = time.monotonic() + 10
    while (server.home / "data" / "postmaster.pid").exists() and time.monotonic() < until:
        time.sleep(0.1)
    shutil.rmtree(server.home, ignore_errors=True)


def _tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise ServerError(f"{name} is missing: apt-get install postgresql")
    return path


def _user() -> int | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name).pw_uid
        except KeyError:
            continue
    raise ServerError("no unprivileged user to run PostgreSQL as")


def _run(server: Server, name: str, *arguments: str, must: bool = True) -> None:
    user = _user()
    command: Sequence[str] = (_tool(name), *arguments)
    with (server.home / "output").open("ab") as output:
        done = subprocess.run(
            command, user=user, group=pwd.getpwuid(user).pw_gid if user else None, extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, cwd=server.home, check=False,
        )  # fmt: skip
    if done.returncode and must:
        raise ServerError(f"{name} failed:\n{(server.home / 'output').read_text(errors='replace')[-2000:]}")
