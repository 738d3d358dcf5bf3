"""Step: trouble of the operation → alerts for those who watch for it; and when a source's state is worth telling of."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from araswatch.alerts import Watch
from araswatch.records import Alert, AlertKind

BAD = frozenset({"failing", "silent", "loud"})
LASTING = timedelta(hours=2)
"""How long a source must be in a bad state before anybody is told: most outages are over by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Something that an operator should know. The same `key` is told once. `says` is a sentence, `details` further ones."""

    key: str
    says: str
    url: str = ""
    source_id: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A source at one look: its state as in `jobs.health.SourceState`, and a sentence on it."""

    state: str
    says: str
    homepage: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A source's state at the last look, since when, and the state that was last told of (`None`: none)."""

    state: str
    since: datetime
    told: str | None = None


def alerts_of(troubles: Sequence[Trouble], watches: Sequence[Watch], *, at: datetime) -> tuple[Alert, ...]:
    """One alert a trouble and watch that has `trouble` among what it is told of."""
    return tuple(
        Alert(
            watch_id=watch.id,
            article_id=hashlib.sha256(trouble.key.encode()).hexdigest()[:32],
            matched_at=at,
            kind=AlertKind.TROUBLE,
            channels=tuple(channel.id for channel in watch.channels),
            title=trouble.says,
            url=trouble.url,
            source_id=trouble.source_id,
            changes=trouble.details,
        )
        for watch in watches
        if watch.enabled and AlertKind.TROUBLE in watch.on
        for trouble in troubles
        if trouble.source_id not in watch.muted_sources
    )


def compare(looks: Mapping[str, Look], before: Mapping[str, Remembered], *, at: datetime) -> tuple[dict[str, Remembered], list[Trouble]]:
    """What to remember of each source, and what to tell: a bad state once it has lasted, and its end once it was told of."""
    memories: dict[str, Remembered] = {}
    troubles: list[Trouble] = []
    for source_id, look in looks.items():
        known = before.get(source_id)
        since = known.since if known and known.state == look.state else at
        told = known.told if known else None
        if look.state in BAD and told != look.state and at - since >= LASTING:
            troubles.append(_trouble(source_id, look, since))
            told = look.state
        elif look.state == "ok" and told:
            troubles.append(_trouble(source_id, look, since))
            told = None
        memories[source_id] = Remembered(state=look.state, since=since, told=told)
    return memories, troubles


def _trouble(source_id: str, look: Look, since: datetime) -> Trouble:
    return Trouble(key=f"source/{source_id}/{look.state}/{since.isoformat()}", says=look.says, url=look.homepage, source_id=source_id)
