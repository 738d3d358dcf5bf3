"""The dashboard on invented coverage, and clients of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from araswatch.archive import Archive
from araswatch.enrich import Vocabulary, load_vocabulary
from araswatch.jobs.backends import Backends
from araswatch.ledger import Ledger
from araswatch.settings import Settings
from araswatch.stores import open_store
from araswatch.web.app import create_app
from araswatch.web.desk import Desk, open_desk
from tests.web import sample
from tests.web.browser import chromium


def write_config(folder: Path) -> Path:
    """Source files of the invented outlets, and a watch."""
    for name in ("sources", "watches"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    outlets = [
        {
            "id": outlet.id, "name": outlet.name, "homepage": f"https://{outlet.id}.example/", "feeds": [f"https://{outlet.id}.example/feed"],
            "languages": [outlet.language], "country": outlet.country, "kind": outlet.kind, "timezone": "UTC",
            "expect": {"min_per_day": max(0, round(outlet.per_day - 1)), "max_per_day": outlet.per_day * 4 + 2},
        }
        for outlet in sample.OUTLETS
    ]  # fmt: skip
    (folder / "sources" / "sample.yml").write_text(yaml.safe_dump(outlets, allow_unicode=True), "utf-8")
    (folder / "watches" / "iran-azerbaijan.yml").write_text(
        "name: Iran and Azerbaijan\nquery: pair:AZ-IR\nchannels: [feed, terminal]\ncap_per_hour: 4\n", "utf-8"
    )
    return folder


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, loaded once for all tests."""
    return load_vocabulary()


@contextmanager
def opened_backends(settings: Settings) -> Iterator[Backends]:
    """What `open_backends` opens, without loading the vocabulary again."""
    with Ledger.open(settings.ledger_url) as ledger:
        store = open_store(settings)
        archive = Archive(settings.archive_url, staging=settings.home / "staging")
        try:
            yield Backends(settings=settings, ledger=ledger, store=store, archive=archive, vocabulary=vocabulary())
        finally:
            store.close()


@pytest.fixture(scope="session")
def filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory and a configuration with the invented coverage, to be copied."""
    folder = tmp_path_factory.mktemp("sample")
    with opened_backends(Settings(home=folder / "home", config=write_config(folder / "config"))) as backends:
        sample.fill(backends, sample.articles())
    return folder


@pytest.fixture
def backends(tmp_path: Path, filled_home: Path) -> Iterator[Backends]:
    shutil.copytree(filled_home, tmp_path, dirs_exist_ok=True)
    with opened_backends(Settings(home=tmp_path / "home", config=tmp_path / "config")) as opened:
        yield opened


@pytest.fixture
def desk(backends: Backends) -> Desk:
    return open_desk(backends, clock=lambda: sample.NOW)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with TestClient(create_app(desk), base_url="http://localhost:8600") as opened:
        yield opened


@pytest.fixture
def form(client: TestClient) -> Callable[..., dict[str, str]]:
    """The fields of a form, with the token that its page carries."""

    def filled(**fields: str) -> dict[str, str]:
        client.get("/help")
        return {"csrf": client.cookies.get("araswatch_csrf") or "", **fields}

    return filled


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened
