"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of evaluation data beside the checkout: skips where it is absent, fails where CI promises it."""
    if not (SHARED / "data").is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true, but the evaluation data beside the checkout is missing")
        pytest.skip("the evaluation data is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the developer's own data directory or settings."""
    for name in [name for name in os.environ if name.startswith("ARASWATCH_") and not name.startswith("ARASWATCH_TEST_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ARASWATCH_HOME", str(tmp_path / "home"))
