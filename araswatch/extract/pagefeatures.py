"""A page as a whole → what the model looks at to tell articles from listings, products, front pages and errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract import pagechosen, pagedeclared, pagemarkup, pageplaces, pageshape
from araswatch.extract.blocks import Layout
from araswatch.extract.pageshape import Outline
from araswatch.extract.structured import Structured

FOUND = ("dated", "authored", "title_seen")
NAMES = (
    *pagedeclared.NAMES,
    *pagemarkup.NAMES,
    *pageshape.NAMES,
    *FOUND,
    *pagechosen.CHOSEN,
    *pagechosen.WORDED,
    *pageplaces.NAMES,
    "words",
)
"""The last is the score of `pagewords`, which the caller appends."""


def fixed_features(
    markup: Sequence[float],
    layout: Layout,
    shape: Outline,
    data: Structured,
    *,
    url: str,
    title: str,
    dated: bool,
    authored: bool,
    title_seen: bool,
) -> list[float]:
    """What no choice of blocks changes: the columns of `NAMES` up to `FOUND`. `markup` are those of `pagemarkup`."""
    return [
        *pagedeclared.declared_features(data, url, title),
        *markup,
        *pageshape.shape_features(layout, shape),
        float(dated),
        float(authored),
        float(title_seen),
    ]


def chosen_features(
    layout: Layout,
    page: Outline,
    probabilities: NDArray[np.float32],
    kept: Sequence[bool],
    engine: Sequence[bool],
    *,
    title: str,
    title_at: int | None,
    url: str,
) -> list[float]:
    """What depends on the blocks that are kept: the columns of `NAMES` behind `FOUND`."""
    return [
        *pagechosen.chosen_features(page, probabilities, kept, engine),
        *pagechosen.worded_features(page, kept, title, url),
        *pageplaces.place_features(layout, page, kept, title, title_at),
    ]
