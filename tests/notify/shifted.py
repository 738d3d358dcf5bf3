"""`python -m tests.notify.shifted SECONDS ARGUMENT…`: the `araswatch` command on a machine whose clock is so many seconds ahead."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta

from time_machine import travel

from araswatch.cli import main

if __name__ == "__main__":
    ahead = timedelta(seconds=float(sys.argv.pop(1)))
    with travel(datetime.now(UTC) + ahead, tick=True):
        main()
