"""Step: which segments are audited today, and which are merged into one file."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

AUDIT_DAYS = 30
"""Every segment is read whole once in so many days."""
MERGED_BYTES = 1_000_000_000
MERGED = "merged-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Segments that become one, in their order."""

    name: str
    parts: tuple[str, ...]


def audited_on(names: Sequence[str], day: date) -> list[str]:
    """The segments whose turn it is, by their names alone: the same whoever asks."""
    return [name for name in names if (_number(name) + day.toordinal()) % AUDIT_DAYS == 0]


def plan_merges(sizes: Mapping[str, int], *, before: date) -> list[Merge]:
    """Merges of the small segments of each day before `before`, at most `MERGED_BYTES` a file; `sizes` are bytes by name.

    A merge is named after its parts, so that one that was interrupted is planned again under the same name.
    """
    by_day: defaultdict[str, list[str]] = defaultdict(list)
    for name in sorted(sizes):
        day, _, file = name.partition("/")
        if day.isdecimal() and day < f"{before:%Y%m%d}" and not file.startswith(MERGED):
            by_day[day].append(name)
    return [_merge(day, group) for day, names in sorted(by_day.items()) for group in _filled(names, sizes) if len(group) > 1]


def _filled(names: Sequence[str], sizes: Mapping[str, int]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    held = 0
    for name in names:
        if groups[-1] and held + sizes[name] > MERGED_BYTES:
            groups.append([])
            held = 0
        groups[-1].append(name)
        held += sizes[name]
    return groups


def _merge(day: str, parts: Sequence[str]) -> Merge:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    return Merge(name=f"{day}/{MERGED}{digest}.warc.gz", parts=tuple(parts))


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4])
