"""`araswatch search`: what the store finds, for people or as JSON."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from araswatch.cli import app
from araswatch.enrich import load_vocabulary
from araswatch.errors import QueryError
from araswatch.highlight import END, START
from araswatch.query import NameLookup, Query, parse
from araswatch.query.searchable import date_of, values_of
from araswatch.settings import Settings
from araswatch.stores import FACETS, Hit, Interval, SearchRequest, SearchResult, Sort, open_store


@app.command("search")
def search_command(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Lucene syntax; see docs/search.md.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")] = False,
    limit: Annotated[int, typer.Option(min=0, max=1000, help="Hits to show.")] = 20,
    sort: Annotated[Sort, typer.Option(help="Order of the hits.")] = Sort.RELEVANCE,
    facet: Annotated[list[str] | None, typer.Option(help=f"Count the values of a field: {', '.join(FACETS)}.")] = None,
    histogram: Annotated[Interval | None, typer.Option(help="Count over time.")] = None,
    after: Annotated[str | None, typer.Option(metavar="CURSOR", help="The page after the one whose `next` this is.")] = None,
) -> None:
    """Find articles by words, regions, themes, sources and dates.

    Example: `araswatch search '"war games" region:IR theme:military-exercise lang:fa since:2026-01-01'`
    """
    settings = Settings()
    parsed = parsed_query(query, load_vocabulary())
    store = open_store(settings)
    try:
        request = SearchRequest(query=parsed, limit=limit, sort=sort, facets=facet or (), histogram=histogram, after=after)
        result = store.search(request)
    finally:
        store.close()
    sys.stdout.write(json.dumps(as_object(query, result), ensure_ascii=False) + "\n") if as_json else show(result)


def parsed_query(text: str, names: NameLookup) -> Query:
    """The query, its dates in the local zone; a query that cannot be understood is wrong usage (exit 2)."""
    try:
        return parse(text, now=datetime.now().astimezone(), names=names)
    except QueryError as error:
        sys.stderr.write(f"araswatch: {error}\n")
        raise typer.Exit(2) from None


def as_object(query: str, result: SearchResult) -> dict[str, Any]:
    """A result as JSON: `{"query","total","hits","next","facets","histogram"}`; matched words stand between U+0002 and U+0003."""
    return {
        "query": query,
        "total": result.total,
        "hits": [hit_object(hit) for hit in result.hits],
        "next": result.next,
        "facets": result.facets,
        "histogram": {start.isoformat(): count for start, count in result.histogram.items()},
    }


def hit_object(hit: Hit) -> dict[str, Any]:
    """A hit as JSON: what a reader wants to see of an article, without its text."""
    article, tags = hit.article.tagged.article, hit.article.tagged.tags
    return {
        "id": article.id,
        "url": article.canonical_url,
        "title": article.title,
        "authors": article.authors,
        "published_at": article.published.isoformat() if article.published else None,
        "first_seen_at": hit.article.first_seen_at.isoformat(),
        "language": tags.language or article.language,
        "source": article.source_id,
        "site_name": article.site_name,
        "regions": [{"code": tag.code, "role": tag.role, "score": tag.score} for tag in tags.regions],
        "pairs": tags.pairs,
        "themes": [{"id": tag.id, "score": tag.score} for tag in tags.themes],
        "story": hit.article.story_id,
        "revision": hit.article.revision,
        "score": hit.score,
        "title_highlighted": hit.title_highlighted,
        "snippets": hit.snippets,
    }


def show(result: SearchResult) -> None:
    """Print a result for people."""
    console = Console(soft_wrap=True)
    for hit in result.hits:
        show_hit(console, hit)
    for name, counts in result.facets.items():
        console.print(Text(f"{name}: ", "bold") + ", ".join(f"{value} {count}" for value, count in counts.items()))
    for start, count in result.histogram.items():
        console.print(f"{start:%Y-%m-%d %H:%M}  {count}")
    console.print(Text(f"{result.total} found" + (f"; more with --after {result.next}" if result.next else ""), "dim"))


def show_hit(console: Console, hit: Hit) -> None:
    """Print one hit: title, where it stands and what it is about, the sentences that matched."""
    values = values_of(hit.article)
    facts = [
        f"{date_of(hit.article):%Y-%m-%d}",
        *(value for field in ("source", "lang", "region", "theme") for value in values.get(field, ())),
    ]
    console.print(marked(hit.title_highlighted, "bold"))
    console.print(Text(" · ".join(facts), "dim"))
    console.print(Text(hit.article.tagged.article.canonical_url, "blue"))
    for snippet in hit.snippets:
        console.print(Text("  ") + marked(snippet, ""))
    console.print()


def marked(text: str, style: str) -> Text:
    """A text with its marks as colour."""
    styled = Text(style=style)
    for index, piece in enumerate(text.replace(END, START).split(START)):
        styled.append(piece, "bold yellow" if index % 2 else "")
    return styled
