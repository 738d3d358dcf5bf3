"""What a crawl tells its parent: one JSON object a line on the standard output, `event` first.

`poll`      a feed, sitemap, API page or front page was asked: `source`, `url`, `status` (0: no answer), `found`, `due`, `error` (or null)
`segment`   a segment was published: `name`, `pages`, `bytes`
`progress`  once a second: totals and `by_source`, each with `polls`, `found`, `pages`, `archived`, `errors`; and `segments`, `seconds`
`summary`   the last line: as `progress`, with `exit` (a status of `exits`) and `reason`
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from time import monotonic
from typing import Any, TextIO

COUNTS = ("polls", "found", "pages", "archived", "errors")


class Progress:
    """Counts per source, and their lines. A reader that has gone away is no reason to stop crawling."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out: TextIO | None = out
        self._started = monotonic()
        self.by_source: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.segments = self.good_polls = self.bad_polls = self.unchanged = 0

    def count(self, source_id: str, what: str, number: int = 1) -> None:
        self.by_source[source_id][what] += number

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_source.values())

    def say(self, event: str, **values: Any) -> None:
        """Write one line at once."""
        if self._out is None:
            return
        try:
            self._out.write(json.dumps({"event": event, **values}, ensure_ascii=False) + "\n")
            self._out.flush()
        except BrokenPipeError:
            self._out = None

    def tick(self, event: str = "progress", **values: Any) -> None:
        """The state of all sources."""
        totals = {what: self.total(what) for what in COUNTS}
        by_source = {source: {what: counts[what] for what in COUNTS} for source, counts in sorted(self.by_source.items())}
        self.say(event, seconds=round(monotonic() - self._started, 1), **totals, segments=self.segments, **values, by_source=by_source)

    @property
    def is_empty(self) -> bool:
        """Whether something was asked and nothing came of it."""
        asked = self.good_polls + self.bad_polls
        return bool(asked) and not self.unchanged and not self.total("found") and not self.total("pages")
