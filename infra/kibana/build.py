"""Makes `infra/kibana/araswatch.ndjson`: saved objects for people who look at the Elasticsearch store with Kibana 8.x.

    .venv/bin/python infra/kibana/build.py > infra/kibana/araswatch.ndjson

A data view over the store's alias, a saved search and an overview dashboard: coverage over time, by theme, region, language and source.
Import: Kibana → Stack Management → Saved Objects → Import, or `POST /api/saved_objects/_import`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

VERSION = "8.11.0"
"""The oldest Kibana that reads these; newer ones migrate them."""

DATA_VIEW = "araswatch-articles"
SEARCH = "araswatch-newest"
PANELS = (
    ("time", "Articles over time", "histogram", "times.date", (0, 0, 48, 12)),
    ("theme", "Themes", "terms", "values.theme", (0, 12, 16, 14)),
    ("region", "Regions, about", "terms", "values.region", (16, 12, 16, 14)),
    ("pair", "Pairs of countries", "terms", "values.pair", (32, 12, 16, 14)),
    ("language", "Languages", "terms", "values.lang", (0, 26, 16, 14)),
    ("source", "Sources", "terms", "values.source", (16, 26, 16, 14)),
    ("kind", "Kinds of source", "terms", "values.kind", (32, 26, 16, 14)),
)
"""Id, title, shape, field, and place on the dashboard as left, top, width, height."""


def main() -> None:
    charts = [chart(*panel[:4]) for panel in PANELS]
    for saved in (data_view(), saved_search(), *charts, dashboard()):
        sys.stdout.write(json.dumps(saved, ensure_ascii=False) + "\n")


def data_view() -> dict[str, Any]:
    attributes = {"title": DATA_VIEW, "name": "araswatch articles", "timeFieldName": "times.date", "allowNoIndex": True}
    return saved_object("index-pattern", DATA_VIEW, attributes, [], typed="8.0.0")


def saved_search() -> dict[str, Any]:
    columns = ["title", "source_id", "tags.language", "values.region", "values.theme"]
    attributes = {
        "title": "Newest articles", "columns": columns, "sort": [["times.date", "desc"]], "grid": {}, "hideChart": False,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source()},
    }  # fmt: skip
    return saved_object("search", SEARCH, attributes, [source_reference()], typed="8.0.0")


def chart(id_: str, title: str, shape: str, field: str) -> dict[str, Any]:
    count = {"id": "1", "enabled": True, "type": "count", "schema": "metric", "params": {}}
    if shape == "histogram":
        split = {"type": "date_histogram", "params": {"field": field, "interval": "auto", "min_doc_count": 0, "extended_bounds": {}}}
    else:
        split = {"type": "terms", "params": {"field": field, "orderBy": "1", "order": "desc", "size": 12}}
    kind = "histogram" if shape == "histogram" else "table"
    params = {"addTooltip": True} if kind == "histogram" else {"perPage": 12, "showTotal": False}
    schema = "segment" if kind == "histogram" else "bucket"
    state = {"title": title, "type": kind, "aggs": [count, {"id": "2", "enabled": True, "schema": schema, **split}], "params": params}
    attributes = {
        "title": title, "visState": json.dumps(state), "uiStateJSON": "{}", "description": "", "version": 1,
        "kibanaSavedObjectMeta": {"searchSourceJSON": search_source()},
    }  # fmt: skip
    return saved_object("visualization", f"araswatch-{id_}", attributes, [source_reference()], typed="8.5.0")


def dashboard() -> dict[str, Any]:
    panels, references = [], []
    everything = [*((f"araswatch-{id_}", "visualization", place) for id_, _, _, _, place in PANELS), (SEARCH, "search", (0, 40, 48, 18))]
    for number, (id_, type_, (x, y, w, h)) in enumerate(everything):
        grid = {"x": x, "y": y, "w": w, "h": h, "i": str(number)}
        panels.append(
            {"type": type_, "gridData": grid, "panelIndex": str(number), "embeddableConfig": {}, "panelRefName": f"panel_{number}"}
        )
        references.append({"name": f"{number}:panel_{number}", "type": type_, "id": id_})
    attributes = {
        "title": "araswatch: overview", "description": "Coverage over time, by theme, region, language and source", "version": 1,
        "panelsJSON": json.dumps(panels), "optionsJSON": json.dumps({"useMargins": True, "syncColors": True}), "timeRestore": True,
        "timeFrom": "now-60d", "timeTo": "now", "refreshInterval": {"pause": True, "value": 0},
        "kibanaSavedObjectMeta": {"searchSourceJSON": json.dumps({"query": {"query": "", "language": "kuery"}, "filter": []})},
    }  # fmt: skip
    return saved_object("dashboard", "araswatch-overview", attributes, references, typed="8.9.0")


def search_source() -> str:
    source = {"query": {"query": "", "language": "kuery"}, "filter": [], "indexRefName": "kibanaSavedObjectMeta.searchSourceJSON.index"}
    return json.dumps(source)


def source_reference() -> dict[str, str]:
    return {"name": "kibanaSavedObjectMeta.searchSourceJSON.index", "type": "index-pattern", "id": DATA_VIEW}


def saved_object(
    type_: str, id_: str, attributes: dict[str, Any], references: list[dict[str, str]], *, typed: str
) -> dict[str, Any]:  # fmt: skip
    return {
        "type": type_, "id": id_, "attributes": attributes, "references": references,
        "coreMigrationVersion": VERSION, "typeMigrationVersion": typed, "managed": False,
    }  # fmt: skip


if __name__ == "__main__":
    main()
