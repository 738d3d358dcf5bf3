"""Reading what editors write: YAML into models, with file and line in every error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from araswatch.errors import ConfigError

M = TypeVar("M", bound=BaseModel)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, model: type[M]) -> M:
    """The file as `model`; raises `ConfigError` with path, line and field where it is no YAML or breaks the model's rules."""
    text = read_text(path)
    try:
        return model.model_validate(yaml.load(text, _LOADER))  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigError(str(error.problem), path=path, line=mark.line + 1 if mark else None) from None
    except yaml.YAMLError as error:
        raise ConfigError(str(error), path=path) from None
    except ValidationError as error:
        first = error.errors()[0]
        where = [part for part in first["loc"] if part != "[key]"]
        raise ConfigError(first["msg"], path=path, line=line_of(path, where), field=".".join(map(str, where))) from None


def read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=path) from None


def read_table(path: Path, columns: int) -> Iterator[list[str]]:
    """The rows of a generated tab-separated file, without its comments."""
    for number, line in enumerate(read_text(path).splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        row = line.split("\t")
        if len(row) != columns:
            raise ConfigError(
                f"{len(row)} columns instead of {columns}; write it anew with schemas/build_regions.py", path=path, line=number
            )
        yield row


def line_of(path: Path, where: Sequence[int | str]) -> int:
    """The line of what a path of keys and indices leads to, or of the last of them that exists."""
    node = yaml.compose(read_text(path), _LOADER)
    line = 0
    for part in where:
        line, node = _child(node, part, line)
    return line + 1


def _child(node: yaml.Node | None, part: int | str, line: int) -> tuple[int, yaml.Node | None]:
    """The line and the value of a key or position; where there is none, the line as it was."""
    if isinstance(node, yaml.MappingNode):
        return next(((int(key.start_mark.line), value) for key, value in node.value if key.value == str(part)), (line, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return int(node.value[part].start_mark.line), node.value[part]
    return line, None
