"""A page → a reader's account of what was kept, what was removed, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from araswatch.extract.body import Body, Choice
from araswatch.extract.features import Groups, spread
from araswatch.extract.model import load_forest
from araswatch.extract.pipeline import study
from araswatch.records import Article, Page, Rejection

WIDTH = 100


def explain(page: Page) -> str:
    """Kept (+) and removed (-) blocks in page order, each with its probability, its kind and evidence, and the features that weighed
    most."""
    found = study(page)
    lines = [*_headline(found.outcome)]
    if found.body is not None and found.layout is not None and found.layout.blocks:
        sizes = np.array([len(block.text) for block in found.layout.blocks], dtype=np.float32)
        lines += _blocks(found.body, sizes, Groups(found.layout))
    return "\n".join(lines)


def _headline(outcome: Article | Rejection) -> Iterator[str]:
    if isinstance(outcome, Rejection):
        yield f"rejected: {outcome.reason} ({outcome.detail})"
        yield f"title: {outcome.title}"
        return
    yield f"article: {outcome.title}"
    yield f"url: {outcome.canonical_url}"
    yield f"authors: {', '.join(outcome.authors) or '-'}"
    for name, dated in (("published", outcome.published), ("modified", outcome.modified)):
        yield f"{name}: {f'{dated.isoformat()} ({dated.source}, confidence {dated.confidence})' if dated else '-'}"
    yield f"language: {outcome.language}, site: {outcome.site_name}, paywalled: {outcome.paywalled}, truncated: {outcome.truncated}"


def _blocks(body: Body, sizes: np.ndarray[tuple[int], np.dtype[np.float32]], groups: Groups) -> Iterator[str]:
    forest = load_forest("blocks_again")
    rows = np.hstack([body.rows, spread(sizes, groups, load_forest("blocks").probability(body.rows))])
    for choice in body.choices:
        yield _line(choice)
        reasons = forest.reasons(rows[choice.block.index])
        yield f"        {', '.join(f'{name} {change:+.1f}' for name, change in reasons)}"


def _line(choice: Choice) -> str:
    text = choice.block.text if len(choice.block.text) <= WIDTH else choice.block.text[: WIDTH - 1] + "…"
    why = f" [{choice.kind}{': ' + choice.evidence if choice.evidence else ''}]" if choice.kind else ""
    return f"{'+' if choice.kept else '-'} {choice.probability:.2f}{' engine' if choice.engine else '       '}{why} {text}"
