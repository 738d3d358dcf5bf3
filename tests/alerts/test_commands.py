"""`araswatch watches` checks, backtests and mutes; `araswatch deliver` tells."""

from __future__ import annotations

import json
import os
from contextlib import redirect_stdout, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

import araswatch.cli.deliver
import araswatch.cli.status
import araswatch.cli.watches
from araswatch.cli import app
from araswatch.jobs.backends import open_backends
from araswatch.jobs.deliver import deliver
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.stores.sqlite import SqliteStore
from araswatch.watches import load_watches
from tests.alerts.conftest import Newsroom, article
from tests.notify.conftest import webhook

assert araswatch.cli.deliver
assert araswatch.cli.status
assert araswatch.cli.watches


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "config" / "watches"
    folder.mkdir(parents=True)
    (folder / "bridges.yml").write_text("name: Bridges\nquery: bridge\nchannels: [terminal]\n")
    monkeypatch.setenv("ARASWATCH_CONFIG", str(tmp_path / "config"))
    return folder


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def take_in_an_article() -> None:
    settings = Settings()
    with open_backends(settings) as backends:
        assert isinstance(backends.store, SqliteStore)
        seen_at = datetime.now(UTC) - timedelta(hours=1)
        watches = load_watches(settings.config / "watches").watches
        Newsroom(ledger=backends.ledger, store=backends.store).take(
            [article("a", "The bridge was opened on Tuesday.", at=seen_at)], watches
        )


def test_check_names_the_sound_and_fails_for_the_broken(config: Path) -> None:
    assert run("watches", "check")[:2] == (0, "bridges: Bridges\n")
    (config / "bad.yml").write_text("name: Bad\nquery: bridge\ncolour: blue\n")
    code, _, complaints = run("watches", "check")
    assert code == 1
    assert "bad.yml:3: colour: is not a known field" in complaints


def test_a_backtest_says_what_would_have_been_sent(config: Path) -> None:
    take_in_an_article()
    assert "Bridges: 1 stories in 1 articles, 1 messages" in run("watches", "test")[1]
    found = json.loads(run("watches", "test", str(config / "bridges.yml"), "--days", "2", "--json")[1])
    assert (found["alerts"], found["messages"]) == (1, 1)
    assert run("watches", "test", "nowhere.yml")[0] == 1


def test_deliver_tells_once(config: Path) -> None:
    take_in_an_article()
    said = run("deliver")[1]
    assert "Bridges: a" in said
    assert said.endswith("1 sent\n")
    assert run("deliver")[1].endswith("0 sent\n")
    assert json.loads(run("deliver", "--json")[1].splitlines()[-1])["sent"] == 0


def test_what_is_told_on_a_pipe_is_not_kept_back(config: Path) -> None:
    """A delivery that is killed must not have marked as sent what its output never got."""
    take_in_an_article()
    source, sink = os.pipe()
    with os.fdopen(sink, "w") as output, os.fdopen(source) as reader, Ledger.open(Settings().ledger_url) as ledger:
        with redirect_stdout(output):
            assert deliver(Settings(), ledger).sent == 1
        os.set_blocking(source, False)
        assert "Bridges: a" in reader.read()


def test_a_reader_that_left_is_told_later(config: Path) -> None:
    take_in_an_article()
    source, sink = os.pipe()
    os.close(source)
    with Ledger.open(Settings().ledger_url) as ledger:
        with suppress(BrokenPipeError), os.fdopen(sink, "w") as output, redirect_stdout(output):
            assert deliver(Settings(), ledger).failed == 1
        assert ledger.delivery_counts()["waiting"] == 1


def test_mute_wants_to_know_what(config: Path) -> None:
    assert run("watches", "mute", "bridges")[0] == 2
    assert run("watches", "mute", "bridges", "--source", "aras")[:2] == (0, "source aras of bridges is muted\n")
    take_in_an_article()
    with open_backends(Settings()) as backends:
        (watch,) = backends.ledger.with_mutes(load_watches(config).watches, datetime.now(UTC))
    assert watch.muted_sources == {"aras"}
    assert run("watches", "mute", "bridge", "--source", "aras")[0] == 1
    assert run("watches", "mute", "bridges", "--source", "aras", "--undo")[:2] == (0, "source aras of bridges is heard again\n")
    assert run("watches", "mute", "bridges", "--until", "2026-12-01T08:00")[1] == "bridges is muted until 2026-12-01 08:00 UTC\n"


def test_status_names_broken_watches_and_what_was_given_up(config: Path) -> None:
    (config / "bridges.yml").write_text("name: Bridges\nquery: bridge\nchannels: [{webhook: 'http://10.0.0.1/hook'}]\n")
    (config / "bad.yml").write_text("name: River crossings\nquery: bridge\ncolour: blue\n")
    take_in_an_article()
    assert "1 given up" in run("deliver")[1]
    broken, given_up = json.loads(run("status", "--json")[1])["troubles"][-2:]
    assert broken == f"watch River crossings is off until mended: {config / 'bad.yml'}:3: colour: is not a known field"
    assert given_up.startswith("1 message of bridges given up (an address of a private network")
    assert f"araswatch deliver --retry-dead --channel {webhook('http://10.0.0.1/hook')}" in given_up
