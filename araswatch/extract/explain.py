"""A page → a reader's account of what was kept, what was removed, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from araswatch.extract import authors, choice, dates, site
from araswatch.extract.blocks import lay_out, title_index
from araswatch.extract.body import Body, Choice
from araswatch.extract.dateplaces import find_claims
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.features import Groups, spread
from araswatch.extract.model import load_forest
from araswatch.extract.pipeline import study
from araswatch.extract.structured import read_structured
from araswatch.records import Article, Page, Rejection

WIDTH = 100
CANDIDATES = 4


def explain(page: Page) -> str:
    """Kept (+) and removed (-) blocks in page order, each with its probability, its kind and evidence, and the features that weighed
    most."""
    found = study(page)
    lines = [*_headline(found.outcome)]
    if found.draft is not None:
        lines += _candidates(page, found.draft.title)
    if found.body is not None and found.layout is not None and found.layout.blocks:
        sizes = np.array([len(block.text) for block in found.layout.blocks], dtype=np.float32)
        lines += _blocks(found.body, sizes, Groups(found.layout))
    return "\n".join(lines)


def _headline(outcome: Article | Rejection) -> Iterator[str]:
    if isinstance(outcome, Rejection):
        yield f"rejected: {outcome.reason}" + (f" ({outcome.detail})" if outcome.detail else "")
        yield f"title: {outcome.title or '-'}"
        return
    yield f"article: {outcome.title}"
    yield f"url: {outcome.canonical_url}"
    yield f"authors: {', '.join(outcome.authors) or '-'}"
    for name, dated in (("published", outcome.published), ("modified", outcome.modified)):
        yield f"{name}: {f'{dated.isoformat()} ({dated.source}, confidence {dated.confidence})' if dated else '-'}"
    yield f"language: {outcome.language}, site: {outcome.site_name}, paywalled: {outcome.paywalled}, truncated: {outcome.truncated}"


def _candidates(page: Page, title: str) -> Iterator[str]:
    """The likeliest authors and days, each with its probability among the candidates and the features that weighed most."""
    tree = parse(decode(page.body, page.header("content-type"))[0])
    if tree is None:
        return
    data, layout = read_structured(tree), lay_out(tree)
    at = title_index(layout, title)
    bylines = authors.author_claims(tree, layout, data, site.site_name(data, page.url), page.url, at)
    names = [f"{', '.join(claim.names)} ({claim.byline.source})" for claim in bylines]
    yield from _ranked("authors", list(zip(names, authors.claim_features(bylines, at), strict=True)))
    clock = dates.clock_of(tree, layout, data, url=page.url, language=page.hints.language, fetched_at=page.fetched_at, hints=page.hints)
    claims = find_claims(tree, layout, data, url=page.url, title=title, title_at=at, clock=clock)
    days = dates.candidates(dates.believable(claims, clock), page.url, title)
    yield from _ranked("dates", [(day.isoformat(), features) for day, features in days.items()])


def _ranked(kind: str, candidates: list[tuple[str, choice.Features]]) -> Iterator[str]:
    table = choice.weights(kind)
    chances = choice.probabilities([features for _, features in candidates], table)
    for chance, (name, features) in sorted(zip(chances, candidates, strict=True), key=lambda pair: -pair[0])[:CANDIDATES]:
        reasons = ", ".join(f"{reason} {weight:+.1f}" for reason, weight in choice.reasons(features, table))
        yield f"{kind}: {chance:.2f} {name}: {reasons}"


def _blocks(body: Body, sizes: np.ndarray[tuple[int], np.dtype[np.float32]], groups: Groups) -> Iterator[str]:
    forest = load_forest("blocks_again")
    rows = np.hstack([body.rows, spread(sizes, groups, load_forest("blocks").probability(body.rows))])
    for chosen in body.choices:
        yield _line(chosen)
        reasons = forest.reasons(rows[chosen.block.index])
        yield f"        {', '.join(f'{name} {change:+.1f}' for name, change in reasons)}"
        if chosen.cut:
            yield f"-              [{chosen.cut.kind}: an appeal in a paragraph of the article] {chosen.cut.text}"


def _line(chosen: Choice) -> str:
    text = chosen.block.text if len(chosen.block.text) <= WIDTH else chosen.block.text[: WIDTH - 1] + "…"
    why = f" [{chosen.kind}{': ' + chosen.evidence if chosen.evidence else ''}]" if chosen.kind else ""
    return f"{'+' if chosen.kept else '-'} {chosen.probability:.2f}{' engine' if chosen.engine else '       '}{why} {text}"
