"""`araswatch extract` keeps the input's order and answers every page with a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from araswatch.cli import app
from araswatch.cli.extract import read_manifest
from araswatch.errors import ConfigError

PROSE = "<p>The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed.</p>"
STORY = f"<html lang=en><title>The ferry</title><body><h1>The ferry</h1><p>By Ann Rivers</p>{PROSE * 4}<p>Leave a Reply</p></body></html>"


def command_line() -> typer.Typer:
    """The command line with a second command, so that it does not collapse into the first."""
    line = typer.Typer()
    line.add_typer(app)
    line.command("other")(lambda: None)
    return line


def run(*arguments: str, stdin: str | None = None) -> list[str]:
    result = CliRunner().invoke(command_line(), ["extract", *arguments], input=stdin)
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_a_manifest_is_answered_in_its_order(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.html").write_bytes(b"%PDF-1.7")
    names = ["a.html", "b.html", "missing.html", "a.html"]
    manifest = tmp_path / "m.jsonl"
    manifest.write_text(
        "".join(json.dumps({"path": name, "url": f"https://example.org/{number}"}) + "\n" for number, name in enumerate(names))
    )
    lines = [json.loads(line) for line in run("--manifest", str(manifest), "--jobs", "1")]
    assert [line["path"] for line in lines] == names
    assert [line["outcome"] for line in lines] == ["article", "rejected", "rejected", "article"]
    assert [line["reason"] for line in lines] == [None, "not-html", "unreadable-file", None]
    assert lines[0]["title"] == "The ferry"
    assert lines[0]["authors"] == ["Ann Rivers"]
    assert lines[0]["canonical_url"] == "https://example.org/0"
    assert {"kind": "comment-form", "text": "Leave a Reply"} in lines[0]["removed"]


def test_explanations_name_what_was_kept_and_removed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(STORY, encoding="utf-8")
    lines = run(str(tmp_path / "a.html"), "--explain")
    assert any(line.startswith("+") and "ferry between" in line for line in lines)
    assert any(line.startswith("-") and "[comment-form" in line for line in lines)
    assert any(line.startswith("authors: ") and "Ann Rivers" in line and line[-1].isdigit() for line in lines)


def test_a_file_that_cannot_be_read_holds_up_no_other_explanation(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(STORY, encoding="utf-8")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    lines = run(*(str(tmp_path / name) for name in ("none.html", "a.pdf", "a.html")), "--explain")
    assert lines[:5] == [
        f"file: {tmp_path / 'none.html'}",
        "rejected: unreadable-file (No such file or directory)",
        f"file: {tmp_path / 'a.pdf'}",
        "rejected: not-html",
        "title: -",
    ]
    assert any(line.startswith("+") and "ferry between" in line for line in lines)


def test_a_manifest_in_another_encoding_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_bytes('{"path": "ə.html"}'.encode("utf-16"))
    with pytest.raises(ConfigError, match=r"m.jsonl: the manifest is not in UTF-8"):
        list(read_manifest(tmp_path / "m.jsonl"))


def test_a_broken_manifest_names_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "m.jsonl").write_text('{"path":"a"}\n{"url":1}\n')
    with pytest.raises(ConfigError, match=r"m\.jsonl:2"):
        list(read_manifest(tmp_path / "m.jsonl"))


def test_nothing_to_do_is_wrong_usage() -> None:
    assert CliRunner().invoke(command_line(), ["extract"]).exit_code == 2


def test_a_rejected_page_shows_its_text_all_the_same(tmp_path: Path) -> None:
    items = "".join(f'<li><a href="/p/{n}">Ladder of {n} rungs</a> <b>$ {n}.00</b> <button>Add to cart</button></li>' for n in range(40))
    shop = f"<html lang=en><title>Ladders</title><body><h1>Ladders</h1><p>All our ladders are made of oak. {PROSE}</p><ul>{items}</ul>"
    (tmp_path / "shop.html").write_text(shop, encoding="utf-8")
    (line,) = map(json.loads, run(str(tmp_path / "shop.html"), "--jobs", "1"))
    assert line["outcome"] == "rejected"
    assert line["reason"]
    assert "went back into service" in line["text"]
    assert line["title"] == "Ladders"
