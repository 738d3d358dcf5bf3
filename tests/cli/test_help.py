"""Each command says what it does, with an example that is one."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator

import pytest
import typer

from araswatch import cli


def commands(command: typer.core.TyperCommand | typer.core.TyperGroup, path: str) -> Iterator[tuple[str, str]]:
    yield path, f"{command.help}\n\n{command.epilog or ''}"
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, f"{path} {name}")


def all_commands() -> list[tuple[str, str]]:
    for module in set(cli.MODULES.values()):
        importlib.import_module(f"araswatch.cli.{module}")
    return list(commands(typer.main.get_group(cli.app), "araswatch"))


@pytest.mark.parametrize(("path", "said"), [pytest.param(*one, id=one[0]) for one in all_commands()])
def test_help_has_an_example_of_the_command(path: str, said: str) -> None:
    assert re.search(rf"^Example: `.*{path}\b", said, re.MULTILINE)
