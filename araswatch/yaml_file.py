"""Adapter: a YAML file that an editor wrote → values checked against a pydantic type; each mistake names file, line and field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeGuard, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from araswatch.errors import ConfigError

Checked = TypeVar("Checked")
PROBLEMS = {"tuple_type": "should be a list", "list_type": "should be a list", "model_type": "should be a mapping of fields"}
_ABSENT = object()
Location = Sequence[str | int]
"""Keys and positions from the top of the file to a value."""


class PlainLoader(yaml.SafeLoader):
    """YAML as its second version reads it: `on`, `no` and `22:00` are texts. PyYAML's first version makes true, false and 1320 of them."""


PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:int")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))


class Mistakes(Exception):  # noqa: N818 - it carries the errors
    """All that is wrong with one file, at least one."""

    def __init__(self, mistakes: list[ConfigError]) -> None:
        self.mistakes = mistakes
        super().__init__("; ".join(map(str, mistakes)))


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """A parsed file: `value` is plain Python, `node` the same with the lines; both `None` where the file is empty."""

    path: Path
    value: Any
    node: yaml.Node | None

    def validated(self, adapter: TypeAdapter[Checked], *, empty: Any = None) -> Checked:
        """The value as `adapter` types it (`empty` for an empty file); raises `Mistakes` whose fields leave out a list's own positions."""
        try:
            return adapter.validate_python(empty if self.value is None else self.value)
        except ValidationError as error:
            found = {(mistake.line, mistake.field): mistake for mistake in (self._mistake(details) for details in error.errors())}
            raise Mistakes(list(found.values())) from None

    def _mistake(self, details: Mapping[str, Any]) -> ConfigError:
        location = _known_part(self.value, details["loc"])
        missing = details["type"] in ("missing", "extra_forbidden")
        named = [*location, details["loc"][-1]] if missing and details["loc"][-1] not in location[-1:] else location
        field = ".".join(map(str, named[1:] if isinstance(self.value, list) else named))
        return ConfigError(_sentence(details), path=self.path, line=line_of(self.node, location), field=field or None)


def yaml_files(folder: Path) -> list[Path]:
    """The YAML files of a folder by name, whichever way their names end."""
    return sorted(path for path in folder.glob("*") if path.suffix in (".yml", ".yaml"))


def parse_yaml(path: Path) -> YamlFile:
    """Reads a file in UTF-8; raises `Mistakes` where it is no YAML, cannot be read, or gives a key twice."""
    try:
        loader = PlainLoader(path.read_text("utf-8"))
        node = loader.get_single_node()
        value = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise Mistakes([ConfigError(f"not YAML: {error.problem}", path=path, line=line)]) from None
    except (yaml.YAMLError, ValueError, OSError, RecursionError) as error:
        raise Mistakes([ConfigError(f"cannot be read: {error}", path=path)]) from None
    doubles = [ConfigError("is given twice", path=path, line=key.start_mark.line + 1, field=str(key.value)) for key in _repeated_keys(node)]
    if doubles:
        raise Mistakes(doubles)
    return YamlFile(path=path, value=value, node=node)


def line_of(node: yaml.Node | None, location: Location) -> int:
    """The 1-based line of a key or list item; of a missing one, that of the mapping or list that should have it."""
    line = 1 if node is None else node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            key, node = next(((key, value) for key, value in node.value if key.value == part), (None, None))
            line = key.start_mark.line + 1 if key else line
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _known_part(value: Any, location: Location) -> list[str | int]:
    """The part of pydantic's location that the file itself has: unions add names of types to it."""
    known: list[str | int] = []
    for part in location:
        inner = value.get(part, _ABSENT) if isinstance(value, dict) else value[part] if _is_position(part, value) else _ABSENT
        if inner is not _ABSENT:
            known.append(part)
            value = inner
    return known


def _is_position(part: str | int, value: Any) -> TypeGuard[int]:
    return isinstance(value, list) and isinstance(part, int)


def _sentence(details: Mapping[str, Any]) -> str:
    if details["type"] == "missing":
        return "is missing"
    if details["type"] == "extra_forbidden":
        return "is not a known field"
    problem = PROBLEMS.get(details["type"]) or details["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return problem if isinstance(details["input"], dict) else f"{problem}, got {details['input']!r}"


def _repeated_keys(node: yaml.Node | None) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key
            seen.add(str(key.value))
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)
