"""The scheduler of one machine: passes over the due sources and the daily upkeep in processes of their own, deliveries between them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic

import structlog

from araswatch.errors import AraswatchError
from araswatch.jobs.deliver import deliver
from araswatch.jobs.maintain import is_upkeep_due
from araswatch.web.desk import Desk

log = structlog.get_logger()

DELIVER_EVERY_S = 30.0
STOP_S = 15.0
"""Seconds that a pass has to put away what it holds before it is killed; what it had not finished is done by the next."""


@dataclass(slots=True, kw_only=True)
class Schedule:
    """Runs `araswatch run` every `every_s` seconds, never two at once, over the sources that are enabled and not paused; once a day
    `araswatch upkeep` after it."""

    desk: Desk
    every_s: float
    _ended: Event = field(default_factory=Event)
    _thread: Thread | None = None
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin with a pass at once."""
        self._thread = Thread(target=self._work, name="schedule", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and the pass that is on with it."""
        self._ended.set()
        if self._process and self._process.poll() is None:
            self._process.terminate()
        if self._thread:
            self._thread.join(STOP_S)
        if self._process and self._process.poll() is None:
            self._process.kill()

    def _work(self) -> None:
        while not self._ended.is_set():
            began = monotonic()
            self._pass()
            if is_upkeep_due(self.desk.backends.settings, self.desk.now()) and not self._ended.is_set():
                self._call("upkeep")
            while not self._ended.wait(DELIVER_EVERY_S) and monotonic() - began < self.every_s:
                self._deliver()

    def _pass(self) -> None:
        paused = self.desk.backends.ledger.paused_sources()
        due = [source.id for source in self.desk.sources.values() if source.enabled and source.id not in paused]
        if not due:
            return
        self._call("run", "--json", *(argument for source in due for argument in ("--source", source)))

    def _call(self, *arguments: str) -> None:
        """An `araswatch` command to its end, or to that of the schedule."""
        settings = self.desk.backends.settings
        log_file = settings.home / "logs" / "run.log"
        log_file.parent.mkdir(parents=True, exist_ok=True)
        with log_file.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "araswatch", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=os.environ | settings.environment(),
            )
        while self._process.poll() is None and not self._ended.wait(0.5):
            pass
        log.info("ended", command=arguments[0], status=self._process.poll())

    def _deliver(self) -> None:
        try:
            deliver(self.desk.backends.settings, self.desk.backends.ledger, write=sys.stderr.write, styled=sys.stderr.isatty())
        except AraswatchError as error:
            log.warning("not delivered", error=str(error))
