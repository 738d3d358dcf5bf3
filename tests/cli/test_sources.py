"""`araswatch sources`: what is printed where, and with which exit code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from araswatch.catalogue import load_sources
from araswatch.cli import app, sources
from demo import DemoWeb

runner = CliRunner()
assert sources


@pytest.fixture(scope="module")
def web() -> Iterator[DemoWeb]:
    with DemoWeb() as running:
        yield running


@pytest.fixture
def config(web: DemoWeb, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ARASWATCH_CONFIG", str(tmp_path))
    monkeypatch.setenv("ARASWATCH_ALLOW_PRIVATE_NETWORKS", "true")
    monkeypatch.setenv("COLUMNS", "160")
    return web.write_config(tmp_path)


def test_check_says_that_all_is_well(config: Path) -> None:
    result = runner.invoke(app, ["sources", "check"])
    assert result.exit_code == 0
    assert "11 of 11 sources answer, 11 as expected" in result.stdout
    assert {source.verified_on for source in load_sources(config / "sources")} == {None}


def test_check_of_one_source_as_json_with_its_day_noted(config: Path) -> None:
    result = runner.invoke(app, ["sources", "check", "granitsa", "--json", "--write"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["mistakes"] == []
    assert [(check["source_id"], check["finding"]) for check in found["sources"]] == [("granitsa", "ok")]
    verified = {source.id for source in load_sources(config / "sources") if source.verified_on == datetime.now(UTC).date()}
    assert verified == {"granitsa"}


def test_check_fails_where_a_source_is_silent(config: Path) -> None:
    path = config / "sources" / "loopback.yml"
    path.write_text(path.read_text("utf-8").replace("/atom.xml", "/moved.xml"), "utf-8")
    result = runner.invoke(app, ["sources", "check", "granitsa"])
    assert result.exit_code == 1
    assert "unreadable" in result.stdout
    assert "answers 404" in result.stdout


def test_mistakes_are_named_and_the_other_files_go_on(config: Path) -> None:
    (config / "sources" / "az.yml").write_text("- id: River\n", "utf-8")
    result = runner.invoke(app, ["sources", "check", "--offline"])
    assert result.exit_code == 1
    assert f"{config / 'sources' / 'az.yml'}:1: id: " in result.stderr
    assert f"{config / 'sources' / 'az.yml'}:1: homepage: is missing" in result.stderr
    assert "11 sources are valid, 8 mistakes" in result.stdout


def test_an_unknown_source_is_wrong_usage(config: Path) -> None:
    result = runner.invoke(app, ["sources", "check", "nowhere"])
    assert result.exit_code == 2
    assert "no such source: nowhere" in result.stderr


def test_list_shows_every_source_disabled_ones_too(config: Path) -> None:
    path = config / "sources" / "loopback.yml"
    path.write_text(path.read_text("utf-8").replace("- id: granitsa\n", "- id: granitsa\n  enabled: false\n"), "utf-8")
    listed = json.loads(runner.invoke(app, ["sources", "list", "--json"]).stdout)
    assert {entry["id"]: entry["enabled"] for entry in listed}["granitsa"] is False
    assert len(listed) == 11
    shown = runner.invoke(app, ["sources", "list"])
    assert shown.exit_code == 0
    assert "disabled" in shown.stdout
