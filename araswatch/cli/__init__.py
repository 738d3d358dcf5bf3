"""Entry point: the `araswatch` command. Each module adds its commands to `app`; JSON goes to stdout, everything else to stderr."""

from __future__ import annotations

import importlib
import logging
import sys

import structlog
import typer

from araswatch.errors import AraswatchError
from araswatch.own_process import collect_garbage_rarely

MODULES = {
    "run": "run",
    "crawl": "run",
    "process": "run",
    "deliver": "deliver",
    "replay": "run",
    "extract": "extract",
    "tag": "tag",
    "search": "search",
    "store": "store",
    "why": "status",
    "status": "status",
    "sources": "sources",
    "watches": "watches",
    "serve": "serve",
    "upkeep": "upkeep",
    "users": "accounts",
    "keys": "accounts",
}
"""The module of each command, in the order of the flow; only the one that is used is imported, so that each starts quickly."""


app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="Watches news and blogs by region and theme.",
    epilog="Example: `araswatch run`, then `araswatch search 'region:AZ theme:military-exercise'`",
)


def main() -> None:
    """Run the command line; exit 0 done, 1 failed, 2 wrong usage."""
    collect_garbage_rarely()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING), logger_factory=structlog.PrintLoggerFactory(sys.stderr)
    )
    word = next((argument for argument in sys.argv[1:] if not argument.startswith("-")), None)
    for module in [MODULES[word]] if word in MODULES else dict.fromkeys(MODULES.values()):
        importlib.import_module(f"{__name__}.{module}")
    try:
        typer.main.get_group(app)()
    except AraswatchError as error:
        sys.stderr.write(f"araswatch: {error}\n")
        sys.exit(1)
