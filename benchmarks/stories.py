"""Stories: B-cubed F1 on edited real pages with hard negatives, articles a second, and what one look-up costs as their number grows.

`python -m benchmarks.stories --million` takes the look-ups up to a million articles (about twenty minutes).
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import batched_like, islice
from pathlib import Path

from araswatch.ledger import Ledger, StoryItem
from araswatch.stories import signature
from benchmarks.edits import EDITS, NEGATIVES
from benchmarks.measure import print_line
from benchmarks.real_pages import article_bodies

START = datetime(2026, 11, 1, tzinfo=UTC)
SEGMENT = 100
LOOKUPS = 200
"""Single articles that are placed at each size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and the story that it was made to belong to."""

    text: str
    story: str


def main() -> None:
    """One JSON line."""
    sizes = (10_000, 100_000, 1_000_000) if "--million" in sys.argv else (10_000, 100_000)
    bodies = article_bodies()
    labelled = labelled_set(bodies, seed=7)
    print_line(bench="stories", texts=len(labelled), **quality(labelled), **speed(bodies, sizes))
