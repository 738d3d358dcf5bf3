"""The real commands under fire: two processors and two deliveries at once, killed with SIGKILL at random moments, on clocks that jump."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from araswatch.errors import LedgerError
from araswatch.ledger import Ledger
from araswatch.settings import Settings

PROJECT = Path(__file__).resolve().parents[2]
COMMANDS = ("process", "process", "deliver", "deliver")
LIFE_S = {"process": (4.0, 40.0), "deliver": (1.0, 8.0)}
"""Between these ages a process is killed: some while they still start, most at work."""
END_S = 120
"""A command on its own ends within this time."""


@dataclass
class Fire:
    """Processes of one installation. `ahead_s` is how far the clock of those that start now is ahead; `ended` counts those that ended by
    themselves, `killed` those that did not. Processors are started while there is something to process."""

    settings: Settings
    moments: random.Random
    ahead_s: float = 0.0
    ended: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COMMANDS, 0))
    killed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COMMANDS, 0))
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Fire:
        for command in COMMANDS:
            moments = random.Random(self.moments.random())
            self._threads.append(threading.Thread(target=self._again_and_again, args=(command, moments), daemon=True))
            self._threads[-1].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _again_and_again(self, command: str, moments: random.Random) -> None:
        while not self._over.wait(0.2):
            if command == "process" and not self._has_segments():
                continue
            process = self.start(command)
            try:
                process.wait(timeout=moments.uniform(*LIFE_S[command]))
                self.ended[command] += 1
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                self.killed[command] += 1

    def _has_segments(self) -> bool:
        try:
            with Ledger.open(self.settings.ledger_url) as ledger:
                return bool(ledger.pending_segments())
        except LedgerError:
            return True

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Begin a command on its shifted clock."""
        command = [sys.executable, "-m", "tests.notify.shifted", str(self.ahead_s), *arguments]
        environment = os.environ | self.settings.environment()
        with (self.settings.home.parent / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                command, env=environment, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def run(self, *arguments: str) -> int:
        """A command to its end; its exit status."""
        return self.start(*arguments).wait(timeout=END_S * 5)

    def shift(self, **steps: float) -> None:
        """Put the clock forward, or back, and wait until a delivery has run on it."""
        self.ahead_s += sum(amount * {"hours": 3600, "minutes": 60}[unit] for unit, amount in steps.items())
        before = self.ended["deliver"] + self.killed["deliver"]
        wait_until(lambda: self.ended["deliver"] + self.killed["deliver"] >= before + 3)


def finish(fire: Fire, ledger: Ledger) -> None:
    """Without more trouble: everything is processed, and delivered as its time comes."""
    for _ in range(5):
        if fire.run("process") == 0 and not ledger.pending_segments():
            break
    assert ledger.pending_segments() == []
    for _ in range(60):
        counts = ledger.delivery_counts()
        if not counts.get("waiting") and not counts["pending"]:
            return
        fire.ahead_s += 1860
        fire.run("deliver")
    raise AssertionError(f"not delivered: {ledger.delivery_counts()}")


def wait_until(holds: Callable[[], bool], *, patience_s: float = 600) -> None:
    """Wait for what must come to pass."""
    until = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
