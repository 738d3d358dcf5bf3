"""`araswatch extract`: HTML files in, one JSON line a page out, in the order of the input."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as TimeLimit
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from pebble import ProcessExpired, ProcessFuture, ProcessPool

from araswatch.cli import app
from araswatch.cli.progress import counted
from araswatch.errors import ConfigError
from araswatch.extract import explain, release_memory, study, warm_up
from araswatch.own_process import collect_garbage_rarely, die_with_parent
from araswatch.records import Article, Page, Rejection
from araswatch.settings import Settings

AHEAD = 16
"""Pages in flight per process: enough to keep it busy, few enough that a million lines of manifest do not pile up."""
RELEASE_EVERY = 200
Line = tuple[Article | Rejection, Article | None]
"""A page's outcome and its draft, which for a rejected page is the best that it holds (`None` where it cannot be read)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A file to read, how it is named in the output, and what is known of the response it came from."""

    name: str
    path: Path
    url: str | None = None
    headers: tuple[tuple[str, str], ...] = ()


@app.command("extract")
def command(
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILE]…", help="HTML files; `-` is standard input.")] = None,
    manifest: Annotated[Path | None, typer.Option(help='JSON lines `{"path","url","headers"?}`; paths are relative to the file.')] = None,
    jobs: Annotated[int, typer.Option(min=0, help="Processes; 0 is one per core.")] = 0,
    explained: Annotated[bool, typer.Option("--explain", help="Print kept and removed blocks with reasons instead of JSON.")] = False,
) -> None:
    """Extract the article of each HTML file: one JSON line a page, in the order of the input.

    A page without an article is a line too, `"outcome": "rejected"` with its reason, and with the best text that the page holds.

    Example: `araswatch extract page.html | jq -r .title`
    """
    inputs = [Input(name=str(path), path=path) for path in files or []]
    if not inputs and manifest is None:
        raise typer.BadParameter("name at least one FILE, or --manifest M.jsonl")
    lines = _chain(inputs, read_manifest(manifest) if manifest else ())
    if explained:
        for item in lines:
            sys.stdout.write(_explained(item))
        return
    pages = extract_all(lines, jobs=jobs or os.cpu_count() or 1, page_s=Settings().page_s)
    for item, (outcome, draft) in counted(pages, "pages", None if manifest else len(inputs)):
        sys.stdout.write(json.dumps(describe(item, outcome, draft), ensure_ascii=False) + "\n")


def _explained(item: Input) -> str:
    try:
        return f"file: {item.name}\n{explain(read_page(item))}\n"
    except OSError as error:
        return f"file: {item.name}\nrejected: unreadable-file ({error.strerror})\n"


def read_manifest(path: Path) -> Iterator[Input]:
    """The lines of a manifest; raises `ConfigError` with file and line on anything that is none."""
    try:
        opened = path.open(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot read the manifest: {error.strerror}", path=path) from error
    with opened as lines:
        try:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _input(line, path, number)
        except UnicodeDecodeError as error:
            raise ConfigError(f"the manifest is not in UTF-8: {error}", path=path) from None


def _input(line: str, manifest: Path, number: int) -> Input:
    try:
        fields: dict[str, Any] = json.loads(line)
        headers = tuple((str(name).lower(), str(value)) for name, value in (fields.get("headers") or {}).items())
        return Input(name=fields["path"], path=manifest.parent / fields["path"], url=fields.get("url"), headers=headers)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f'not a line like {{"path": "a.html", "url": "https://…"}}: {error!r}', path=manifest, line=number) from error


def _chain(*parts: Iterable[Input]) -> Iterator[Input]:
    for part in parts:
        yield from part


def extract_all(inputs: Iterable[Input], *, jobs: int, page_s: float) -> Iterator[tuple[Input, Line]]:
    """Each input with its outcome, in order. A page over `page_s` seconds or one that kills its process is rejected, and the rest goes
    on."""
    waiting: deque[tuple[Input, ProcessFuture[Line]]] = deque()
    with ProcessPool(max_workers=jobs, initializer=start_worker) as pool:
        for item in inputs:
            waiting.append((item, pool.schedule(extract_one, args=[item], timeout=page_s)))
            if len(waiting) >= jobs * AHEAD:
                yield _settle(*waiting.popleft())
        while waiting:
            yield _settle(*waiting.popleft())


def start_worker() -> None:
    """In a worker: end with the parent, load what extraction needs, collect garbage rarely."""
    die_with_parent()
    warm_up()
    collect_garbage_rarely()


def _settle(item: Input, future: ProcessFuture[Line]) -> tuple[Input, Line]:
    try:
        return item, future.result()
    except TimeLimit:
        return item, (Rejection(reason="time-limit"), None)
    except ProcessExpired as error:
        return item, (Rejection(reason="worker-died", detail=str(error)), None)
    except OSError as error:
        return item, (Rejection(reason="unreadable-file", detail=str(error)), None)


_done = 0


def extract_one(item: Input) -> Line:
    """One page, inside a worker; memory is given back every few hundred pages."""
    global _done  # noqa: PLW0603 (a count per process)
    _done += 1
    if _done % RELEASE_EVERY == 0:
        release_memory()
    found = study(read_page(item))
    return found.outcome, found.draft


def read_page(item: Input) -> Page:
    """The page in a file, as if fetched at its `date` header's time, or now."""
    body = sys.stdin.buffer.read() if str(item.path) == "-" else item.path.read_bytes()
    url = item.url or f"file://{item.path.resolve()}"
    return Page(
        url=url,
        requested_url=url,
        source_id="file",
        status=200,
        headers=item.headers,
        body=body,
        fetched_at=_fetched_at(dict(item.headers)),
    )


def _fetched_at(headers: dict[str, str]) -> datetime:
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _public(url: str) -> str | None:
    return url if url.startswith("http") else None


def describe(item: Input, outcome: Article | Rejection, draft: Article | None) -> dict[str, Any]:
    """The line that is printed for a page. A rejected page's fields are those of its draft: what the command would have printed."""
    refused = outcome if isinstance(outcome, Rejection) else None
    return {
        "path": item.name,
        "url": item.url,
        "outcome": "rejected" if refused else "article",
        "reason": refused.reason if refused else None,
        "detail": refused.detail if refused else None,
        **(_fields(draft) if draft else NOTHING),
        "removed": [{"kind": block.kind, "text": block.text} for block in outcome.removed],
    }


def _fields(article: Article) -> dict[str, Any]:
    return {
        "title": article.title or None,
        "authors": list(article.authors),
        "published_at": article.published.isoformat() if article.published else None,
        "modified_at": article.modified.isoformat() if article.modified else None,
        "language": article.language,
        "site_name": article.site_name,
        "canonical_url": _public(article.canonical_url),
        "text": article.text,
        "image_url": article.image_url,
        "paywalled": article.paywalled,
        "truncated": article.truncated,
    }


NOTHING: dict[str, Any] = {
    **dict.fromkeys(("title", "published_at", "modified_at", "language", "site_name", "canonical_url", "image_url")),
    "authors": [],
    "text": "",
    "paywalled": False,
    "truncated": False,
}
"""The fields of a page that cannot be read."""
