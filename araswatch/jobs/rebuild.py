"""Job: a scheduled rebuild from the archive in chunks: which segments it takes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import structlog

from araswatch.archive import Archive
from araswatch.errors import ConfigError
from araswatch.ledger import Ledger
from araswatch.shards import chunked

log = structlog.get_logger()


def replay_chunks(
    ledger: Ledger, archive: Archive, *, since: date | None, until: date | None, source_ids: Collection[str] = (), size: int
) -> list[list[str]]:
    """Segments of the days from `since` to `until`, both included, in chunks; with `source_ids` those that hold pages of these sources.

    A segment is rebuilt whole, with what else is in it: the outcome is the same as before. Raises `ConfigError` on days in the wrong order.
    """
    if since and until and since > until:
        raise ConfigError(f"{since} is after {until}", field="since")
    wanted = ledger.segments_of_sources(source_ids) if source_ids else None
    names = [name for name in archive.segments() if _is_within(name, since, until) and (wanted is None or name in wanted)]
    log.info("to replay", segments=len(names))
    return chunked(names, size)


def _is_within(name: str, since: date | None, until: date | None) -> bool:
    day = name.partition("/")[0]
    return (since is None or day >= f"{since:%Y%m%d}") and (until is None or day <= f"{until:%Y%m%d}")
