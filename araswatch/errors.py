"""Errors that a user or an operator is expected to read: each message says what is wrong and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class AraswatchError(Exception):
    """The base of all errors that the project raises on purpose; the CLI prints its message and exits with 1."""


class ConfigError(AraswatchError):
    """A file or setting that an outsider wrote is invalid."""

    def __init__(self, problem: str, *, path: Path | None = None, line: int | None = None, field: str | None = None) -> None:
        self.path, self.line, self.field, self.problem = path, line, field, problem
        where = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(": ".join(part for part in (where, field, problem) if part))


@dataclass(eq=False)  # not frozen: contextlib sets the traceback of what passes through it
class QueryError(AraswatchError):
    """A query that cannot be understood.

    `position` is the 0-based character offset into `query` at which reading it failed; `None` where the fault has no single place.
    """

    query: str
    reason: str
    position: int | None = None

    def __str__(self) -> str:
        if self.position is None:
            return f"{self.reason} in query: {self.query}"
        return f"{self.reason} at character {self.position + 1}\n  {self.query}\n  {' ' * self.position}^"


class StoreError(AraswatchError):
    """The store cannot serve: unreachable, read-only, of a wrong version, or without its template."""


class CursorError(StoreError):
    """A page's cursor is not one that this store gave."""


class LedgerError(AraswatchError):
    """The ledger cannot be opened or written."""


class ArchiveError(AraswatchError):
    """The archive cannot be written (disk full, read-only) or a segment cannot be read."""


class CrawlError(AraswatchError):
    """A crawl ended otherwise than it should: worth another try."""


class CrawlRefusedError(AraswatchError):
    """Sources that used to answer fell silent or refused together: another try at once would make it worse."""


class UnfinishedError(AraswatchError):
    """Work that another process has in hand, or figures that do not add up: worth another try."""


class DeliveryError(AraswatchError):
    """A channel refused a message; `permanent` tells a refusal for good from one that is worth another try."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        self.permanent = permanent
        super().__init__(message)
