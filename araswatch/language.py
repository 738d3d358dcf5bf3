"""Step: a text's language (BCP 47)."""

from __future__ import annotations

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LANGUAGES = (
    "en", "fa", "az", "ru", "tr", "ar", "hy", "he", "ka", "fr", "de",
    "es", "it", "pt", "nl", "uk", "pl", "el", "hi", "ur", "zh", "ja", "ku", "ps", "kk", "uz", "tg", "tk", "ro", "sv", "cs", "bg", "sq",
)  # fmt: skip
"""Configured languages: those of the vocabularies, then the neighbours that would otherwise be taken for one of them."""

SAMPLE_CHARACTERS = 150
"""py3langid is right on .991 of five-word texts already; a longer sample costs time alone."""

SURE_LETTERS = 80
"""From this many letters on, the text itself is believed over what the page declares."""

ENGLISH_WORDS = re.compile(r"\b(?:the|and|said|that|with|from|which|its|of)\b")
ENGLISH_ENOUGH, ENGLISH_CHARACTERS = 4, 500
"""A beginning of ASCII letters with so many words that are English alone needs no model."""

ONE_SCRIPT_LANGUAGES = ((re.compile("[\u0531-\u058f]"), "hy"), (re.compile("[\u10a0-\u10ff]"), "ka"), (re.compile("[\u05d0-\u05ea]"), "he"))
_LETTERS = re.compile(r"[^\W\d_]+")
_CYRILLIC_OR_ARABIC = re.compile("[\u0400-\u04ff\u0600-\u06ff]")


def identify(text: str, declared: str | None = None) -> str | None:
    """The language of a text, `None` without letters; where the text is short, `declared` (the page's or source's word) decides.

    A declared variety of the language found is kept: `pt-BR` where the text is Portuguese. South Azerbaijani in Arabic script comes back as
    Persian from every detector, therefore a declared `az-Arab` or `azb` is believed.
    """
    sample = text[:SAMPLE_CHARACTERS]
    letters = sum(map(len, _LETTERS.findall(sample)))
    declared = _well_formed(declared)
    if not letters:
        return declared
    found = "en" if _is_evidently_english(text) else _by_script(sample, letters) or str(_identifier().classify(sample)[0])
    if declared is None:
        return found
    return declared if _believed(declared, found, sample, letters) else found


def _well_formed(declared: str | None) -> str | None:
    """`az_AZ` → `az-AZ`; `None` for what is no language tag of two or three letters."""
    parts = (declared or "").strip().replace("_", "-").split("-")
    if not re.fullmatch(r"[A-Za-z]{2,3}", parts[0]) or parts[0].lower() == "und":
        return None
    return "-".join([parts[0].lower(), *(part.title() if len(part) == 4 else part.upper() for part in parts[1:3] if part.isalnum())])


def _believed(declared: str, found: str, sample: str, letters: int) -> bool:
    primary = declared.split("-")[0]
    if primary == found or ((declared == "az-Arab" or primary == "azb") and found in {"fa", "az", "ur"}):
        return True
    return letters < SURE_LETTERS and _same_script(primary, found, sample)


def _same_script(primary: str, found: str, sample: str) -> bool:
    """Whether a text in this script can be in the declared language: a Persian page's English title is English."""
    families = ({"ar", "fa", "ur", "ps", "ku"}, {"ru", "uk", "bg", "kk", "tg", "ky", "uz", "sr", "mk", "be"}, {"hy"}, {"ka"}, {"he", "yi"})
    for family in families:
        if found in family:
            return primary in family
    return not any(primary in family for family in families) and not _CYRILLIC_OR_ARABIC.search(sample)


def _is_evidently_english(text: str) -> bool:
    beginning = text[:ENGLISH_CHARACTERS]
    return beginning.isascii() and len(ENGLISH_WORDS.findall(beginning)) >= ENGLISH_ENOUGH


def _by_script(sample: str, letters: int) -> str | None:
    """Armenian, Georgian and Hebrew are known by most of the letters."""
    for script, language in ONE_SCRIPT_LANGUAGES:
        if script.search(sample) and 2 * len(script.findall(sample)) > letters:
            return language
    return None


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(list(LANGUAGES))
    return identifier
