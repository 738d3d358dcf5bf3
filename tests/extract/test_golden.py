"""Golden pages: `tests/pages/<source>/<slug>/` holds a page, where it came from, and the article or the rejection that it must give."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest

from araswatch.extract import extract
from araswatch.records import Article, Page, Rejection

PAGES = sorted(path.parent for path in (Path(__file__).parents[1] / "pages").glob("*/*/page.html.gz"))


def load(folder: Path) -> Page:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    body = gzip.decompress((folder / "page.html.gz").read_bytes())
    fetched_at = datetime.fromisoformat(meta["fetched_at"])
    return Page(url=meta["url"], requested_url=meta["url"], source_id="golden", status=200, headers=(), body=body, fetched_at=fetched_at)


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_golden(folder: Path) -> None:
    outcome = extract(load(folder))
    if (folder / "rejection.json").exists():
        assert isinstance(outcome, Rejection)
        assert {"reason": outcome.reason} == json.loads((folder / "rejection.json").read_text(encoding="utf-8"))
        return
    assert isinstance(outcome, Article)
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    kinds = {block.kind for block in outcome.removed}
    assert set(wanted.pop("removed_kinds")) <= kinds
    assert wanted == {
        "title": outcome.title,
        "authors": list(outcome.authors),
        "published": outcome.published.isoformat() if outcome.published else None,
        "modified": outcome.modified.isoformat() if outcome.modified else None,
        "language": outcome.language,
        "site_name": outcome.site_name,
        "canonical_url": outcome.canonical_url,
        "text": outcome.text,
    }
