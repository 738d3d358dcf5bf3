"""The page's blocks → those of the article: trafilatura's choice, corrected by a small model of blocks, then by the furniture guard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.align import align
from araswatch.extract.appeals import appeals, without
from araswatch.extract.blocks import Block, Layout
from araswatch.extract.copies import copies
from araswatch.extract.features import Groups, Matrix, block_features, spread
from araswatch.extract.furniture import guard
from araswatch.extract.kinds import name_kinds
from araswatch.extract.lead import with_lead
from araswatch.extract.model import load_forest
from araswatch.records import Removed

CUTS = 0.2, 0.6
"""Within these bounds a page's cut is its own; beyond them the probabilities of blocks lean on each other too much."""
DOUBT_WORDS = 30
"""Words of which nothing is known, so that pages of a few lines are not cut by one."""


class Choice(NamedTuple):
    """What was decided of one block and why. `kind` is set where the block was removed, `evidence` where the guard removed it; `cut` is
    what was taken off a kept block's begin or end."""

    block: Block
    kept: bool
    probability: float
    engine: bool
    kind: str = ""
    evidence: str = ""
    cut: Removed | None = None

    @property
    def text(self) -> str:
        return without(self.block.text, self.cut)


@dataclass(frozen=True)
class Body:
    """The choices in page order, with the features that led to them (for explanations and the verdict on the page)."""

    choices: tuple[Choice, ...]
    probabilities: NDArray[np.float32]
    rows: Matrix

    @property
    def kept(self) -> list[bool]:
        return [choice.kept for choice in self.choices]

    @property
    def engine(self) -> list[bool]:
        return [choice.engine for choice in self.choices]

    @cached_property
    def text(self) -> str:
        """The article's paragraphs, one a line."""
        return "\n".join(choice.text for choice in self.choices if choice.kept)


def choose(layout: Layout, engine_says: str, *, title: str, title_at: int | None, authors: tuple[str, ...]) -> Body:
    """Which blocks are the article's text. `title_at` is the index of the title's block."""
    engine = align([block.text for block in layout.blocks], engine_says)
    if not layout.blocks:
        return Body((), np.zeros(0, dtype=np.float32), np.zeros((0, 0), dtype=np.float32))
    groups = Groups(layout)
    rows = block_features(layout, engine, title, title_at, groups)
    return decide(layout, judge(layout, rows, groups), rows, engine, title=title, title_at=title_at, authors=authors)


def decide(
    layout: Layout,
    probabilities: Matrix,
    rows: Matrix,
    engine: list[bool],
    *,
    title: str,
    title_at: int | None,
    authors: tuple[str, ...],
) -> Body:
    """The blocks that the model's probabilities, the lead and the guard leave, each text once."""
    cut = best_cut([block.text for block in layout.blocks], probabilities)
    chosen = with_lead(layout.blocks, (probabilities >= cut).tolist(), probabilities, title_at)
    findings = guard(layout, chosen, authors, title_at)
    said = {number: finding.kind for number, finding in findings.items()}
    said |= dict.fromkeys(_repeated_titles(layout.blocks, title), "repeated-title")
    kept = [chosen[number] and number not in said for number in range(len(chosen))]
    for number in copies(layout.blocks, kept):
        kept[number], said[number] = False, "repeated-text"
    kinds = name_kinds(layout, kept, said, authors)
    evidence = {number: finding.evidence for number, finding in findings.items()}
    cuts = appeals(layout.blocks, kept)
    choices = (
        Choice(block, kept[number], probability, engine[number], kinds.get(number, ""), evidence.get(number, ""), cuts.get(number))
        for number, (block, probability) in enumerate(zip(layout.blocks, probabilities.tolist(), strict=True))
    )
    return Body(tuple(choices), probabilities, rows)


def best_cut(texts: Sequence[str], probabilities: Matrix) -> float:
    """The probability from which a block is kept so that the expected F1 of the page's words is highest, as if blocks were independent."""
    words = np.array([text.count(" ") + 1 for text in texts], dtype=np.float64)
    order = np.argsort(-probabilities, kind="stable")
    sure = (words * probabilities)[order]
    expected = 2 * sure.cumsum() / (words[order].cumsum() + sure.sum() + DOUBT_WORDS)
    least, most = CUTS
    return min(max(float(probabilities[order[expected.argmax()]]), least), most)


def judge(layout: Layout, rows: Matrix, groups: Groups) -> NDArray[np.float32]:
    """The probability of each block to be the article's: a first opinion of each, then a second that knows its neighbours' first."""
    first = load_forest("blocks").probability(rows)
    sizes = np.array([len(block.text) for block in layout.blocks], dtype=np.float32)
    return load_forest("blocks_again").probability(np.hstack([rows, spread(sizes, groups, first)]))


def _repeated_titles(blocks: Sequence[Block], title: str) -> Iterator[int]:
    key = title.casefold()  # never shorter than the title
    yield from (block.index for block in blocks if len(block.text) <= len(key) and block.text.casefold() == key)
