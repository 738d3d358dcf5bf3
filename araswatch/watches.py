"""Adapter: watch files (YAML, one file a watch) and definitions from the dashboard → watches. Every mistake names its file, line and field.

An invalid watch is off until it is mended, reported by name, and stops no other.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    model_validator,
)

from araswatch.alerts.watch import Channel, ChannelKind, Every, QuietHours, Schedule, Watch
from araswatch.errors import ConfigError, QueryError
from araswatch.query import parse
from araswatch.records import AlertKind
from araswatch.yaml_file import Mistakes, YamlFile, line_of, parse_yaml, yaml_files
from araswatch.zones import Zone

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_ID = 60
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def _query(value: str) -> str:
    try:
        parse(value, now=datetime.now(UTC))
    except QueryError as error:
        place = "" if error.position is None else f" at character {error.position + 1}"
        raise ValueError(f"is not a query: {error.reason}{place}") from None
    if not value.strip():
        raise ValueError("should not be empty: a watch on everything is `*:*`")
    return value


def _clock(value: str) -> str:
    time.fromisoformat(value)
    return value


def _one_or_several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), AfterValidator(_clock)]
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=LONGEST_ID)]
StoryId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Address(Strict):
    """One address of a kind; it may hold `${VARIABLE}`s of the environment, so that passwords stay out of the file."""

    webhook: Annotated[str | None, Field(pattern=r"^(https?://|\$\{)", description="takes a JSON message by POST")] = None
    apprise: Annotated[str | None, Field(min_length=1, description="mail, chat and the rest, see https://appriseit.com")] = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if (self.webhook is None) == (self.apprise is None):
            raise ValueError("should give one of webhook, apprise")
        return self


Listed = Annotated[
    Annotated[Literal["terminal", "feed"], Tag("name")] | Annotated[Address, Tag("address")],
    Discriminator(lambda written: "address" if isinstance(written, dict | Address) else "name"),
]


class Daily(Strict):
    """A digest a day, at a local time."""

    daily: Clock


class Weekly(Strict):
    """A digest a week, on a day at a local time."""

    weekly: Annotated[str, Field(pattern=rf"^({'|'.join(DAYS)}) ([01]\d|2[0-3]):[0-5]\d$", examples=["monday 08:00"])]


def _way_of_schedule(written: Any) -> str:
    if isinstance(written, dict):
        return "weekly" if "weekly" in written else "daily"
    return "weekly" if isinstance(written, Weekly) else "daily" if isinstance(written, Daily) else "name"


When = Annotated[
    Annotated[Literal["at-once", "hourly"], Tag("name")] | Annotated[Daily, Tag("daily")] | Annotated[Weekly, Tag("weekly")],
    Discriminator(_way_of_schedule),
]


class Muted(Strict):
    """What the watch does not tell of."""

    sources: Annotated[tuple[str, ...], Field(strict=False)] = ()
    stories: Annotated[tuple[StoryId, ...], Field(strict=False)] = ()


class WatchFile(Strict):
    """A saved search that alerts."""

    id: Annotated[Id | None, Field(description="the file's name where it is left out")] = None
    name: Annotated[str, Field(min_length=1, max_length=200)]
    query: Annotated[str, AfterValidator(_query), Field(description="in the language of the search, see docs/search.md")]
    on: Annotated[
        frozenset[Annotated[AlertKind, Field(strict=False)]],
        Field(strict=False, min_length=1),
        BeforeValidator(_one_or_several, json_schema_input_type=AlertKind | Annotated[frozenset[AlertKind], Field(min_length=1)]),
        Field(description="one or several: new articles, changed or removed ones, unusually many"),
    ] = frozenset({AlertKind.NEW})
    channels: Annotated[tuple[Listed, ...], Field(strict=False, description="who is told")] = ("terminal", "feed")
    schedule: Annotated[When, Field(description="at once, or in digests")] = "at-once"
    timezone: Annotated[Zone, Field(description="IANA zone of schedule, quiet hours and dates in the query")] = "UTC"
    quiet_hours: Annotated[
        str | None,
        Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", examples=["22:00-07:00"], description="nothing is sent"),
    ] = None
    snooze_until: Annotated[AwareDatetime | None, Field(strict=False, description="nothing is sent before, all of it after")] = None
    mute: Muted = Muted()
    minimum_sources: Annotated[int, Field(ge=1, le=100, description="a story is told once so many sources have it")] = 1
    cap_per_hour: Annotated[int, Field(ge=1, le=100_000, description="messages to one channel within any hour; the rest comes as one")] = 20
    enabled: bool = True

    @model_validator(mode="after")
    def _quiet_part_of_the_day(self) -> Self:
        if self.quiet_hours and len(set(self.quiet_hours.split("-"))) == 1:
            raise ValueError("quiet_hours should begin and end at different times; to stop a watch set enabled: false")
        return self


Definition = TypeAdapter(WatchFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenWatch:
    """A watch that cannot be understood, with all that is wrong with it. `name` is what could be read of it."""

    id: str
    name: str
    mistakes: tuple[ConfigError, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchSet:
    """All watches, those switched off too, by id; and those that are broken."""

    watches: tuple[Watch, ...] = ()
    broken: tuple[BrokenWatch, ...] = ()

    def by_id(self) -> dict[str, Watch]:
        return {watch.id: watch for watch in self.watches}


def watch_schema() -> dict[str, Any]:
    """The JSON schema of a watch file, as `schemas/watch.schema.json` holds it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Definition.json_schema(), "title": "A watch"}


def load_watches(
    folder: Path, *, saved: Mapping[str, Mapping[str, Any]] | None = None, environment: Mapping[str, str] | None = None
) -> WatchSet:
    """The watches of a folder's YAML files and those `saved` in the ledger by id; a file goes before its saved namesake. Never raises."""
    environment = os.environ if environment is None else environment
    watches: dict[str, Watch] = {}
    broken: list[BrokenWatch] = []
    for path in yaml_files(folder):
        try:
            watch = read_watch_file(path, environment=environment)
            if watch.id in watches:
                line = line_of(parse_yaml(path).node, ("id",))
                raise Mistakes([ConfigError(f"{watch.id!r} is already the id of another watch", path=path, line=line, field="id")])
            watches[watch.id] = watch
        except Mistakes as error:
            broken.append(BrokenWatch(id=path.stem, name=_name_in(path), mistakes=tuple(error.mistakes)))
    for watch_id, definition in sorted((saved or {}).items()):
        if watch_id not in watches:
            try:
                watches[watch_id] = read_watch(definition, watch_id=watch_id, environment=environment)
            except Mistakes as error:
                broken.append(BrokenWatch(id=watch_id, name=str(definition.get("name", watch_id)), mistakes=tuple(error.mistakes)))
    return WatchSet(watches=tuple(watches.values()), broken=tuple(broken))


def read_watch_file(path: Path, *, environment: Mapping[str, str]) -> Watch:
    """The watch of one file; raises `Mistakes` with file, line and field."""
    file = parse_yaml(path)
    watch = _read(file, path.stem, environment)
    if not re.fullmatch(ID_PATTERN, watch.id) or len(watch.id) > LONGEST_ID:
        problem = f"should be given, small letters and digits with hyphens between: the file's name {path.stem!r} cannot be one"
        raise Mistakes([ConfigError(problem, path=path, line=line_of(file.node, ()), field="id")])
    return watch


def read_watch(definition: Mapping[str, Any], *, watch_id: str, environment: Mapping[str, str] | None = None) -> Watch:
    """The watch of a definition as a file would hold it; raises `Mistakes`, whose path is the watch's id."""
    file = YamlFile(path=Path(watch_id), value=dict(definition), node=None)
    return _read(file, watch_id, os.environ if environment is None else environment)


def _read(file: YamlFile, default_id: str, environment: Mapping[str, str]) -> Watch:
    written = file.validated(Definition, empty={})
    try:
        channels = tuple(_channel(channel, environment) for channel in written.channels)
    except ValueError as error:
        raise Mistakes([ConfigError(str(error), path=file.path, line=line_of(file.node, ("channels",)), field="channels")]) from None
    return Watch(
        id=written.id or default_id,
        name=written.name,
        query=written.query,
        on=written.on,
        channels=tuple(dict.fromkeys(channels)),
        schedule=_schedule(written.schedule),
        timezone=written.timezone,
        quiet_hours=_quiet_hours(written.quiet_hours),
        snooze_until=written.snooze_until,
        muted_sources=frozenset(written.mute.sources),
        muted_stories=frozenset(written.mute.stories),
        minimum_sources=written.minimum_sources,
        cap_per_hour=written.cap_per_hour,
        enabled=written.enabled,
    )


def _channel(written: str | Address, environment: Mapping[str, str]) -> Channel:
    if isinstance(written, str):
        return Channel(kind=ChannelKind(written))
    if written.webhook is not None:
        return Channel(kind=ChannelKind.WEBHOOK, address=_filled(written.webhook, environment))
    return Channel(kind=ChannelKind.APPRISE, address=_filled(written.apprise or "", environment))


def _filled(address: str, environment: Mapping[str, str]) -> str:
    """The address with its `${VARIABLE}`s replaced."""
    if missing := sorted(name for name in VARIABLE.findall(address) if name not in environment):
        raise ValueError(f"the environment has no variable {', '.join(missing)}")
    return VARIABLE.sub(lambda found: environment[found[1]], address)


def _schedule(written: str | Daily | Weekly) -> Schedule:
    match written:
        case Daily(daily=at):
            return Schedule(every=Every.DAY, at=time.fromisoformat(at))
        case Weekly(weekly=text):
            day, at = text.split()
            return Schedule(every=Every.WEEK, at=time.fromisoformat(at), weekday=DAYS.index(day))
        case "hourly":
            return Schedule(every=Every.HOUR)
    return Schedule()


def _quiet_hours(written: str | None) -> QuietHours | None:
    if written is None:
        return None
    start, end = written.split("-")
    return QuietHours(start=time.fromisoformat(start), end=time.fromisoformat(end))


def _name_in(path: Path) -> str:
    """What a broken file says its watch is called; the file's name where it does not say."""
    try:
        value = parse_yaml(path).value
    except Mistakes:
        return path.stem
    return str(value["name"]) if isinstance(value, dict) and value.get("name") else path.stem
