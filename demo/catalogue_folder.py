"""A configuration folder for a web on loopback: one source file of its sites, and the watches that the project ships."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from araswatch.settings import data_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A site's entry in the catalogue; `ways` maps `feeds`, `sitemaps`, `links` and `wordpress` to addresses."""

    id: str
    name: str
    homepage: str
    ways: dict[str, Any]
    language: str
    country: str
    kind: str
    timezone: str
    per_day: int


def write_config_folder(folder: Path, outlets: Iterable[Outlet], *, delay_s: float) -> Path:
    """Writes `sources/` and `watches/` into `folder` and gives it back; `ARASWATCH_CONFIG` may point there."""
    for name in ("sources", "watches"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    entries = [_entry(outlet, delay_s) for outlet in outlets]
    (folder / "sources" / "loopback.yml").write_text(yaml.safe_dump(entries, allow_unicode=True, sort_keys=False), "utf-8")
    for watch in sorted((data_folder("config") / "watches").glob("*.yml")):
        shutil.copyfile(watch, folder / "watches" / watch.name)
    return folder


def _entry(outlet: Outlet, delay_s: float) -> dict[str, Any]:
    return {
        "id": outlet.id,
        "name": outlet.name,
        "homepage": outlet.homepage,
        **outlet.ways,
        "languages": [outlet.language],
        "country": outlet.country,
        "kind": outlet.kind,
        "timezone": outlet.timezone,
        "delay_s": delay_s,
        "expect": {"min_per_day": 0, "max_per_day": max(outlet.per_day, 1)},
        "verified_on": None,
    }
