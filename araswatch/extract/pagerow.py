"""A page's row of features, computed part by part when its values are asked for: the verdict's rules look at a few, its forest at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple


class Part(NamedTuple):
    """Features that are computed together, in the order of `names`."""

    names: tuple[str, ...]
    compute: Callable[[], list[float]]


class PageRow(Mapping[str, float]):
    """Features by name, in the order of their parts; each part is computed once, when the first of its values is asked for."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._part_of = {name: part for part in parts for name in part.names}
        self._known: dict[str, float] = {}

    def __getitem__(self, name: str) -> float:
        if name not in self._known:
            part = self._part_of[name]
            self._known.update(zip(part.names, map(float, part.compute()), strict=True))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._part_of)

    def __len__(self) -> int:
        return len(self._part_of)
