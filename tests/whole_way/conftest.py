"""The whole product on loopback: the real commands in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from araswatch.ledger import Ledger
from araswatch.records import StoredArticle
from araswatch.settings import Settings
from araswatch.stores import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """An installation with a data directory of its own."""

    settings: Settings

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[str]:
        """Begin a command in a session of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "araswatch", *arguments],
            env=os.environ | self.settings.environment(),
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
            **options,
        )

    def call(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = self.start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = process.communicate(timeout=280)
        return subprocess.CompletedProcess(arguments, process.returncode, out, err)

    def json(self, *arguments: str) -> Any:
        """What a command that must succeed prints as its last JSON line."""
        done = self.call(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def fates(self) -> dict[str, int]:
        with Ledger.open(self.settings.ledger_url) as ledger:
            return {str(fate): count for fate, count in ledger.fates().items()}

    def articles(self) -> dict[str, StoredArticle]:
        """Everything in the store, by id."""
        store = open_store(self.settings)
        try:
            return {article.id: article for article in store.scan()}
        finally:
            store.close()


@pytest.fixture
def install(tmp_path: Path) -> Callable[..., Product]:
    """Make an installation for a folder of sources and watches."""

    def make(config: Path, name: str = "home", **values: Any) -> Product:
        return Product(settings=Settings(home=tmp_path / name, config=config, allow_private_networks=True, **values))

    return make
