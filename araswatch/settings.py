"""Adapter: the environment (`ARASWATCH_*`, `.env`) → one frozen settings object, read once at the entry point and passed in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from araswatch.errors import ConfigError
from araswatch.zones import Zone

PROJECT = Path(__file__).resolve().parent.parent
PACKAGED = Path(__file__).resolve().parent / "_data"


def data_folder(name: str) -> Path:
    """The folder `config` or `schemas`: beside the package in a checkout, inside it in an installed wheel."""
    packaged = PACKAGED / name
    return packaged if packaged.is_dir() else PROJECT / name


def default_home() -> Path:
    """`$XDG_DATA_HOME/araswatch`, by default `~/.local/share/araswatch`."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "araswatch"


class Settings(BaseSettings):
    """Everything that differs between installations. `.env.example` lists each variable with unit and default; a test keeps both equal."""

    model_config = SettingsConfigDict(env_prefix="ARASWATCH_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(default_factory=default_home, description="data directory")
    config: Path = Field(default_factory=lambda: data_folder("config"), description="folder with sources/ and watches/")
    store: str = Field("", description="sqlite:///FILE or http(s)://HOST of Elasticsearch; default: store.sqlite in the data directory")
    store_api_key: SecretStr | None = Field(None, description="Elasticsearch API key")
    store_user: str | None = Field(None, description="Elasticsearch user, where no API key is set")
    store_password: SecretStr | None = Field(None, description="Elasticsearch password")
    store_ca: Path | None = Field(None, description="PEM file of the certificate authority of Elasticsearch")
    ledger: str = Field("", description="SQLAlchemy URL; default: ledger.sqlite in the data directory")
    archive: str = Field("", description="fsspec URL or folder of the WARC segments; default: archive/ in the data directory")

    contact: str = Field("https://github.com/araswatch/araswatch", description="contact address or page in the user agent")
    allow_private_networks: bool = Field(False, description="let crawler and alerts reach private, loopback and link-local addresses")
    delay_s: float = Field(2.0, ge=0, description="seconds between two requests to one host, where its source says nothing")
    timeout_s: float = Field(30.0, gt=0, description="seconds for one download")
    body_bytes: int = Field(10_000_000, gt=0, description="largest response body, decompressed")
    segment_pages: int = Field(100, gt=0, description="pages after which a segment is closed")
    segment_s: float = Field(30.0, gt=0, description="seconds after which an open segment is closed")
    crawl_s: float = Field(1800.0, gt=0, description="seconds after which a crawl ends and leaves the rest waiting")

    workers: int = Field(0, ge=0, description="processes that extract; 0: one per core")
    page_s: float = Field(20.0, gt=0, description="seconds for one page to be extracted and tagged")

    retention_days: int = Field(0, ge=0, description="days that articles stay searchable; 0: for good")
    archive_days: int = Field(0, ge=0, description="days that segments stay in the archive; 0: for good")

    host: str = Field("127.0.0.1", description="address of the dashboard")
    port: int = Field(8600, ge=0, le=65535, description="port of the dashboard")
    public_url: str = Field("", description="where readers of alerts reach the dashboard; default: http://HOST:PORT")
    timezone: Zone = Field("UTC", description="IANA zone in which the dashboard reads and shows dates")
    searches_per_minute: int = Field(600, gt=0, description="searches that one visitor of the dashboard may make a minute")

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            first = error.errors()[0]
            name = "ARASWATCH_" + "_".join(str(part) for part in first["loc"]).upper()
            raise ConfigError(f"{first['msg']}, got {first['input']!r}", field=name) from None

    @property
    def store_url(self) -> str:
        return self.store or f"sqlite:///{self.home / 'store.sqlite'}"

    @property
    def ledger_url(self) -> str:
        return self.ledger or f"sqlite:///{self.home / 'ledger.sqlite'}"

    @property
    def archive_url(self) -> str:
        return self.archive or str(self.home / "archive")

    @property
    def dashboard_url(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def worker_count(self) -> int:
        return self.workers or os.cpu_count() or 1

    @property
    def user_agent(self) -> str:
        """An honest user agent: name, version and how to reach the operator."""
        return f"araswatch/0.1 (+{self.contact})"

    def environment(self) -> dict[str, str]:
        """These settings as the environment of a subprocess."""
        values = {name: getattr(self, name) for name in sorted(self.model_fields_set | {"home"})}
        return {f"ARASWATCH_{name.upper()}": _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)
