"""The form of a watch ↔ its definition as a file in `config/watches` would hold it. What is valid is for `watches.read_watch` to say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from araswatch.alerts.watch import ChannelKind, Every, Watch
from araswatch.errors import ConfigError
from araswatch.fold import fold
from araswatch.records import AlertKind
from araswatch.watches import DAYS, read_watch
from araswatch.yaml_file import Mistakes

KIND_NAMES = {
    AlertKind.NEW: "new articles",
    AlertKind.REVISION: "changed texts",
    AlertKind.REMOVED: "pages taken down",
    AlertKind.SPIKE: "unusually many articles",
}
KINDS = tuple(KIND_NAMES)
LONGEST_ID = 60
RESERVED = ("new", "test")
"""Ids that no watch made here may have: the dashboard and the API have pages of these names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchForm:
    """What the form says, as typed."""

    name: str = ""
    query: str = ""
    on: tuple[str, ...] = (AlertKind.NEW.value,)
    terminal: bool = False
    feed: bool = True
    webhook: str = ""
    apprise: str = ""
    schedule: str = "at-once"
    at: str = "08:00"
    weekday: str = DAYS[0]
    timezone: str = "UTC"
    quiet_from: str = ""
    quiet_to: str = ""
    minimum_sources: str = "1"
    cap_per_hour: str = "20"
    enabled: bool = True
    problems: Mapping[str, str] = field(default_factory=dict)

    def definition(self) -> dict[str, Any]:
        """The definition that the form stands for, valid or not."""
        found: dict[str, Any] = {
            "name": self.name,
            "query": self.query,
            "on": list(self.on),
            "channels": self._channels(),
            "schedule": self._schedule(),
            "timezone": self.timezone,
            "minimum_sources": _number(self.minimum_sources),
            "cap_per_hour": _number(self.cap_per_hour),
            "enabled": self.enabled,
        }
        if self.quiet_from or self.quiet_to:
            found["quiet_hours"] = f"{self.quiet_from}-{self.quiet_to}"
        return found

    def read(self, watch_id: str) -> tuple[Watch | None, dict[str, str]]:
        """The watch, or what is wrong by field. Variables of the environment are for files alone: here they would tell secrets."""
        if "${" in self.webhook + self.apprise:
            return None, {"channels": "addresses with ${…} belong in a watch file on the server"}
        try:
            return read_watch(self.definition(), watch_id=watch_id), {}
        except Mistakes as error:
            return None, problems_of(error.mistakes)

    def _channels(self) -> list[Any]:
        plain = [kind.value for kind, chosen in ((ChannelKind.TERMINAL, self.terminal), (ChannelKind.FEED, self.feed)) if chosen]
        return [*plain, *({"webhook": line} for line in _lines(self.webhook)), *({"apprise": line} for line in _lines(self.apprise))]

    def _schedule(self) -> Any:
        match self.schedule:
            case "daily":
                return {"daily": self.at}
            case "weekly":
                return {"weekly": f"{self.weekday} {self.at}"}
        return self.schedule


def form_of(watch: Watch) -> WatchForm:
    """The form filled with a watch."""
    addresses = {kind: "\n".join(one.address for one in watch.channels if one.kind is kind) for kind in ChannelKind}
    kinds = {channel.kind for channel in watch.channels}
    names = {Every.MATCH: "at-once", Every.HOUR: "hourly", Every.DAY: "daily", Every.WEEK: "weekly"}
    quiet = watch.quiet_hours
    return WatchForm(
        name=watch.name,
        query=watch.query,
        on=tuple(kind.value for kind in KINDS if kind in watch.on),
        terminal=ChannelKind.TERMINAL in kinds,
        feed=ChannelKind.FEED in kinds,
        webhook=addresses[ChannelKind.WEBHOOK],
        apprise=addresses[ChannelKind.APPRISE],
        schedule=names[watch.schedule.every],
        at=f"{watch.schedule.at:%H:%M}",
        weekday=DAYS[watch.schedule.weekday],
        timezone=watch.timezone,
        quiet_from=f"{quiet.start:%H:%M}" if quiet else "",
        quiet_to=f"{quiet.end:%H:%M}" if quiet else "",
        minimum_sources=str(watch.minimum_sources),
        cap_per_hour=str(watch.cap_per_hour),
        enabled=watch.enabled,
    )


def slug(name: str, taken: Sequence[str]) -> str:
    """An id for a name, unlike those taken: `Iran & Azerbaijan` → `iran-azerbaijan`; `watch-2` where no Latin letter is left."""
    ascii_only = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[: LONGEST_ID - 5].strip("-") or "watch"
    number, candidate = 1, ascii_only
    while candidate in taken or candidate in RESERVED:
        number += 1
        candidate = f"{ascii_only}-{number}"
    return candidate


def problems_of(mistakes: Sequence[ConfigError]) -> dict[str, str]:
    """The first mistake of each field; of a list or an object within, the field that holds it."""
    problems: dict[str, str] = {}
    for mistake in mistakes:
        problems.setdefault(re.split(r"[.\[]", mistake.field or "form")[0], mistake.problem)
    return problems


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _number(text: str) -> Any:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else text
