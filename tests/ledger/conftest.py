"""A ledger on SQLite for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from araswatch.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as ledger:
        yield ledger
