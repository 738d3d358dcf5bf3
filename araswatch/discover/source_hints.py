"""What a source's catalogue entry says of its pages, as hints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from araswatch.records import Candidate


def with_source_hints(candidate: Candidate, *, timezone: str, languages: Sequence[str]) -> Candidate:
    """The candidate with its source's zone where the document that named it gives none, and with a language that the source has.

    A feed often names its software's language, not its texts': one that the source does not list is dropped. The source's own takes its
    place only where it has a single one. `languages` are BCP 47.
    """
    hints = candidate.hints
    own = hints.language if hints.language and _primary(hints.language) in map(_primary, languages) else None
    language = own or (languages[0] if len(languages) == 1 else None)
    return replace(candidate, hints=replace(hints, timezone=hints.timezone or timezone, language=language))


def _primary(tag: str) -> str:
    return tag.partition("-")[0].lower()
