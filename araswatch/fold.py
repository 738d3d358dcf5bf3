"""Letter folding: one reduction of case, diacritics and script variants that the matcher, both stores and the query language share.

Folded together are: case (Armenian and Georgian too), combining marks (diacritics, harakat, niqqud), the four i of Turkic languages,
`ə` and `e`, letters of Arabic, Persian, Urdu and Kurdish keyboards (ي/ی, ك/ک, ة/ه, آ/ا …), digits of every script, `ё`/`е`, `й`/`и`,
final letters of Hebrew, ligatures and full-width forms, and the apostrophes. A ZWNJ parts words; other invisible characters vanish.

A word is a run of letters and digits. An apostrophe parts words (`Iran's`, `l'Iran`, `Bakı'da`) but for Greek, Cyrillic, Armenian and
Hebrew, where it is a letter or a sign of abbreviation. Chinese and Japanese characters are words of their own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from operator import add

SAME_LETTER = {
    # Latin letters that Unicode does not decompose
    "ı": "i", "ə": "e", "ǝ": "e", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "n",
    # Arabic, Urdu, Kurdish and South Azerbaijani letters to their Persian equivalents
    "ي": "ی", "ى": "ی", "ې": "ی", "ے": "ی", "ێ": "ی", "ؽ": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ۃ": "ه",
    "ٱ": "ا", "ۆ": "و", "ۇ": "و", "ۈ": "و", "ۋ": "و", "ۏ": "و", "ڕ": "ر", "ڵ": "ل", "ء": "",
    # Hebrew letters that change at the end of a word
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    # Armenian marks of emphasis and question stand inside the word
    "ՙ": "", "՛": "", "՜": "", "՞": "",
}  # fmt: skip
APOSTROPHES = "'’‘‛ʼʻʹʾʿˈ`´′＇՚׳"
DOUBLE_APOSTROPHES = '"״”“″'
INVISIBLE = "\u00ad\u0640\u200b\u200d\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
MARKS = "".join(chr(code) for code in (*range(0x300, 0x1D00), *range(0x1DC0, 0x1E00)) if unicodedata.category(chr(code))[0] == "M")
IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
HEBREW = r"[\u05d0-\u05ea]"

_LETTER = rf"[^\W_{APOSTROPHES}{IDEOGRAPHS}]"
_APOSTROPHE = rf"[{APOSTROPHES}](?=[\u0370-\u058f]|{HEBREW})|(?<={HEBREW})[{DOUBLE_APOSTROPHES}](?={HEBREW})"
_WORD = re.compile(rf"{_LETTER}+(?:(?:[{MARKS}{INVISIBLE}՛՜՞]|{_APOSTROPHE}){_LETTER}*)*|[{IDEOGRAPHS}]")
_BEYOND_ENGLISH = re.compile("[^\x00-\x7f\u2010\u2012-\u2016\u2018-\u2023]")
"""Characters beside ASCII and the dashes, quotation marks and bullets of English print: without any, a text is folded by lower case."""
_ENGLISH_APOSTROPHES = "`‘’‛"
_BEYOND_ASCII_WORDS = re.compile(
    "[^\x00-\x7f\u00a0-\u00a9\u00ab\u00ac\u00ae-\u00b1\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7\u2010-\u2027\u2030-\u203e\u20a0-\u20bf\u2122]"
)
"""Characters beside ASCII and signs that only ever part words."""
_ASCII_WORDS = bytes(code if chr(code).isalnum() else ord(" ") for code in range(128)) + b" " * 128
"""Maps bytes that are no letters or digits to spaces."""
_PLAIN_WORD = re.compile(r"[^\W_]+")
_NOT_PLAIN = (
    re.compile(rf"[{MARKS}{INVISIBLE}՛՜՞ʼʻʹʾʿˈ{IDEOGRAPHS}]"),
    re.compile(rf"[{APOSTROPHES}{DOUBLE_APOSTROPHES}](?=[\u0370-\u058f]|{HEBREW})"),
)
"""What a word may hold beside letters and digits: most texts hold none of it and are read by the simpler, faster expression."""

_APOSTROPHE_INSIDE = re.compile(rf"[{APOSTROPHES}](?<=\w.)(?=[\u0370-\u058f]|{HEBREW})|[{DOUBLE_APOSTROPHES}](?<={HEBREW}.)(?={HEBREW})")
"""`_APOSTROPHE` behind a letter or digit, written so that the signs are looked for first."""
_SIGN = re.compile(rf"[^\w{MARKS}]|^[{MARKS}]+|_|[{APOSTROPHES}]")
_ZWNJ = "\u200c"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text; `start` and `end` are character offsets into it. `folded` is not empty, has no spaces and folds to itself."""

    folded: str
    start: int
    end: int


class _Letters(dict[int, str]):
    """What each character folds to, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letters = self[code] = _fold_letter(chr(code))
        return letters


_LETTERS = _Letters({ord(_ZWNJ): " "})


def fold(text: str) -> str:
    """The text with its letters folded and everything else in place; folding twice changes nothing."""
    if text.isascii():
        return text.lower().replace("`", "'")
    if _BEYOND_ENGLISH.search(text):
        return _APOSTROPHE_INSIDE.sub("", text).translate(_LETTERS)
    folded = text.lower()
    for apostrophe in _ENGLISH_APOSTROPHES:
        folded = folded.replace(apostrophe, "'")
    return folded


def keeps_places(text: str) -> bool:
    """Whether a text is of such letters and signs that each folds to one: what stands folded at a place stands there in the text."""
    return text.isascii() or not _BEYOND_ENGLISH.search(text)


def tokens(text: str) -> list[Token]:
    """The words in order, folded, with their places in the text as given; what both stores index is their `folded`, joined by spaces."""
    return list(map(Token, *spans(text)))


def spans(text: str) -> tuple[list[str], list[int], list[int]]:
    """The folded words, their starts and their ends: `tokens` in columns, for those who read whole articles."""
    expression = _word_of(text)
    raw = expression.findall(text)
    starts = list(map(re.Match.start, expression.finditer(text)))
    ends = list(map(add, starts, map(len, raw)))
    folded = list(map(fold_word, raw))
    if "" in folded:
        kept = [place for place, word in enumerate(folded) if word]
        return [folded[place] for place in kept], [starts[place] for place in kept], [ends[place] for place in kept]
    return folded, starts, ends


def words(text: str) -> list[str]:
    """The folded words alone: `[token.folded for token in tokens(text)]`, faster."""
    if not _BEYOND_ASCII_WORDS.search(text):
        return text.lower().encode("ascii", "replace").translate(_ASCII_WORDS).decode("ascii").split()
    if "\n" in text:
        return [word for line in text.split("\n") for word in words(line)]
    return [folded for word in _word_of(text).findall(text) if (folded := fold_word(word))]


def _word_of(text: str) -> re.Pattern[str]:
    return _PLAIN_WORD if text.isascii() or not any(sign.search(text) for sign in _NOT_PLAIN) else _WORD


@lru_cache(maxsize=1 << 17)
def fold_word(word: str) -> str:
    """`fold` of a single word, remembered; free of the signs that some characters decompose to (`½`, `ŉ`)."""
    folded = fold(word)
    return folded if folded.isalnum() else _SIGN.sub("", folded)


def _fold_letter(character: str) -> str:
    """Folded until nothing changes: a decomposition may bring out letters that fold on."""
    folded = "".join(_fold_part(part) for part in unicodedata.normalize("NFKD", character.casefold()))
    return folded if folded == character else "".join(map(_fold_letter, folded))


def _fold_part(part: str) -> str:
    if unicodedata.combining(part) > _INDIC_MARKS or unicodedata.category(part) == "Cf":
        return ""
    if part in APOSTROPHES:
        return "'"
    digit = unicodedata.digit(part, None)
    return str(digit) if digit is not None else SAME_LETTER.get(part, part)


_INDIC_MARKS = 9
"""Combining classes up to virama: those marks are vowels and consonant signs that carry the word, not ornaments of a letter."""
