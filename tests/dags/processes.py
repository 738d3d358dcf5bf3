"""The processes of a stack, by what only they have in their environment; and how to kill them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def of_stack(home: Path) -> dict[int, str]:
    """All living processes whose `AIRFLOW_HOME` is this one, by id, with their command lines."""
    marker = f"AIRFLOW_HOME={home}".encode()
    found: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            with suppress(OSError):
                if marker in (folder / "environ").read_bytes().split(b"\0") and not _is_zombie(folder):
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def crawlers(home: Path) -> list[int]:
    """Scrapy's processes."""
    return [pid for pid, command in of_stack(home).items() if "-m crawlers" in command]


def parent(pid: int) -> int:
    fields = (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    return int(fields[1])


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_until(condition: Callable[[], object], *, patience_s: float = 120) -> None:
    until = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.1)


def _is_zombie(folder: Path) -> bool:
    return (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
