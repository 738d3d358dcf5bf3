"""Opening, migrating and locking."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from araswatch import ledger as package
from araswatch.errors import LedgerError
from araswatch.ledger import Ledger
from araswatch.ledger.connection import HEAD
from araswatch.ledger.tables import metadata
from araswatch.records import Candidate
from infra.postgresql.server import Server


def test_migrations_lead_to_the_tables(ledger: Ledger) -> None:
    with ledger.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_head_is_the_newest_migration() -> None:
    folder = Path(package.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_current_head() == HEAD


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/nowhere/ledger.sqlite", "postgresql+psycopg://user@host:port/name"])
def test_a_ledger_that_cannot_be_opened_says_what_to_check(url: str) -> None:
    with pytest.raises(LedgerError, match="check ARASWATCH_LEDGER"):
        Ledger.open(url)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(LedgerError) as caught:
        Ledger.open("postgresql://user:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(caught.value)


def test_a_lock_is_held_by_one(ledger: Ledger) -> None:
    with ledger.lock("segment s1") as first, ledger.lock("segment s1") as second, ledger.lock("segment s2") as other:
        assert (first, second, other) == (True, False, True)
    with ledger.lock("segment s1") as again:
        assert again


def count_alone(url: str, file: str) -> None:
    with Ledger.open(url) as ledger:
        done = 0
        while done < 50:
            with ledger.lock("counter") as held:
                if held:
                    value = int(Path(file).read_text())
                    Path(file).write_text(str(value + 1))
                    done += 1


def test_a_lock_keeps_processes_apart_and_leaves_nothing_behind(tmp_path: Path) -> None:
    url, file = f"sqlite:///{tmp_path / 'ledger.sqlite'}", tmp_path / "counter"
    file.write_text("0")
    run_at_once(count_alone, [(url, str(file))] * 3)
    assert file.read_text() == "150"
    assert list((tmp_path / "locks").iterdir()) == []


def run_at_once(target: Callable[..., None], arguments: list[tuple[object, ...]]) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=target, args=args) for args in arguments]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert {process.exitcode for process in processes} == {0}


def discover_many(url: str, start: int) -> None:
    with Ledger.open(url) as ledger:
        for number in range(start, start + 30):
            at = datetime(2026, 11, 24, tzinfo=UTC) + timedelta(seconds=number)
            ledger.discover([Candidate(url=f"https://a.example/{n}", source_id="a", via="f") for n in range(number, number + 5)], at=at)


def test_processes_that_start_at_once_lose_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    run_at_once(discover_many, [(url, start) for start in (0, 10, 20)])
    with Ledger.open(url) as ledger:
        assert sum(ledger.fates().values()) == 54


def test_a_server_that_was_started_again_is_met_without_an_error(postgresql: Server) -> None:
    postgresql.create_database("restarted")
    with Ledger.open(postgresql.url("psycopg", "restarted")) as ledger:
        assert not ledger.is_done("s1")
        with ledger.lock("segment s1"):
            pass
        postgresql.stop("immediate")
        postgresql.start()
        assert not ledger.is_done("s1")
        with ledger.lock("segment s1") as held:
            assert held
