"""Themes of a text from weighted phrases: `schemas/themes/*.yml`, one file a theme."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from araswatch.enrich.files import line_of, read_yaml
from araswatch.enrich.lexicon import Lexicon, Match
from araswatch.enrich.place_files import Words, sequence
from araswatch.enrich.reading import Passage, Reading
from araswatch.errors import ConfigError
from araswatch.records import ThemeTag

STRONG, PLAIN = 1.0, 0.5
"""What a phrase of `strong` and of `phrases` is worth where the text begins; `not` phrases are worth nothing and hide shorter ones."""

IN_TITLE, FURTHER_DOWN = 1.5, 0.7
"""Factors for the title and for what stands after the first two sentences."""

AGAIN, AGAIN_AT_MOST = 0.3, 2
"""Share of its worth that a phrase adds each further time, and how often."""

READ_SENTENCES = 10
EVIDENCE_PHRASES = 5
ENOUGH = 1.0
"""Points from which a text is filed under a theme, where the theme's file names no other `threshold`: lower for themes whose words are
theirs alone, higher for those whose words stand in any report."""

BESIDE = 0.25
"""Share of the strongest theme's points that another theme needs: a long report touches on much."""


class ThemeFile(BaseModel):
    """A theme as an editor writes it. `iptc` is a Media Topic code, null where IPTC has no such concept."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(?:-[a-z]+)*$")]
    iptc: Annotated[str, StringConstraints(pattern=r"^\d{8}$")] | None
    name: str
    source: str
    threshold: Annotated[float, Field(gt=0)] = ENOUGH
    strong: Words = {}
    phrases: Words = {}
    without: Words = Field({}, alias="not")


class Phrase(NamedTuple):
    """One meaning of a sequence of words: `worth` of it for a theme."""

    theme: str
    worth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    id: str
    iptc: str | None
    threshold: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """All themes by id, and their phrases by language."""

    by_id: Mapping[str, Theme]
    phrases: Mapping[str, Lexicon[Phrase]]


def load_themes(folder: Path) -> Themes:
    """The themes of `schemas/themes`; raises `ConfigError` with file and line."""
    by_id: dict[str, Theme] = {}
    phrases: dict[str, Lexicon[Phrase]] = defaultdict(lambda: Lexicon(inflect=False))
    for path in sorted(folder.glob("*.yml")):
        file = read_yaml(path, ThemeFile)
        if file.id in by_id or file.id != path.stem:
            raise ConfigError(f"the file of theme {file.id!r} is called {file.id}.yml", path=path, line=line_of(path, ["id"]), field="id")
        by_id[file.id] = Theme(id=file.id, iptc=file.iptc, threshold=file.threshold)
        for worth, listed in ((STRONG, file.strong), (PLAIN, file.phrases), (0.0, file.without)):
            for language, spellings in listed.items():
                for key in filter(None, map(sequence, spellings)):
                    phrases[language].add(key, Phrase(file.id, worth))
    return Themes(by_id=by_id, phrases=dict(phrases))


def tag_themes(reading: Reading, themes: Themes, language: str | None) -> tuple[ThemeTag, ...]:
    """The themes that reach their threshold, the surest first; none in a language without phrases."""
    lexicon = themes.phrases.get((language or "").split("-")[0])
    if lexicon is None:
        return ()
    points: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[str]] = defaultdict(list)
    times: dict[tuple[str, str], int] = defaultdict(int)
    for theme, worth, surface in _finds(reading, lexicon, language):
        seen = times[theme, surface.lower()]
        points[theme] += worth * (1.0 if not seen else AGAIN if seen <= AGAIN_AT_MOST else 0.0)
        times[theme, surface.lower()] += 1
        if not seen:
            evidence[theme].append(surface)
    least = BESIDE * max(points.values(), default=0.0)
    tags = [
        ThemeTag(
            id=theme.id,
            iptc=theme.iptc,
            score=_score(points[theme.id], theme.threshold),
            evidence=tuple(evidence[theme.id][:EVIDENCE_PHRASES]),
        )
        for theme in themes.by_id.values()
        if points[theme.id] >= max(theme.threshold, least)
    ]
    return tuple(sorted(tags, key=lambda tag: (-tag.score, tag.id)))


def _score(points: float, threshold: float) -> float:
    """0.5 at the threshold, towards 1 with more points."""
    return round(points / (points + threshold), 3)


def _finds(reading: Reading, lexicon: Lexicon[Phrase], language: str | None) -> Iterator[tuple[str, float, str]]:
    """(theme, worth, words) of each find; of finds of one theme that overlap the longest alone."""
    for passage, factor in ((reading.title, IN_TITLE), (reading.body, 0.0)):
        covered: dict[str, int] = {}
        read = len(passage.folded) if factor else reading.words_before(READ_SENTENCES)
        for match in lexicon.every_match(passage.folded[:read], language):
            for theme, worth in match.found:
                if match.first >= covered.get(theme, 0):
                    covered[theme] = match.last
                    if worth and (place := factor or _place(reading, passage, match)):
                        yield theme, worth * place, passage.surface(match.first, match.last)


def _place(reading: Reading, passage: Passage, match: Match[Phrase]) -> float:
    sentence = reading.sentence(passage.starts[match.first])
    return 0.0 if sentence in reading.lines else 1.0 if sentence < 2 else FURTHER_DOWN
