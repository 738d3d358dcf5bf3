"""`python -m crawlers [--source ID]… [--shard NAME]`: crawl the sources of the catalogue once, each in the ways it offers.

Settings come from the environment (`ARASWATCH_*`). Progress goes to the standard output (see `progress`), the log to the standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import structlog

from araswatch.archive import Archive
from araswatch.catalogue import Source, read_sources
from araswatch.errors import AraswatchError
from araswatch.ledger import Ledger
from araswatch.own_process import collect_garbage_rarely, die_with_parent
from araswatch.recovery import recover
from araswatch.settings import Settings
from crawlers.crawl import Crawl
from crawlers.exits import Exit
from crawlers.process import CrawlProcess
from crawlers.progress import Progress

log = structlog.get_logger()


def main(arguments: Sequence[str] | None = None) -> int:
    """One crawl; returns an `Exit`."""
    parser = argparse.ArgumentParser(prog="python -m crawlers", description="Crawl the sources of the catalogue once.")
    parser.add_argument("--source", action="append", default=[], metavar="ID", help="only this source (repeatable); default: all enabled")
    parser.add_argument("--shard", default="crawl", metavar="NAME", help="begins the names of the segments (default: crawl)")
    options = parser.parse_args(arguments)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    collect_garbage_rarely()
    if not die_with_parent():
        return Exit.STOPPED
    try:
        settings = Settings()
        sources = choose(_readable_sources(settings), options.source)
        return _crawl(settings, sources, options.shard)
    except _UsageError as error:
        parser.error(str(error))
    except AraswatchError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - the last line, for a person
        return Exit.FAILED


def _readable_sources(settings: Settings) -> list[Source]:
    """The sources without mistakes; those with mistakes are named and hold nothing else up, unless there are no others."""
    sources, mistakes = read_sources(settings.config / "sources")
    if mistakes and not sources:
        raise mistakes[0]
    for mistake in mistakes:
        log.warning("source left out", mistake=str(mistake))
    return sources


class _UsageError(Exception):
    pass


def choose(sources: Sequence[Source], ids: Sequence[str]) -> list[Source]:
    """The sources asked for, by default all that are enabled."""
    if not ids:
        return [source for source in sources if source.enabled]
    if unknown := sorted(set(ids) - {source.id for source in sources}):
        raise _UsageError(f"no such source: {', '.join(unknown)}")
    return [source for source in sources if source.id in ids]


def _crawl(settings: Settings, sources: Sequence[Source], shard: str) -> int:
    with Ledger.open(settings.ledger_url) as ledger:
        archive = Archive(settings.archive_url, staging=settings.home / "staging")
        recovered = recover(archive, ledger, body_bytes=settings.body_bytes)
        if recovered.removed or recovered.adopted:
            log.info("recovered from a crash", removed=recovered.removed, adopted=recovered.adopted)
        crawl = Crawl(settings=settings, ledger=ledger, archive=archive, sources=sources, progress=Progress(), shard=shard)
        return CrawlProcess(crawl).run()


if __name__ == "__main__":
    sys.exit(main())
