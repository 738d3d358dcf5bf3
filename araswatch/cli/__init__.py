"""Entry point: the `araswatch` command. Each module of this package adds its commands to `app`; JSON to stdout, everything else to stderr."""

from __future__ import annotations

import sys

import typer

from araswatch.errors import AraswatchError

app = typer.Typer(no_args_is_help=True, rich_markup_mode="markdown", pretty_exceptions_enable=False, help="Watches news and blogs by region and theme.")


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong usage."""
    try:
        app()
    except AraswatchError as error:
        sys.stderr.write(f"araswatch: {error}\n")
        sys.exit(1)
