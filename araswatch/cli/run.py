"""`araswatch run`, `crawl`, `process`, `replay`: the stages, together and one at a time."""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from araswatch.alerts import Watch
from araswatch.catalogue import Source, read_sources
from araswatch.cli import app
from araswatch.cli.progress import RunProgress
from araswatch.errors import AraswatchError, ConfigError
from araswatch.jobs.backends import Backends, all_watches, open_backends
from araswatch.jobs.crawl import Crawl, CrawlSummary
from araswatch.jobs.deliver import DeliverySummary
from araswatch.jobs.process import Processor, ProcessSummary
from araswatch.jobs.replay import replay
from araswatch.jobs.run import run, segments_as_they_close
from araswatch.jobs.workers import Workers
from araswatch.notify.terminal import at_once
from araswatch.query import parse
from araswatch.records import Role
from araswatch.settings import Settings
from araswatch.stores import SearchRequest, Sort

FINDS = 20

SourceOption = Annotated[list[str] | None, typer.Option("--source", metavar="ID", help="Only this source; may be given several times.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print the summary as one JSON line on stdout.")]


@app.command("run")
def run_command(source: SourceOption = None, as_json: AsJson = False) -> None:
    """One pass over everything that is due: crawl, archive, extract, tag, index, alert.

    Sources that cannot be reached are named, and the rest goes on. Interrupted, it goes on where it was the next time.

    Example: `araswatch run --source trend-az --source irna-en`
    """
    settings = Settings()
    output = sys.stderr if as_json else sys.stdout
    with open_backends(settings) as backends:
        sources = chosen_sources(backends, source)
        with RunProgress(len(sources)) as progress:
            make = maker(backends, sources, progress.on_processed, watches=chosen_watches(backends))
            summary = run(
                backends,
                [one.id for one in sources],
                make,
                report=progress.on_event,
                write=at_once(output),
                styled=output.isatty(),
            )
        name_unreachable(progress.counts.unreachable)
        if not as_json:
            show_finds(backends)
    told = {"sent": summary.delivery.sent} if as_json else delivery_figures(summary.delivery)
    say(as_json, crawl_figures(summary.crawl) | process_figures(summary.process) | told)
    if summary.crawl.is_empty:
        raise AraswatchError("no source answered or none named a page; check the connection, then `araswatch sources check`")


@app.command("crawl")
def crawl_command(source: SourceOption = None, as_json: AsJson = False) -> None:
    """Discover and fetch what is due into closed WARC segments; `araswatch process` takes it from there.

    Example: `araswatch crawl --source trend-az`
    """
    settings = Settings()
    with open_backends(settings) as backends:
        sources = chosen_sources(backends, source)
        with (
            RunProgress(len(sources)) as progress,
            Crawl(settings, backends.ledger, [one.id for one in sources], report=progress.on_event) as crawl,
        ):
            summary = crawl.wait()
    name_unreachable(progress.counts.unreachable)
    say(as_json, crawl_figures(summary))
    if summary.is_empty:
        raise AraswatchError("no source answered or none named a page; check the connection, then `araswatch sources check`")


@app.command("process")
def process_command(as_json: AsJson = False) -> None:
    """Extract, tag and index the closed segments that are not done, and match the watches on what is new.

    Example: `araswatch process`
    """
    settings = Settings()
    sources, _ = read_sources(settings.config / "sources")
    with open_backends(settings) as backends, RunProgress(0) as progress, new_workers(settings) as workers:
        processor = maker(backends, sources, progress.on_processed, watches=chosen_watches(backends))(workers)
        summary = processor.process(segments_as_they_close(backends, lambda: False))
    say(as_json, process_figures(summary))


@app.command("replay")
def replay_command(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[WARC]…", help="WARC files or segment names; none: the whole archive.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Rebuild store and ledger from the archive, offline, with the same ids, texts and tags; or take in foreign WARC files.

    Nothing is fetched and no alert is sent.

    Example: `araswatch replay CC-NEWS-20260101.warc.gz`
    """
    settings = Settings()
    sources, _ = read_sources(settings.config / "sources")
    with open_backends(settings) as backends, RunProgress(0) as progress:
        names = [segment_name(backends, file) for file in files or ()]
        summary = replay(backends, names, maker(backends, sources, progress.on_processed, again=True))
    say(as_json, process_figures(summary))


def chosen_sources(backends: Backends, ids: Sequence[str] | None) -> list[Source]:
    """The sources of the catalogue that are enabled and not paused, or those asked for; those with mistakes are named and left out."""
    folder = backends.settings.config / "sources"
    sources, mistakes = read_sources(folder)
    for mistake in mistakes:
        sys.stderr.write(f"araswatch: {mistake}; this source is left out\n")
    known = {source.id: source for source in sources}
    if unknown := sorted(set(ids or ()) - known.keys()):
        raise ConfigError(f"no source {', '.join(unknown)} in {folder}; `araswatch sources list` names all")
    paused = backends.ledger.paused_sources()
    chosen = [known[key] for key in ids] if ids else [one for one in sources if one.enabled and one.id not in paused]
    if not chosen:
        raise ConfigError(f"no source to crawl in {folder}")
    return chosen


def new_workers(settings: Settings) -> Workers:
    """The pool that the settings ask for."""
    return Workers(settings.worker_count, page_s=settings.page_s)


def maker(
    backends: Backends,
    sources: Sequence[Source],
    report: Callable[[ProcessSummary], None],
    *,
    watches: Sequence[Watch] = (),
    again: bool = False,
) -> Callable[[Workers], Processor]:
    """How to make the processor once there are workers."""
    kinds = {source.id: str(source.kind) for source in sources}
    return lambda workers: Processor(backends=backends, workers=workers, watches=watches, kinds=kinds, report=report, again=again)


def chosen_watches(backends: Backends) -> tuple[Watch, ...]:
    """The watches of the configuration and the dashboard; those with mistakes are off and named."""
    loaded = all_watches(backends.settings, backends.ledger)
    for watch in loaded.broken:
        for mistake in watch.mistakes:
            sys.stderr.write(f"araswatch: watch {watch.name} is off until mended: {mistake}\n")
    return tuple(loaded.watches)


def show_finds(backends: Backends) -> None:
    """The newest articles with what they are about."""
    everything = parse("*:*", now=datetime.now(UTC))
    found = backends.store.search(SearchRequest(query=everything, limit=FINDS, sort=Sort.NEWEST, highlight=False))
    if not found.total:
        return
    table = Table("found", "source", "language", "about", "themes", title=f"The newest of {found.total:,} articles", title_justify="left")
    for hit in found.hits:
        article, tags = hit.article.tagged.article, hit.article.tagged.tags
        about = " ".join(region.code for region in tags.regions if region.role is Role.ABOUT)
        themes = ", ".join(theme.id for theme in tags.themes)
        table.add_row(escape(article.title), article.source_id, tags.language or "", about, themes)
    Console().print(table)


def segment_name(backends: Backends, file: str) -> str:
    """A WARC file's name within the archive, else its absolute path."""
    if "://" in file or file in backends.archive.segments():
        return file
    path = Path(file).resolve()
    if not path.is_file():
        raise AraswatchError(f"no segment and no file {file}")
    root = Path(backends.settings.archive_url).resolve()
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def crawl_figures(summary: CrawlSummary) -> dict[str, Any]:
    return {
        "found": summary.found,
        "pages": summary.pages,
        "errors": summary.errors,
        "segments": summary.segments,
        "seconds": summary.seconds,
    }


def process_figures(summary: ProcessSummary) -> dict[str, Any]:
    fates = {str(fate): count for fate, count in sorted(summary.fates.items())}
    return {
        "segments_done": summary.segments,
        "fates": fates,
        "new": summary.new,
        "revised": summary.revised,
        "alerts": summary.alerts,
        "damaged": summary.damaged,
    }


def delivery_figures(summary: DeliverySummary) -> dict[str, Any]:
    """For a person: an alert is one story of one watch, and goes to each of the watch's channels as a message."""
    channels: Counter[str] = Counter()
    for channel, count in summary.by_channel.items():
        channels[channel.partition(":")[0]] += count
    return {"messages sent by": dict(channels), "alerts to be sent later": summary.waiting}


def name_unreachable(unreachable: dict[str, str]) -> None:
    """The sources that did not answer as they should, by what went wrong."""
    by_error: dict[str, list[str]] = defaultdict(list)
    for source, error in sorted(unreachable.items()):
        by_error[error].append(source)
    console = Console(stderr=True)
    for error, sources in sorted(by_error.items(), key=lambda item: -len(item[1])):
        console.print(f"[yellow]{escape(error)}[/yellow] ({len(sources)}): {', '.join(sources)}", highlight=False)


def say(as_json: bool, figures: dict[str, Any]) -> None:
    """The summary: a JSON line, or a line for a person."""
    if as_json:
        sys.stdout.write(json.dumps(figures) + "\n")
    else:
        sys.stdout.write(" · ".join(f"{name.replace('_', ' ')} {_said(value)}" for name, value in figures.items() if value) + "\n")


def _said(value: Any) -> str:
    return ", ".join(f"{key} {count}" for key, count in value.items()) if isinstance(value, dict) else str(value)
