"""The loaded vocabularies: places and themes of `schemas/`, and what search asks of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from araswatch.enrich.mentions import find_mentions
from araswatch.enrich.places import Gazetteer, load_places
from araswatch.enrich.reading import read
from araswatch.enrich.themes import Themes, load_themes
from araswatch.enrich.words import Word
from araswatch.errors import ConfigError
from araswatch.language import identify

ORDINARY_ACRONYM = 2
"""Acronyms of two letters are words once case is folded: `us`."""

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """All that tagging knows. Immutable; one is shared by a whole process."""

    gazetteer: Gazetteer
    themes: Themes

    def name_ids(self, folded: Sequence[str]) -> frozenset[str]:
        """Ids of the places that have exactly these folded words for a name; none for what is an ordinary word too (`us`, `mary`)."""
        meanings = self.gazetteer.words.meanings(folded)
        return frozenset(word.place.id for word in meanings if word.names and not _is_ordinary(word, folded))

    def find_names(self, text: str, ids: Collection[str], language: str | None = None) -> list[tuple[int, int]]:
        """Character spans where the text names one of these places, in any script and inflection; without a language it is found out."""
        reading = read("", text)
        found = find_mentions(reading, self.gazetteer.words, language or identify(text))
        return sorted({(mention.start, mention.end) for mention in found if mention.names and mention.word.place.id in ids})


def default_folder() -> Path:
    """`schemas` beside the package in a checkout, inside it in an installed wheel."""
    packaged = PACKAGE / "_data" / "schemas"
    return packaged if packaged.is_dir() else PACKAGE.parent / "schemas"


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """The vocabularies of a `schemas` folder; raises `ConfigError` with file and line of a mistake."""
    root = folder or default_folder()
    if not (root / "regions").is_dir():
        raise ConfigError("no folder regions/ with the vocabulary of places", path=root)
    return Vocabulary(gazetteer=load_places(root / "regions"), themes=load_themes(root / "themes"))


def _is_ordinary(word: Word, folded: Sequence[str]) -> bool:
    if word.acronym and len(folded) == 1 and len(folded[0]) <= ORDINARY_ACRONYM:
        return True
    return word.rule is not None and (word.rule.ordinary or (word.rule.support and folded[0] != folded[0].upper()))
