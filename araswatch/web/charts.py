"""Vega-Lite: specifications, their SVG made here, and the bundle that makes them interactive in the browser.

Colours are the sheet's own custom properties, so that a chart follows light and dark.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert

from araswatch.web.attention import DayOfAttention, Gap

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
VERSION = "6.4"
BUNDLE = f"vega-lite-{VERSION}-{version('vl-convert-python')}.js"
WIDTH = 1090
PHONE_WIDTH = 300
"""Of the plot alone, in CSS pixels: with its axis it stands in a page 360 wide."""

SNIPPET = "window.vegaEmbed = vegaEmbed;"

CONFIG = {
    "background": "transparent",
    "font": "Inter, system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": "var(--soft)", "titleColor": "var(--soft)", "gridColor": "var(--line)", "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 11.5, "titleFontSize": 11.5, "titleFontWeight": 500, "labelPadding": 4, "minExtent": 34,
    },
}  # fmt: skip


def attention_chart(days: Sequence[DayOfAttention], gaps: Sequence[Gap], *, width: int = WIDTH) -> dict[str, Any]:
    """Articles a day as bars, their share of all coverage as a line below, collection gaps as bands behind both.

    `width` is the plot's in pixels; it may be set anew in each panel before the chart is drawn.
    """
    ticks = max(3, min(8, width // 90))
    return {
        "$schema": SCHEMA,
        "config": CONFIG,
        "spacing": 14,
        "resolve": {"scale": {"x": "shared"}},
        "data": {"name": "days", "values": [_row(day) for day in days]},
        "vconcat": [
            _panel("Articles a day", (width, 190), [*_bands(gaps, ticks), *_articles(ticks)]),
            _panel("Share of all coverage", (width, 110), [*_bands(gaps, ticks), *_share(ticks)]),
        ],
    }


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    return str(vl_convert.vegalite_to_svg(json.loads(spec), vl_version=VERSION))


def svg(spec: dict[str, Any]) -> str:
    """The chart as SVG, without style attributes: it may stand in a page with a strict Content-Security-Policy."""
    return _svg(json.dumps(spec, sort_keys=True))


def bundle(folder: Path) -> Path:
    """The JavaScript of Vega, Vega-Lite and Vega-Embed that vl-convert brings, written once into a folder (about 5 s)."""
    path = folder / BUNDLE
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        unfinished.write_text(vl_convert.javascript_bundle(SNIPPET, vl_version=VERSION), "utf-8")
        unfinished.replace(path)
    return path


def _row(day: DayOfAttention) -> dict[str, Any]:
    after = day.at + timedelta(days=1)
    return {"day": day.at.isoformat(), "after": after.isoformat(), "articles": day.articles, "coverage": day.coverage, "share": day.share}


def _panel(title: str, size: tuple[int, int], layers: list[dict[str, Any]]) -> dict[str, Any]:
    return {"width": size[0], "height": size[1], "title": _title(title), "layer": layers}


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "anchor": "start", "frame": "group", "fontSize": 12.5, "fontWeight": 600, "color": "var(--ink)", "offset": 8}


def _bands(gaps: Sequence[Gap], ticks: int) -> list[dict[str, Any]]:
    values = [
        {
            "since": gap.since.isoformat(),
            "until": (gap.until + timedelta(days=1)).isoformat(),
            "reason": gap.reason,
            "color": "var(--gap-partial)" if gap.partial else "var(--gap)",
        }
        for gap in gaps
    ]
    if not values:
        return []
    encoding = {
        "x": _x("since", ticks),
        "x2": {"field": "until", "type": "temporal"},
        "color": {"field": "color", "type": "nominal", "scale": None},
        "tooltip": [{"field": "reason", "title": "Gap"}],
    }
    return [{"data": {"values": values}, "mark": {"type": "rect"}, "encoding": encoding}]


def _articles(ticks: int) -> list[dict[str, Any]]:
    mark = {"type": "bar", "color": "var(--bar)", "binSpacing": 1}
    y = {"field": "articles", "type": "quantitative", "title": None, "axis": {"tickMinStep": 1, "tickCount": 4, "format": "d"}}
    return [{"mark": mark, "encoding": {"x": _x("day", ticks), "x2": {"field": "after"}, "y": y, "y2": {"datum": 0}, "tooltip": TOOLTIP}}]


def _share(ticks: int) -> list[dict[str, Any]]:
    y = {"field": "share", "type": "quantitative", "title": None, "axis": {"format": "%", "tickCount": 3}, "scale": {"zero": True}}
    mark = {
        "type": "line",
        "color": "var(--accent)",
        "strokeWidth": 1.6,
        "interpolate": "monotone",
        "invalid": "break-paths-filter-domains",
    }
    return [{"mark": mark, "encoding": {"x": _x("day", ticks), "y": y, "tooltip": TOOLTIP}}]


def _x(field: str, ticks: int) -> dict[str, Any]:
    return {"field": field, "type": "temporal", "title": None, "axis": {"format": "%-d %b", "tickCount": ticks, "grid": False}}


TOOLTIP = [
    {"field": "day", "type": "temporal", "title": "Day", "format": "%-d %B %Y"},
    {"field": "articles", "title": "Articles"},
    {"field": "coverage", "title": "All coverage"},
    {"field": "share", "title": "Share", "format": ".1%"},
]
