"""Counts by region → a map of countries, zoomed to where the counts are. Shapes: Natural Earth (see `infra/map/build.py`)."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

CLASSES = 5
COVERED = 0.7
"""The map is zoomed so far out that it shows the regions of this share of all counts."""

NARROWEST = 420
WIDEST = 600
"""Countries wider than these sixty degrees of longitude do not move the view: the middle of Russia is far from its news."""

ASPECT = 0.5
WIDTH_IN_LETTERS = 70
SHEET = (3600, 1700)


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country on the map: its path, its count, the shade of the count (0 none to 5), and where its label stands."""

    code: str
    name: str
    path: str
    count: int
    shade: int
    url: str | None
    x: int
    y: int
    labelled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionMap:
    """The countries in view, and the view as SVG has it: left, top, width, height."""

    countries: tuple[Country, ...]
    box: tuple[int, int, int, int]

    @property
    def font_size(self) -> float:
        return round(self.box[2] / WIDTH_IN_LETTERS, 1)


def region_map(counts: Mapping[str, int], url_of: Callable[[str], str]) -> RegionMap:
    """The map of counts by region code; provinces count as their country, cross-border regions are not drawn."""
    by_country: Counter[str] = Counter()
    for code, count in counts.items():
        if code.isupper():
            by_country[code.split("-")[0]] = max(by_country[code.split("-")[0]], count)
    box = _view(by_country)
    highest = max(by_country.values(), default=1)
    shapes = [shape for shape in world() if _meets(shape["box"], box)]
    labelled = _labelled([shape for shape in shapes if by_country.get(shape["code"])], by_country, box)
    return RegionMap(countries=tuple(_country(shape, by_country, highest, labelled, url_of) for shape in shapes), box=box)


@cache
def world() -> tuple[dict[str, Any], ...]:
    """All countries as `infra/map/build.py` made them."""
    return tuple(json.loads((Path(__file__).parent / "world.json").read_text()))


def _country(
    shape: dict[str, Any], counts: Mapping[str, int], highest: int, labelled: frozenset[str], url_of: Callable[[str], str]
) -> Country:
    code, (x, y) = shape["code"], shape["center"]
    count = counts.get(code, 0)
    return Country(
        code=code, name=shape["name"], path=shape["d"], count=count, shade=_shade(count, highest), url=url_of(code) if count else None,
        x=x, y=y, labelled=code in labelled,
    )  # fmt: skip


def _labelled(shapes: list[dict[str, Any]], counts: Mapping[str, int], box: tuple[int, int, int, int]) -> frozenset[str]:
    """The countries whose name and count have room, those of the highest counts first."""
    letter = box[2] / WIDTH_IN_LETTERS
    placed: dict[str, tuple[float, float, float]] = {}
    for shape in sorted(shapes, key=lambda shape: -counts[shape["code"]]):
        (x, y), half = shape["center"], letter * len(f"{shape['name']} {counts[shape['code']]:,}") * 0.3
        inside = box[0] + half < x < box[0] + box[2] - half and box[1] + letter < y < box[1] + box[3] - letter
        if inside and all(abs(x - u) > half + other or abs(y - v) > letter for u, v, other in placed.values()):
            placed[shape["code"]] = (x, y, half)
    return frozenset(placed)


def _shade(count: int, highest: int) -> int:
    """By the square root: news is uneven, and the second country should be seen beside the first."""
    return math.ceil(CLASSES * math.sqrt(count / highest))


def _view(counts: Mapping[str, int]) -> tuple[int, int, int, int]:
    centers = {shape["code"]: shape["center"] for shape in world() if shape["box"][2] - shape["box"][0] <= WIDEST}
    shown = [centers[code] for code in _commonest(counts) if code in centers]
    if not shown:
        return (0, 0, *SHEET)
    xs, ys = [x for x, _ in shown], [y for _, y in shown]
    width = max(NARROWEST, (max(xs) - min(xs)) * 1.5, (max(ys) - min(ys)) * 1.7 / ASPECT)
    if width > SHEET[0] * 0.8:
        return (0, 0, *SHEET)
    height = width * ASPECT
    left, top = (min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2
    return round(left), round(top), round(width), round(height)


def _commonest(counts: Mapping[str, int]) -> list[str]:
    total, covered, codes = sum(counts.values()), 0, []
    for code, count in sorted(counts.items(), key=lambda item: -item[1]):
        codes.append(code)
        covered += count
        if covered >= COVERED * total:
            break
    return codes


def _meets(shape: list[int], box: tuple[int, int, int, int]) -> bool:
    return shape[0] < box[0] + box[2] and shape[2] > box[0] and shape[1] < box[1] + box[3] and shape[3] > box[1]
