"""A page as a whole → what the model looks at to tell articles from listings, products, front pages and errors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract import pagechosen, pagedeclared, pagemarkup, pageplaces, pageshape
from araswatch.extract.pagemarkup import Markup
from araswatch.extract.pagerow import Part
from araswatch.extract.pageshape import Outline
from araswatch.extract.structured import Structured

FOUND = ("dated", "authored", "title_seen")
NAMES = (
    *pagedeclared.NAMES,
    *pagemarkup.NAMES,
    *pageshape.NAMES,
    *FOUND,
    *pagechosen.NAMES,
    *pageplaces.NAMES,
    "words",
)
"""The last is the score of `pagewords`, which the caller appends."""


def fixed_parts(
    markup: Markup, page: Outline, data: Structured, *, url: str, title: str, dated: bool, authored: bool, title_seen: bool
) -> list[Part]:
    """What no choice of blocks changes: `NAMES` up to `FOUND`."""
    return [
        Part(pagedeclared.NAMES, lambda: pagedeclared.declared_features(data, url, title)),
        *markup.parts(),
        *pageshape.shape_parts(page),
        Part(FOUND, lambda: [float(dated), float(authored), float(title_seen)]),
    ]


def chosen_parts(
    page: Outline,
    probabilities: NDArray[np.float32],
    kept: Sequence[bool],
    engine: Sequence[bool],
    *,
    title: str,
    title_at: int | None,
    url: str,
) -> list[Part]:
    """What depends on the blocks that are kept: `NAMES` behind `FOUND`."""
    return [
        *pagechosen.chosen_parts(page, probabilities, kept, engine, title=title, url=url),
        *pageplaces.place_parts(page, kept, title, title_at),
    ]
