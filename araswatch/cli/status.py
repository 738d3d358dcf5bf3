"""`araswatch status` and `why`: how everything is doing, and what became of one URL."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from araswatch.catalogue import read_sources
from araswatch.cli import app
from araswatch.errors import AraswatchError
from araswatch.jobs.backends import open_backends
from araswatch.jobs.explain import Explanation, explain_url
from araswatch.jobs.health import Health, SourceState, measure_health
from araswatch.settings import Settings

AsJson = Annotated[bool, typer.Option("--json", help="Print everything as JSON on stdout.")]


@app.command("status")
def status_command(as_json: AsJson = False) -> None:
    """Counts per stage, lag, and the health of store, disk and sources; what needs a person comes last.

    Example: `araswatch status --json | jq .fates`
    """
    settings = Settings()
    sources, mistakes = read_sources(settings.config / "sources")
    with open_backends(settings) as backends:
        health = measure_health(backends, sources, mistakes, now=datetime.now(UTC))
    if as_json:
        sys.stdout.write(json.dumps(asdict(health), default=str) + "\n")
    else:
        show_health(health)


@app.command("why")
def why_command(url: str, as_json: AsJson = False) -> None:
    """The whole path of a URL: each fate with its time and reason, its article with the evidence for each tag, and the watches it matches.

    Example: `araswatch why https://example.org/2026/11/24/exercise`
    """
    settings = Settings()
    with open_backends(settings) as backends:
        explanation = explain_url(backends, url, now=datetime.now(UTC))
    if explanation is None:
        raise AraswatchError(f"{url} was never discovered: no feed, sitemap or front page has named it so far")
    if as_json:
        sys.stdout.write(json.dumps(explanation.as_json(), ensure_ascii=False) + "\n")
    else:
        show_explanation(explanation)


def show_health(health: Health) -> None:
    """The figures as tables on stdout."""
    console = Console()
    fates = Table("fate", "URLs", title="What became of every URL discovered", title_justify="left")
    for fate, count in sorted(health.fates.items(), key=lambda item: -item[1]):
        fates.add_row(fate, f"{count:,}")
    fates.add_section()
    fates.add_row("discovered", f"{health.discovered:,}")
    console.print(fates)
    console.print(f"segments: {health.segments_done:,} done, {health.segments_left:,} waiting")
    for queue in health.queues:
        if queue.oldest_at:
            console.print(f"{queue.stage}: {queue.waiting:,} waiting, the oldest since {queue.oldest_at:%Y-%m-%d %H:%M} UTC")
    console.print(f"articles: {health.articles:,} known, {health.indexed:,} searchable in {health.store}")
    console.print(f"disk: {health.disk_free_bytes / 1e9:,.0f} GB free")
    for reason, count in health.quarantine.items():
        console.print(f"quarantined: {count:,} × {reason}", markup=False)
    show_sources(console, health)
    for trouble in health.troubles:
        console.print("[red]![/red]", trouble.replace("[", "\\["))


def show_sources(console: Console, health: Health) -> None:
    """One row a source that was ever asked."""
    asked = [source for source in health.sources if source.state not in {SourceState.NEW, SourceState.DISABLED}]
    if not asked:
        return
    table = Table("source", "state", "articles today", "expected", "last article", "trouble", title="Sources", title_justify="left")
    for source in asked:
        last = f"{source.last_article_at:%Y-%m-%d %H:%M}" if source.last_article_at else "–"
        table.add_row(source.id, source.state, str(source.articles), source.expected, last, source.error or "")
    console.print(table)


def show_explanation(explanation: Explanation) -> None:
    """The path from top to bottom, then the article with its evidence, then the watches."""
    console, path = Console(highlight=False, markup=False, soft_wrap=True), explanation.path
    console.print(f"{path.url}\n  source {path.source_id}, found in {path.via}")
    for at, fate, reason, segment in path.steps:
        console.print(f"  {at:%Y-%m-%d %H:%M:%S}  {fate:<15} {' · '.join(part for part in (reason, segment) if part)}")
    if path.retry_at:
        console.print(f"  to be tried again after {path.retry_at:%Y-%m-%d %H:%M} UTC")
    if explanation.article is None:
        return
    article, tags = explanation.article.tagged.article, explanation.article.tagged.tags
    date = article.published.isoformat() if article.published else "no date"
    console.print(f"\n{article.title}\n  {', '.join(article.authors) or 'no author'} · {date}")
    for region in tags.regions:
        console.print(f"  {region.role:<8} {region.code:<14} {region.score:.2f}  {', '.join(region.evidence)}")
    console.print(f"  pairs    {', '.join(tags.pairs) or 'none'}")
    for theme in tags.themes:
        console.print(f"  theme    {theme.id:<14} {theme.score:.2f}  {', '.join(theme.evidence)}")
    for block in article.removed:
        console.print(f"  removed  {block.kind:<14} {' '.join(block.text.split())[:100]}")
    for watch in explanation.watches:
        verdict = "matches" if watch.matches else "does not match"
        clauses = ", ".join(f"{clause} {'yes' if holds else 'NO'}" for clause, holds in watch.clauses)
        console.print(f"  watch {watch.id} {verdict}: {clauses}")
