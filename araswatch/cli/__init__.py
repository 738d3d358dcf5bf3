"""Entry point: the `araswatch` command. Each module adds its commands to `app`; JSON goes to stdout, everything else to stderr."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import typer

from araswatch.errors import AraswatchError

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Watches news and blogs by region and theme.",
)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong usage."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    try:
        app()
    except AraswatchError as error:
        sys.stderr.write(f"araswatch: {error}\n")
        sys.exit(1)
