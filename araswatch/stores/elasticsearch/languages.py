"""Languages that Elasticsearch can stem, and which of them a word may be of."""

from __future__ import annotations

import unicodedata

ANALYZERS = {
    "ar": "arabic", "bg": "bulgarian", "bn": "bengali", "ca": "catalan", "ckb": "sorani", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french",
    "ga": "irish", "gl": "galician", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "ja": "cjk",
    "ko": "cjk", "lt": "lithuanian", "lv": "latvian", "nb": "norwegian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
    "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "th": "thai", "tr": "turkish", "zh": "cjk",
}  # fmt: skip
"""BCP 47 primary subtag to analyzer, for all that Lucene offers: https://www.elastic.co/docs/reference/text-analysis/analysis-lang-analyzer"""

SCRIPTS = {
    "ARABIC": ("ar", "ckb", "fa"),
    "CYRILLIC": ("bg", "ru", "sr"),
    "BENGALI": ("bn",),
    "GREEK": ("el",),
    "DEVANAGARI": ("hi",),
    "ARMENIAN": ("hy",),
    "THAI": ("th",),
    "CJK": ("ja", "ko", "zh"),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "HANGUL": ("ko",),
}
LATIN = tuple(language for language in ANALYZERS if not any(language in others for others in SCRIPTS.values()) or language == "sr")


def stemmed_languages(word: str) -> tuple[str, ...]:
    """The languages whose stemmed fields a word is looked up in, by the script of its first letter."""
    letter = next((character for character in word if character.isalpha()), "")
    script = unicodedata.name(letter, "").split(" ")[0] if letter else ""
    return LATIN if script == "LATIN" else SCRIPTS.get(script, ())
