"""Settings come from the environment alone, and the example file names each."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from araswatch.errors import ConfigError
from araswatch.settings import PROJECT, Settings


def test_the_example_names_every_setting_with_its_default() -> None:
    lines = re.findall(r"^#ARASWATCH_(\w+)=(.*)$", (PROJECT / ".env.example").read_text(), re.M)
    fields = Settings.model_fields
    assert {name.lower() for name, _ in lines} == set(fields)
    for name, example in lines:
        default = fields[name.lower()].get_default()
        if example:
            assert example == (str(default).lower() if isinstance(default, bool) else str(default))
        else:
            assert default in (None, "", PydanticUndefined)


def test_an_invalid_setting_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARASWATCH_WORKERS", "many")
    with pytest.raises(ConfigError, match=r"ARASWATCH_WORKERS.*'many'"):
        Settings()


def test_a_subprocess_gets_the_same_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(home=tmp_path, delay_s=0.0, store_password="secret", allow_private_networks=True)
    for name, value in settings.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == settings


def test_secrets_are_not_shown() -> None:
    assert "hunter2" not in repr(Settings(store_password="hunter2", store_api_key="hunter2"))
