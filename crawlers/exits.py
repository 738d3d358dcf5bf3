"""What `python -m crawlers` ends with."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit statuses. Whatever the status, closed segments are whole and the ledger agrees with them."""

    GOOD = 0
    """Sources answered and named pages, or nothing was due."""
    FAILED = 1
    """Archive, ledger or configuration refused; the last line on the standard error says why."""
    USAGE = 2
    """Unknown option or source."""
    EMPTY = 3
    """Not one of the feeds, sitemaps, APIs and front pages that were asked answered, or all of them named no page at all."""
    STOPPED = 4
    """SIGTERM or SIGINT came; what was fetched until then is published, the rest waits in the ledger."""
