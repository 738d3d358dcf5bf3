"""`araswatch sources`: list the catalogue, and check it against its rules and against the sources themselves."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from araswatch.catalogue import Source, mark_verified, read_sources
from araswatch.cli import app
from araswatch.errors import ConfigError
from araswatch.jobs.check_sources import Finding, SourceCheck, check_sources, ways
from araswatch.settings import Settings

sources_app = typer.Typer(
    no_args_is_help=True, help="List and check the catalogue of sources.", epilog="Example: `araswatch sources check --offline`"
)
app.add_typer(sources_app, name="sources")

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ID]…", help="Sources to take; all enabled ones by default.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON on stdout.")]
COLOURS = {Finding.OK: "green", Finding.TOO_FEW: "yellow", Finding.TOO_MANY: "yellow", Finding.STALE: "yellow"}


@sources_app.command("list")
def list_command(ids: Ids = None, as_json: AsJson = False) -> None:
    """The sources of the catalogue with their ways of discovery; disabled ones too.

    Example: `araswatch sources list --json | jq -r '.[] | select(.country == "AZ") | .homepage'`
    """
    sources, mistakes = read_sources(Settings().config / "sources")
    _report(mistakes)
    chosen = _chosen(sources, ids, disabled_too=True)
    if as_json:
        sys.stdout.write(json.dumps([source.model_dump(mode="json") for source in chosen], ensure_ascii=False) + "\n")
    else:
        table = Table(Column("id", no_wrap=True), "name", "country", "kind", "languages", "ways", "expected a day", "verified")
        for source in chosen:
            expected = f"{source.expect.min_per_day:g}–{source.expect.max_per_day:g}"
            found_by = ", ".join(dict.fromkeys(way for way, _ in ways(source)))
            verified = str(source.verified_on or "never") if source.enabled else "disabled"
            table.add_row(source.id, source.name, source.country, source.kind, " ".join(source.languages), found_by, expected, verified)
        Console().print(table)
    raise typer.Exit(1 if mistakes else 0)


@sources_app.command("check")
def check_command(
    ids: Ids = None,
    offline: Annotated[bool, typer.Option("--offline", help="Validate the files and ask no source.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Note today as verified_on of each source that answers.")] = False,
    as_json: AsJson = False,
) -> None:
    """Validate every source file, then ask each source: is it allowed by robots.txt, reachable, readable, fresh, and as lively as expected?

    Exits with 1 where a file has a mistake or a source does not answer.

    Example: `araswatch sources check azertac report-az --write`
    """
    settings = Settings()
    folder = settings.config / "sources"
    sources, mistakes = read_sources(folder)
    _report(mistakes)
    chosen = _chosen(sources, ids)
    checks = [] if offline else _probe(chosen, settings)
    if write:
        _write(folder, checks)
    if as_json:
        found = {"mistakes": [str(mistake) for mistake in mistakes], "sources": [asdict(check) for check in checks]}
        sys.stdout.write(json.dumps(found, default=str, ensure_ascii=False) + "\n")
    elif offline:
        sys.stdout.write(f"{len(sources)} sources are valid, {len(mistakes)} mistakes\n")
    else:
        _show(chosen, checks)
    raise typer.Exit(1 if mistakes or not all(check.answers for check in checks) else 0)


def _report(mistakes: Sequence[ConfigError]) -> None:
    for mistake in mistakes:
        sys.stderr.write(f"{mistake}\n")


def _chosen(sources: Sequence[Source], ids: Sequence[str] | None, *, disabled_too: bool = False) -> list[Source]:
    unknown = set(ids or ()) - {source.id for source in sources}
    if unknown:
        raise typer.BadParameter(f"no such source: {', '.join(sorted(unknown))}; `araswatch sources list` shows all")
    return [source for source in sources if (source.id in ids if ids else source.enabled or disabled_too)]


def _probe(sources: Sequence[Source], settings: Settings) -> list[SourceCheck]:
    columns = (TextColumn("asking sources"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(sources))

        def done(check: SourceCheck) -> None:
            progress.update(task, advance=1, description=check.source_id)

        return asyncio.run(check_sources(sources, settings, datetime.now(UTC), done))


def _write(folder: Path, checks: Sequence[SourceCheck]) -> None:
    ids = {check.source_id for check in checks if check.answers}
    files = mark_verified(folder, ids, datetime.now(UTC).date())
    sys.stderr.write(f"{len(ids)} sources noted as verified, {files} files changed\n")


def _show(sources: Sequence[Source], checks: Sequence[SourceCheck]) -> None:
    """One row a source, the trouble below it where there is any, and a closing line."""
    console, now = Console(), datetime.now(UTC)
    table = Table(Column("source", no_wrap=True), Column("finding", no_wrap=True), "articles", "newest", "a day (expected)", "trouble")
    for source, check in zip(sources, checks, strict=True):
        colour = COLOURS.get(check.finding, "red")
        entries = sum(address.entries for address in check.addresses)
        pace = "–" if check.per_day is None else f"{check.per_day:g}"
        pace += f" ({source.expect.min_per_day:g}–{source.expect.max_per_day:g})"
        finding = f"[{colour}]{check.finding}[/{colour}]"
        table.add_row(source.id, finding, str(entries), _age(check.newest_at, now), pace, _trouble(check))
    console.print(table)
    answering = sum(check.answers for check in checks)
    console.print(f"{answering} of {len(checks)} sources answer, {sum(check.finding is Finding.OK for check in checks)} as expected")
    if checks and all(check.finding is Finding.UNREACHABLE for check in checks):
        sys.stderr.write("no source could be reached: is this machine connected to the internet?\n")


def _age(at: datetime | None, now: datetime) -> str:
    if at is None:
        return "–"
    hours = (now - at).total_seconds() / 3600
    return f"{hours * 60:.0f} min ago" if hours < 1 else f"{hours:.0f} h ago" if hours < 48 else f"{hours / 24:.0f} days ago"


def _trouble(check: SourceCheck) -> str:
    """Each different problem once, with its address where the others differ; square brackets are no markup."""
    problems = {address.problem: address.url for address in check.addresses if address.problem}
    if len(problems) == 1 and len(check.addresses) == sum(bool(address.problem) for address in check.addresses):
        return next(iter(problems)).replace("[", "\\[")
    return "; ".join(f"{url}: {problem}" for problem, url in problems.items()).replace("[", "\\[")
