"""The saved objects for Kibana fit the index template and are what their script makes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from araswatch.settings import PROJECT

FOLDER = PROJECT / "infra" / "kibana"


def fields(properties: dict[str, Any], prefix: str = "") -> set[str]:
    """Paths of all fields of a mapping."""
    found: set[str] = set()
    for name, field in properties.items():
        found |= fields(field["properties"], f"{prefix}{name}.") if "properties" in field else {prefix + name}
    return found


def test_they_are_what_the_script_makes() -> None:
    made = subprocess.run([sys.executable, str(FOLDER / "build.py")], capture_output=True, text=True, check=True).stdout
    assert (FOLDER / "araswatch.ndjson").read_text("utf-8") == made


def test_references_and_fields_exist() -> None:
    objects = [json.loads(line) for line in (FOLDER / "araswatch.ndjson").read_text("utf-8").splitlines()]
    ids = {(one["type"], one["id"]) for one in objects}
    assert all((reference["type"], reference["id"]) in ids for one in objects for reference in one["references"])
    template = json.loads((PROJECT / "schemas" / "elasticsearch" / "articles.json").read_text("utf-8"))
    known = fields(template["template"]["mappings"]["properties"])
    used = {
        aggregation["params"]["field"]
        for one in objects if one["type"] == "visualization"
        for aggregation in json.loads(one["attributes"]["visState"])["aggs"] if "field" in aggregation["params"]
    }  # fmt: skip
    view = next(one for one in objects if one["type"] == "index-pattern")
    search = next(one for one in objects if one["type"] == "search")
    assert used | {view["attributes"]["timeFieldName"]} | set(search["attributes"]["columns"]) <= known
