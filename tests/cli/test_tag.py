from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from araswatch.enrich.vocabulary import default_folder

ARASWATCH = [sys.executable, "-c", "from araswatch.cli import main; main()", "tag"]
LINE = {
    "id": "a",
    "title": "Iran and Azerbaijan open bridge",
    "text": "Iran and Azerbaijan opened a bridge. Baku sent a minister.",
    "extra": 1,
}


def run(*arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ARASWATCH, *arguments], input=text, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)


def test_a_line_in_is_a_line_out_in_order(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    lines = [LINE, {"id": 2, "text": "در باکو باران بارید."}, {"id": "empty", "title": None, "text": ""}]
    file.write_text("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
    done = run(str(file))
    assert done.returncode == 0, done.stderr
    first, second, third = map(json.loads, done.stdout.splitlines())
    assert [first["id"], second["id"], third["id"]] == ["a", "2", "empty"]
    assert first["language"] == "en"
    assert first["pairs"] == ["AZ-IR"]
    assert {region["code"]: region["role"] for region in first["regions"]} == {"AZ": "about", "IR": "about"}
    assert set(first["regions"][0]) == {"code", "role", "score", "evidence"}
    assert second["language"] == "fa"
    assert third == {"id": "empty", "language": None, "regions": [], "pairs": [], "themes": []}


def test_standard_input_is_read_without_a_file() -> None:
    done = run(text=json.dumps(LINE))
    assert json.loads(done.stdout)["pairs"] == ["AZ-IR"]


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(json.dumps(LINE) + "\n{broken\n", "utf-8")
    done = run(str(file))
    assert done.returncode == 1
    assert f"{file}:2" in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize("named", [True, False], ids=["file", "standard input"])
def test_what_is_not_utf_8_is_an_error_and_a_byte_order_mark_is_none(tmp_path: Path, named: bool) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(LINE).encode() + b'\n{"id": "\xff"}\n' * 10_000)
    with file.open("rb") as opened:
        done = subprocess.run([*ARASWATCH, *([str(file)] if named else [])], stdin=opened, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{file if named else '-'}: cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_file_and_a_broken_vocabulary_are_errors(tmp_path: Path) -> None:
    assert "cannot be read" in run(str(tmp_path / "none.jsonl")).stderr
    done = run("--vocabulary", str(tmp_path), text=json.dumps(LINE))
    assert done.returncode == 1
    assert str(tmp_path) in done.stderr


def test_another_vocabulary_can_be_named() -> None:
    assert run("--vocabulary", str(default_folder()), text=json.dumps(LINE)).returncode == 0
