"""`araswatch serve`, `users` and `keys` as people type them, and the scheduler at work."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from araswatch.jobs.maintain import is_upkeep_due
from araswatch.ledger import AccountRole
from araswatch.settings import Settings
from araswatch.web.desk import open_desk
from araswatch.web.passwords import is_password
from araswatch.web.schedule import Schedule
from demo import DemoWeb
from tests.web.conftest import opened_backends, write_config


def run(settings: Settings, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "araswatch", *arguments]
    return subprocess.run(command, env=os.environ | settings.environment(), input=stdin, capture_output=True, text=True, timeout=120)


def test_accounts_and_keys(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", config=write_config(tmp_path / "config"))
    refused = run(settings, "serve", "--host", "0.0.0.0", "--no-schedule")
    assert refused.returncode == 1
    assert "users add" in refused.stderr
    assert run(settings, "users", "add", "leyla", "--role", "editor", stdin="short\n").returncode == 1
    assert run(settings, "users", "add", "leyla", "--role", "editor", stdin="long enough, this\n").returncode == 0
    key = run(settings, "keys", "add", "bot").stdout.strip()
    assert run(settings, "users", "list").stdout.startswith("leyla\teditor\t")
    with opened_backends(settings) as backends:
        account = backends.ledger.account("leyla")
        assert account
        assert is_password(account.password_hash, "long enough, this")
        known = backends.ledger.api_key(key)
        assert known
        assert known.role is AccountRole.READER
        assert [line.action for line in backends.ledger.audit_lines()] == ["save key", "save account"]
    assert run(settings, "users", "remove", "leyla").returncode == 0
    assert run(settings, "users", "remove", "leyla").returncode == 1


def test_it_serves_until_it_is_stopped(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", config=write_config(tmp_path / "config"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "araswatch", "serve", "--no-schedule", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | settings.environment(), stderr=subprocess.DEVNULL) as process:
        answer = None
        while answer is None and process.poll() is None:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/search", timeout=30)
            except httpx.TransportError:
                time.sleep(0.2)
        process.terminate()
    assert answer is not None
    assert answer.status_code == 200


def test_the_scheduler_crawls_what_is_not_paused_and_keeps_up(tmp_path: Path) -> None:
    with DemoWeb() as web:
        config = web.write_config(tmp_path / "config", delay_s=0)
        settings = Settings(home=tmp_path / "home", config=config, allow_private_networks=True, workers=1)
        with opened_backends(settings) as backends:
            desk = open_desk(backends)
            crawled, *paused = desk.sources
            for source in paused:
                backends.ledger.pause_source(source, "a test", at=desk.now())
            schedule = Schedule(desk=desk, every_s=3600)
            schedule.start()
            try:
                while is_upkeep_due(settings, desk.now()):
                    time.sleep(0.2)
            finally:
                schedule.stop()
            assert set(backends.ledger.source_counts(since=desk.now())) == {crawled}
