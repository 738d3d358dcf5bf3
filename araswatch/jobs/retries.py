"""When a message that a channel did not take is tried again, and when it is given up."""

from __future__ import annotations

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=30)
PATIENCE = timedelta(hours=24)
LEAST_TRIES = 12
"""More than three hours of tries. Both must be spent before a message is dead: a clock that jumps a day ahead gives up nothing by itself,
nor in an outage of some hours."""


def next_try(attempts: int, *, created_at: datetime, now: datetime) -> datetime | None:
    """The next time after the `attempts`-th failure: pauses double from 30 seconds to 30 minutes; `None` after a day and twelve tries."""
    if attempts >= LEAST_TRIES and now - created_at >= PATIENCE:
        return None
    pause = FIRST_PAUSE * (1 << min(attempts - 1, 10))
    return now + min(pause, LONGEST_PAUSE)


def too_early(next_try_at: datetime | None, now: datetime) -> bool:
    """Whether to wait on. A next try further away than any pause was set before the clock was put back: it does not count."""
    return next_try_at is not None and now < next_try_at <= now + LONGEST_PAUSE
