"""Step: what a shard's crawl brought → whether it went well, so that a green run means something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from araswatch.records import Fate

BLOCKED_SHARE = 0.5
BLOCKED_LEAST = 5
"""Answers below which a share says nothing."""
REFUSED_SOURCES = 2
"""So many healthy sources must fail together before it is put down to us (network, address, user agent) and not to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutcome:
    """What one source's crawl came to. `fates` counts its URLs that were judged in this crawl.

    `asked` and `answered` count its feeds, sitemaps, APIs and front pages; `expected` is the least number of articles a day, `brought` what
    it had in the last day.
    """

    id: str
    was_failing: bool = False
    asked: int = 0
    answered: int = 0
    fates: Mapping[Fate, int] = field(default_factory=dict)
    expected: float = 0
    brought: int = 0
    is_young: bool = True

    @property
    def is_dead(self) -> bool:
        """Whether it was asked and nothing answered."""
        return self.asked > 0 and not self.answered

    @property
    def is_blocked(self) -> bool:
        """Whether most of its pages were refused to us."""
        judged = sum(count for fate, count in self.fates.items() if fate is not Fate.WAITING)
        blocked = self.fates.get(Fate.BLOCKED, 0)
        return judged >= BLOCKED_LEAST and blocked / judged >= BLOCKED_SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlOutcome:
    """`failure` says why the crawl as a whole failed, `None` where it did not; `warnings` are sentences on single sources."""

    failure: str | None = None
    warnings: tuple[str, ...] = ()


def judge_crawl(sources: Sequence[SourceOutcome]) -> CrawlOutcome:
    """A crawl fails where all the sources that used to answer fell silent or refused together; one alone is a warning."""
    warnings = tuple(sentence for source in sources for sentence in _complaints(source))
    healthy = [source for source in sources if source.asked and not source.was_failing]
    if len(healthy) >= REFUSED_SOURCES and all(source.is_dead for source in healthy):
        return CrawlOutcome(failure=f"none of {len(healthy)} sources answered that answered before: {_named(healthy)}", warnings=warnings)
    fetched = [source for source in sources if sum(source.fates.values()) >= BLOCKED_LEAST]
    if len(fetched) >= REFUSED_SOURCES and all(source.is_blocked for source in fetched):
        return CrawlOutcome(failure=f"all of {len(fetched)} sources refused their pages: {_named(fetched)}", warnings=warnings)
    return CrawlOutcome(warnings=warnings)


def _complaints(source: SourceOutcome) -> Iterator[str]:
    if source.is_dead:
        yield f"{source.id}: {'still does' if source.was_failing else 'did'} not answer"
    if source.is_blocked:
        yield f"{source.id}: {source.fates.get(Fate.BLOCKED, 0)} of {sum(source.fates.values())} pages were refused"
    if source.answered and not source.is_young and source.brought < source.expected:
        yield f"{source.id}: {source.brought} articles in a day, {source.expected:g} expected"


def _named(sources: Sequence[SourceOutcome]) -> str:
    return ", ".join(source.id for source in sources[:5]) + (" …" if len(sources) > 5 else "")
