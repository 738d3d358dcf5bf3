"""Adapter: the folder of source files (YAML, one file a country) → sources. Every mistake names its file, line and field."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, WithJsonSchema, model_validator

from araswatch.discover import posts_url
from araswatch.errors import ConfigError
from araswatch.urls import resolve
from araswatch.yaml_file import Mistakes, line_of, parse_yaml, yaml_files
from araswatch.zones import Zone


def _web_address(value: str) -> str:
    if resolve(value, value) != value:
        raise ValueError("should be an absolute http(s) address")
    return value


WebAddress = Annotated[str, AfterValidator(_web_address), WithJsonSchema({"type": "string", "format": "uri", "pattern": "^https?://"})]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]


class Kind(StrEnum):
    """What publishes the source."""

    NEWS_AGENCY = "news-agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    ONLINE = "online"
    THINK_TANK = "think-tank"
    BLOG = "blog"
    GOVERNMENT = "government"


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Expect(Strict):
    """Articles a day, all its feeds together, outside of which a source is reported as unhealthy."""

    min_per_day: Annotated[float, Field(ge=0)]
    max_per_day: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_per_day > self.max_per_day:
            raise ValueError("min_per_day should not exceed max_per_day")
        return self


class Source(Strict):
    """A site that is watched, and the ways to discover its articles: at least one of feeds, sitemaps, wordpress and links."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    name: Annotated[str, Field(min_length=1, description="as readers know it, in Latin script")]
    homepage: WebAddress
    feeds: Annotated[tuple[WebAddress, ...], Field(strict=False, description="RSS, Atom or JSON Feed")] = ()
    sitemaps: Annotated[tuple[WebAddress, ...], Field(strict=False, description="sitemaps, indexes, or a robots.txt that names them")] = ()
    wordpress: Annotated[WebAddress | bool, Field(description="base of the REST API; true: /wp-json/ of the homepage")] = False
    links: Annotated[tuple[WebAddress, ...], Field(strict=False, description="front pages whose links to articles are followed")] = ()
    languages: Annotated[tuple[Language, ...], Field(strict=False, min_length=1, description="BCP 47, the main one first")]
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2 of the newsroom or its owner")]
    kind: Annotated[Kind, Field(strict=False)]
    timezone: Annotated[Zone, Field(description="IANA zone of dates without one")]
    delay_s: Annotated[float | None, Field(ge=0, description="seconds between two requests; null: the setting")] = None
    enabled: bool = True
    expect: Expect
    verified_on: Annotated[date | None, Field(description="day on which `araswatch sources check --write` last saw it answer")] = None

    @model_validator(mode="after")
    def _discoverable(self) -> Self:
        if not (self.feeds or self.sitemaps or self.wordpress or self.links):
            raise ValueError("should have at least one of feeds, sitemaps, wordpress, links")
        return self

    @property
    def wordpress_url(self) -> str | None:
        """Where the REST API lists the newest posts; `None` where the source has none."""
        if self.wordpress is True:
            return posts_url(self.homepage.rstrip("/") + "/wp-json/")
        return posts_url(self.wordpress) if self.wordpress else None


SourceFile = TypeAdapter(list[Source])


def source_schema() -> dict[str, Any]:
    """The JSON schema of a source file, as `schemas/source.schema.json` holds it."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Sources of one country", **SourceFile.json_schema()}


def load_sources(folder: Path) -> list[Source]:
    """The sources of a folder's YAML files, disabled ones too, by file name and position. Raises the first `ConfigError`."""
    sources, mistakes = read_sources(folder)
    if mistakes:
        raise mistakes[0]
    return sources


def read_sources(folder: Path) -> tuple[list[Source], list[ConfigError]]:
    """The sources without mistakes, and every mistake of the others. Ids are unique across the folder: the first to have one keeps it."""
    sources: list[Source] = []
    mistakes: list[ConfigError] = [] if folder.is_dir() else [ConfigError("no such folder of source files", path=folder)]
    seen: dict[str, str] = {}
    for path in yaml_files(folder):
        file = _read_file(path)
        mistakes += file.mistakes
        for index, source in file.sources.items():
            line = line_of(file.node, (index, "id"))
            if source.id in seen:
                repeated = f"{source.id!r} is already the id of a source at {seen[source.id]}"
                mistakes.append(ConfigError(repeated, path=path, line=line, field="id"))
            else:
                seen[source.id] = f"{path}:{line}"
                sources.append(source)
    if not sources and not mistakes:
        mistakes.append(ConfigError("no sources: there is no YAML file with any", path=folder))
    return sources, mistakes


def mark_verified(folder: Path, ids: Collection[str], day: date) -> int:
    """Sets `verified_on` of these sources in their files and leaves all else as written, comments too; returns how many files changed."""
    changed = 0
    for path in yaml_files(folder):
        file = _read_file(path)
        before = text = path.read_text("utf-8")
        for index, source in reversed(file.sources.items()):
            if source.id in ids and isinstance(file.node, yaml.SequenceNode):
                text = _with_day(text, file.node.value[index], day)
        if text != before:
            replacement = path.with_suffix(".tmp")
            replacement.write_text(text, "utf-8")
            replacement.replace(path)
            changed += 1
    return changed


def _with_day(text: str, source: yaml.MappingNode, day: date) -> str:
    fields = {key.value: (key, value) for key, value in source.value}
    if "verified_on" in fields:
        _, value = fields["verified_on"]
        return f"{text[: value.start_mark.index].rstrip(' ')} {day}{text[value.end_mark.index :]}"
    key, value = fields["id"]
    end = text.find("\n", value.end_mark.index) % (len(text) + 1)
    return f"{text[:end]}\n{' ' * key.start_mark.column}verified_on: {day}{text[end:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What a file holds: its faultless sources by their position, and the mistakes of the others."""

    sources: dict[int, Source]
    node: yaml.Node | None
    mistakes: list[ConfigError]


def _read_file(path: Path) -> _File:
    try:
        file = parse_yaml(path)
    except Mistakes as found:
        return _File(sources={}, node=None, mistakes=found.mistakes)
    try:
        sources = file.validated(SourceFile, empty=[])
        return _File(sources=dict(enumerate(sources)), node=file.node, mistakes=[])
    except Mistakes as found:
        return _File(sources=_faultless(file.value), node=file.node, mistakes=found.mistakes)


def _faultless(entries: Any) -> dict[int, Source]:
    sources = {}
    for index, entry in enumerate(entries if isinstance(entries, list) else []):
        with suppress(ValidationError):
            sources[index] = Source.model_validate(entry)
    return sources
