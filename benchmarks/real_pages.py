"""The real pages of the evaluation data beside the checkout, unpacked once into `build/`."""

from __future__ import annotations

import gzip
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
SHARED_DATA = PROJECT.parent / "shared" / "data"
UNPACKED = PROJECT / "build" / "pages"


def extraction_pages() -> dict[str, Path]:
    """990 pages as fetched, by their path in the gold file; raises `FileNotFoundError` where the data is absent."""
    folder = unpacked("extraction")
    return {line["path"]: folder / line["path"] for line in extraction_gold()}


def extraction_gold() -> list[dict[str, Any]]:
    """The gold file's lines: path, url, segments that must and must not be in the text."""
    with (SHARED_DATA / "extraction" / "gold.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def unpacked(name: str) -> Path:
    """The folder with a set's `pages/`; two processes that unpack at once end with one whole copy."""
    target = UNPACKED / name
    if not target.is_dir():
        UNPACKED.mkdir(parents=True, exist_ok=True)
        with tarfile.open(SHARED_DATA / name / "pages.tar.xz") as archive, tempfile.TemporaryDirectory(dir=UNPACKED) as scratch:
            archive.extractall(scratch, filter="data")
            try:
                Path(scratch).rename(target)
            except OSError:
                if not target.is_dir():
                    raise
            Path(scratch).mkdir(exist_ok=True)
    return target


def article_bodies() -> list[str]:
    """The texts of the articles among the 1,476 pages of the second set, as their annotators cut them out, 80 words or more."""
    with gzip.open(SHARED_DATA / "wcxb" / "gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [row["body"] for row in rows if row["page_type"] == "article" and len(row["body"].split()) >= 80]
