"""Which sources a crawl is of."""

from __future__ import annotations

from pathlib import Path

import yaml

from araswatch.catalogue import load_sources
from crawlers.__main__ import choose


def test_disabled_sources_are_left_out_unless_named(tmp_path: Path) -> None:
    common = {"name": "A", "homepage": "https://a.example/", "feeds": ["https://a.example/feed"], "languages": ["en"], "country": "AZ"}
    rest = {"kind": "blog", "timezone": "Asia/Baku", "expect": {"min_per_day": 0, "max_per_day": 9}}
    entries = [{"id": "on", **common, **rest}, {"id": "off", **common, **rest, "enabled": False}]
    (tmp_path / "a.yml").write_text(yaml.safe_dump(entries), "utf-8")
    sources = load_sources(tmp_path)
    assert [source.id for source in choose(sources, [])] == ["on"]
    assert [source.id for source in choose(sources, ["off", "on"])] == ["on", "off"]
