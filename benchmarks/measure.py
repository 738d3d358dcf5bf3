"""What the benchmarks share: memory of processes, and the pages to run on."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
SAMPLE_S = 0.5
"""Between two looks at the processes. Linux keeps each one's peak, so that only what rises in its last moments can be missed."""


def print_line(**figures: Any) -> None:
    """One JSON line on stdout, floats rounded to what can be trusted."""
    sys.stdout.write(json.dumps(figures, default=str, ensure_ascii=False) + "\n")
    sys.stdout.flush()


class PeakMemory:
    """The largest resident set, in MB, of this process and its descendants, by the name whose text stands in the command line."""

    def __init__(self, labels: dict[str, str]) -> None:
        self._labels = labels
        self.peaks: dict[str, float] = {}
        self._stop = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Sample until the block is left."""
        thread = threading.Thread(target=self._sample, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _sample(self) -> None:
        me = psutil.Process()
        while not self._stop.wait(SAMPLE_S):
            for process in [me, *me.children(recursive=True)]:
                try:
                    name = "main" if process == me else self._label(process.cmdline())
                    if name:
                        self.peaks[name] = max(self.peaks.get(name, 0.0), _peak_mb(process.pid))
                except (psutil.Error, OSError):
                    continue

    def _label(self, command: list[str]) -> str | None:
        line = " ".join(command)
        return next((label for needle, label in self._labels.items() if needle in line), None)


def _peak_mb(pid: int) -> float:
    """`VmHWM` of `proc(5)`; raises `OSError` where the process is gone."""
    status = (Path("/proc") / str(pid) / "status").read_text()
    kilobytes = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
    return round(int(kilobytes) * 1024 / 1e6, 1)
