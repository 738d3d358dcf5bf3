"""`araswatch tag`: texts in, their language, regions, pairs and themes out, one JSON line each, in the order of the input."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import BaseModel, ConfigDict, ValidationError

from araswatch.cli import app
from araswatch.cli.progress import counted
from araswatch.enrich import Vocabulary, load_vocabulary, tag
from araswatch.errors import ConfigError
from araswatch.records import Tags
from araswatch.settings import data_folder


class TextLine(BaseModel):
    """A line of the input; `language` is what the page declares. Further fields are passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: str
    title: str | None = None
    text: str
    language: str | None = None
    url: str | None = None


@app.command("tag")
def command(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE.jsonl]", help='Lines `{"id","title","text","language"?,"url"?}`.')] = None,
    vocabulary: Annotated[Path | None, typer.Option(help="Folder with regions/ and themes/ instead of the shipped one.")] = None,
) -> None:
    """Tag texts with language, regions, pairs and themes: one JSON line a text, with the words that speak for each tag.

    Reads standard input without a file. Regions are `about` or `mention`; codes are ISO 3166-1, ISO 3166-2 or cross-border ids.

    Example: `araswatch tag texts.jsonl | jq -c '[.id, .pairs]'`
    """
    loaded = load_vocabulary(vocabulary or data_folder("schemas"))
    path = file or Path("-")
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as opened:
            _write(counted(read_lines(TextIOWrapper(opened, encoding="utf-8-sig"), path), "texts"), loaded)
    except BrokenPipeError:
        raise  # whoever read the output has enough
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", path=path) from None


def read_lines(lines: Iterable[str], path: Path) -> Iterator[TextLine]:
    """The texts of a JSON lines file; raises `ConfigError` with the line that is no such text."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield TextLine.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigError(first["msg"], path=path, line=number, field=".".join(map(str, first["loc"])) or None) from None


def _write(texts: Iterable[TextLine], vocabulary: Vocabulary) -> None:
    for text in texts:
        tags = tag(text.title or "", text.text, language=text.language, url=text.url, vocabulary=vocabulary)
        sys.stdout.write(json.dumps({"id": text.id, **as_json(tags)}, ensure_ascii=False) + "\n")


def as_json(tags: Tags) -> dict[str, Any]:
    """Tags in the field order of the command's output."""
    return {
        "language": tags.language,
        "regions": [
            {"code": region.code, "role": region.role, "score": region.score, "evidence": list(region.evidence)} for region in tags.regions
        ],
        "pairs": list(tags.pairs),
        "themes": [{"id": theme.id, "iptc": theme.iptc, "score": theme.score, "evidence": list(theme.evidence)} for theme in tags.themes],
    }
