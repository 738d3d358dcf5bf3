"""What the indices and aliases of one installation are called.

An index holds the articles first seen in one month, under one version of the schema: `araswatch-articles-v1-2026.11`. All are read through
`araswatch-articles`; each month is written through an alias of its own, `araswatch-articles-2026.11`, so that a new version can take its
place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names under one prefix. A prefix is lower-case letters, digits and hyphens."""

    prefix: str
    version: int = SCHEMA_VERSION

    @property
    def read(self) -> str:
        return f"{self.prefix}-articles"

    @property
    def template(self) -> str:
        return f"{self.prefix}-articles-v{self.version}"

    @property
    def pattern(self) -> str:
        return f"{self.template}-*"

    @property
    def every_index(self) -> str:
        return f"{self.prefix}-articles-v*"

    def write(self, month: str) -> str:
        return f"{self.prefix}-articles-{month}"

    def index(self, month: str) -> str:
        return f"{self.template}-{month}"

    def month_and_version(self, index: str) -> tuple[str, int] | None:
        """The month and schema version of an index of this installation; `None` for any other index."""
        found = re.fullmatch(rf"{re.escape(self.prefix)}-articles-v(\d+)-(\d{{4}}\.\d{{2}})", index)
        return (found[2], int(found[1])) if found else None


def month_of(first_seen_at: datetime) -> str:
    """The month, in UTC, that an article's index is named by."""
    return first_seen_at.astimezone(UTC).strftime("%Y.%m")


def month_end(month: str) -> datetime:
    """The first instant after a month."""
    year, number = (int(part) for part in month.split("."))
    return datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
