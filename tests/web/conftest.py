"""The dashboard on invented coverage, and clients of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from araswatch.jobs.backends import Backends, open_backends
from araswatch.settings import Settings
from araswatch.web.app import create_app
from araswatch.web.desk import Desk, open_desk
from tests.web import sample


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
    (folder / "watches" / "iran-azerbaijan.yml").write_text("name: Iran and Azerbaijan\nquery: pair:AZ-IR\n", "utf-8")
    return folder


@pytest.fixture(scope="session")
def sample_articles() -> list[sample.StoredArticle]:
    return sample.articles()


@pytest.fixture
def backends(tmp_path: Path) -> Iterator[Backends]:
    settings = Settings(home=tmp_path / "home", config=write_config(tmp_path / "config"))
    with open_backends(settings) as opened:
        yield opened


@pytest.fixture
def desk(backends: Backends, sample_articles: list[sample.StoredArticle]) -> Desk:
    sample.fill(backends, sample_articles)
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
