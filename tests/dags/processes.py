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


def above_a_crawler(home: Path, generations: int) -> int | None:
    """The process so many generations above a crawler: 0 the crawler, 1 its task, 2 the task's supervisor.

    None where no crawler has them all: one whose task was just killed belongs to a process outside the stack.
    """
    own = of_stack(home)
    for pid in crawlers(home):
        line = [pid]
        with suppress(OSError):
            while len(line) <= generations:
                line.append(_parent(line[-1]))
            if own.keys() >= set(line):
                return line[-1]
    return None


def kill(pid: int) -> None:
    """SIGKILL. A number below 2 means more than one process, or init: refused."""
    assert pid > 1
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def wait_until(condition: Callable[[], object], *, patience_s: float = 120) -> None:
    until = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.1)


def _parent(pid: int) -> int:
    return int(_stat(Path("/proc") / str(pid))[1])


def _is_zombie(folder: Path) -> bool:
    return _stat(folder)[0] == "Z"


def _stat(folder: Path) -> list[str]:
    """The fields of `proc(5)`'s stat from the state on."""
    return (folder / "stat").read_text().rpartition(")")[2].split()
