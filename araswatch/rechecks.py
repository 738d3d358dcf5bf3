"""Step: how old an article is → when its page is fetched again, to see whether its text was changed or the page is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

AGES = (timedelta(hours=2), timedelta(hours=12), timedelta(days=2), timedelta(days=7))
"""Most corrections are made within hours of publication; after a week a page is left alone."""

GONE_ONCE = "not found once, asked again"
SECOND_LOOK = timedelta(hours=6)
"""A page is gone when it was not found twice: a single 404 is often a site's own mishap."""


def next_recheck(discovered_at: datetime, *, now: datetime) -> datetime | None:
    """The next time to fetch an indexed page again; `None` once it is a week old."""
    return next((discovered_at + age for age in AGES if discovered_at + age > now), None)
