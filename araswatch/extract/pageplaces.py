"""How title, day, description and the kept text stand to each other on the page → features for the verdict, in any language."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import HEADINGS, is_linked
from araswatch.extract.pagerow import Part
from araswatch.extract.pageshape import PROSE, Outline, is_priced

TITLED = ("title_is_link", "title_links", "title_is_heading", "title_dated", "title_priced")
LED_BY = ("lead_gap", "lead_links", "kept_before_title")
DESCRIBED = ("described", "described_lead")
SPANNED = ("runs", "run_share", "span_share", "span_links", "span_headings_linked", "span_dated", "span_prose_kept", "rival")
NAMES = (*TITLED, *LED_BY, *DESCRIBED, *SPANNED)
DAY_OR_CLOCK = re.compile(r"\d{4}|\d{1,2}[:.]\d\d(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d\d")
NEAR, FAR = 6, 60
GOODS_NEAR = 12
LEAD = 50
"""A sentence of so many characters may be the first of a story: Arabic and Persian write short."""
SHORT_LINE = 80
LINKED = 0.6
"""A block is a link from this share of its characters on."""


def place_parts(page: Outline, kept: Sequence[bool], title: str, title_at: int | None) -> list[Part]:
    """The features of `NAMES`; `title_at` is the index of the title's block."""
    mask = np.array(kept, dtype=bool)
    return [
        Part(TITLED, lambda: _title(page, title, title_at)),
        Part(LED_BY, lambda: _lead(page, mask, title_at)),
        Part(DESCRIBED, lambda: _described(page, mask)),
        Part(SPANNED, lambda: _span(page, mask)),
    ]


def _title(page: Outline, title: str, at: int | None) -> list[float]:
    blocks, key = page.layout.blocks, title.casefold()
    linked = page.links > page.sizes * LINKED
    alike = sum(page.texts[number].casefold() == key for number in np.flatnonzero(linked) if len(page.texts[number]) == len(title))
    if at is None:
        return [0.0, min(alike, 5), 0.0, 0.0, 0.0]
    around = [text for number, text in enumerate(page.texts[max(at - NEAR, 0) : at + NEAR + 1]) if len(text) < SHORT_LINE]
    behind = [text.lower() for text in page.texts[at + 1 : at + GOODS_NEAR] if len(text) < SHORT_LINE]
    return [
        float(linked[at]),
        min(alike - float(linked[at]), 5),
        float(blocks[at].frame.tag in HEADINGS),
        float(any(DAY_OR_CLOCK.search(text) for text in around if text != page.texts[at])),
        float(sum(map(is_priced, behind))),
    ]


def _lead(page: Outline, mask: NDArray[np.bool_], at: int | None) -> list[float]:
    """How far behind the title the kept prose begins, what stands between, and how much is kept above."""
    start = -1 if at is None else at
    prose = np.flatnonzero(mask & (page.sizes >= LEAD) & (page.links * 3 < page.sizes))
    behind = prose[prose > start]
    first = int(behind[0]) if len(behind) else len(mask)
    kept = max(float(page.sizes[mask].sum()), 1.0)
    return [
        float(FAR if at is None else min(first - start - 1, FAR)),
        min(float(page.links[start + 1 : first].sum()), 4_000) ** 0.5,
        float(page.sizes[: start + 1][mask[: start + 1]].sum()) / kept,
    ]


def _described(page: Outline, mask: NDArray[np.bool_]) -> list[float]:
    """Whether the description's beginning is on the page (1) or in the kept text (2), and whether at the head of that."""
    at = page.described
    if at is None:
        return [0.0, 0.0]
    prose = np.flatnonzero(mask & (page.sizes >= PROSE))
    return [1.0 + float(mask[at]), float(len(prose) > 0 and at <= prose[0])]


def _span(page: Outline, mask: NDArray[np.bool_]) -> list[float]:
    """The stretch from the first to the last kept block: how much of it is kept, linked, dated."""
    where = np.flatnonzero(mask)
    if not len(where):
        return [0.0] * 8
    first, last = int(where[0]), int(where[-1]) + 1
    kept, size = float(page.sizes[mask].sum()), max(float(page.sizes[first:last].sum()), 1.0)
    starts = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0) == 1)
    runs = np.add.reduceat(np.where(mask, page.sizes, 0), starts)
    headings = [block for block in page.layout.blocks[first:last] if block.frame.tag in HEADINGS]
    linked = sum(map(is_linked, headings))
    dated = sum(len(text) < SHORT_LINE and DAY_OR_CLOCK.search(text) is not None for text in page.texts[first:last])
    prose = (page.sizes >= PROSE) & (page.links * 3 < page.sizes)
    return [
        min(len(starts), 40),
        float(runs.max()) / max(kept, 1.0),
        kept / size,
        float(page.links[first:last].sum()) / size,
        linked / max(len(headings), 1),
        min(dated, 40) ** 0.5,
        float(page.sizes[mask & prose].sum()) / max(float(page.sizes[prose].sum()), 1.0),
        min(max((chars for chars, _ in page.prose), default=0.0) / max(kept, 1.0), 5.0),
    ]
