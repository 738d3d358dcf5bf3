"""Inflection: which vocabulary words a token may be a form of, by language. All strings are folded.

A rule takes an ending off and puts another on (`азербайджане` → `азербайджан`, `ирландии` → `ирландия`); Semitic languages also put
particles in front (`وإيران`, `באיראן`). Rules only propose: what they yield counts where the vocabulary has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

VOWELS = frozenset("aeiou")
SHORTEST_STEM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Affixes:
    """`endings` map an ending to what the dictionary form has in its place; `after_vowel` are those that follow a vowel.

    `derivations` are those endings that make another word of a name: `ایرانی`, `iranlı`, `իրանական` are no forms of the name Iran.
    """

    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after_vowel: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    derivations: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()

    def forms(self, token: str, *, derived: bool = True) -> Iterator[str]:
        """Dictionary forms that the token may stand for, itself first; without `derived` those alone that it is an inflection of."""
        for bare in self.without_prefix(token):
            yield bare
            yield from self._without_ending(bare, derived=derived)

    def without_prefix(self, token: str) -> Iterator[str]:
        yield token
        for prefix in self.prefixes:
            if token.startswith(prefix) and len(token) - len(prefix) >= SHORTEST_STEM - 1:
                yield token[len(prefix) :]
                if prefix.endswith("لل"):
                    yield "ال" + token[len(prefix) :]

    def _without_ending(self, token: str, *, derived: bool) -> Iterator[str]:
        for cut in range(len(token) - 1, SHORTEST_STEM - 2, -1):
            stem, ending = token[:cut], token[cut:]
            if not derived and ending in self.derivations:
                continue
            rules = self.after_vowel if self.after_vowel and stem[-1] in VOWELS else self.endings
            for replacement in rules.get(ending, ()):
                if len(stem) + len(replacement) >= SHORTEST_STEM:
                    yield stem + replacement


def _plain(endings: Iterable[str]) -> dict[str, tuple[str, ...]]:
    return {ending: ("",) for ending in endings if ending}


def _table(rows: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Dictionary ending → its inflected endings (space-separated), turned round."""
    table: dict[str, list[str]] = {}
    for nominative, endings in rows.items():
        for ending in endings.split():
            table.setdefault(ending, []).append(nominative)
    return {ending: tuple(nominatives) for ending, nominatives in table.items()}


def _chained(*slots: str) -> list[str]:
    """Every concatenation of one ending a slot; `-` stands for none."""
    return ["".join(parts).replace("-", "") for parts in product(*(slot.split() for slot in slots))]


_CASES = "- i u in un a e da de ta te dan den tan ten la le ca ce daki deki taki teki dir dur tir tur"
_CASES_AFTER_VOWEL = "- ni nu nin nun na ne ya ye yi yu nda nde ndan nden ndaki ndeki da de dan den daki deki la le yla yle dir dur ca ce"
_PLURAL = ["".join(parts) for parts in product(("lar", "ler"), _chained(_CASES))]
_DERIVED = ["".join(parts) for parts in product(("li", "lu", "siz", "suz", "lik", "luk"), [*_chained(_CASES_AFTER_VOWEL), *_PLURAL])]
_POSSESSIVE = _chained("i u", _CASES_AFTER_VOWEL)
_POSSESSIVE_AFTER_VOWEL = _chained("si su", _CASES_AFTER_VOWEL)
_THOSE_IN = ["".join(parts) for parts in product(("daki", "deki", "taki", "teki"), [*_PLURAL, *_chained(_CASES_AFTER_VOWEL)])]

TURKIC = Affixes(
    endings=_plain([*_chained(_CASES), *_PLURAL, *_DERIVED, *_POSSESSIVE, *_THOSE_IN]),
    after_vowel=_plain([*_chained(_CASES_AFTER_VOWEL), *_PLURAL, *_DERIVED, *_POSSESSIVE_AFTER_VOWEL, *_THOSE_IN]),
    derivations=frozenset(_DERIVED),
)

_ADJECTIVE = "ого его ому ему ым им ом ем ая яя ую юю ое ее ые ие ых их ыми ими ои еи"
RUSSIAN = Affixes(
    endings=_table(
        {
            "": "а у ом е ы ов ам ами ах ым",
            "а": "ы и е у ои ою",
            "я": "и е ю еи ею",
            "ия": "ии ию иеи",
            "ь": "я ю ем е и ью",
            "и": "я ю ем е ем ев",
            "о": "а у ом е",
            "е": "я ю ем и",
            "ы": "ов ам ами ах",
            "ыи": _ADJECTIVE,
            "ии": _ADJECTIVE,
            "ои": _ADJECTIVE,
            "ая": "ои ую ою",
            "ет": "та ту те том",
            "ое": "ого ому ым ом",
            "ее": "его ему им ем",
        }
    )
)
UKRAINIAN = Affixes(
    endings=_table(
        {
            "": "а у ом і ові ів ам ами ах и",
            "а": "и і у ою",
            "я": "і ю єю",
            "ія": "ії ію ією",
            "іи": "ого ому им ім а у е і их ими",
            "ь": "я ю ем і",
        }
    )
)
POLISH = Affixes(
    endings=_table(
        {"": "u a em ie owi y ow om ami ach ze", "a": "y i e ie o", "ia": "ii ie", "ja": "ji je", "y": "ego emu ym a e ej ich ych"}
    )
)
_ARMENIAN_CASES = "- ի ին ը ն ից ով ում ի իս ներ ները ների ներին ներից երի երը եր եւ"
ARMENIAN = Affixes(
    endings=_table(
        {
            "": " ".join({*_chained("- ական ացի ցի եան յան", _ARMENIAN_CASES)} - {""}),
            "ա": "այի այից այում այով այն ային",
            "ու": "վի վին վից վում վով վի",
            "ի": "ու ում ուց ուն",
            "ան": "անի անը",
        }
    ),
    derivations=frozenset(_chained("ական ացի ցի եան յան", _ARMENIAN_CASES)),
)
_GEORGIAN_CASES = "ის ს მა ით ში ზე თან იდან ისთვის ისკენ ად ო ისა სა ისგან ელი ელები ული ური"
_GEORGIAN_ADJECTIVE = _chained("ელ ულ ურ ელებ", "ი ის მა ს ით ად ისა ისთვის თან ში ზე")
GEORGIAN = Affixes(
    endings=_table(
        {
            "ი": " ".join([*_GEORGIAN_CASES.split(), *_GEORGIAN_ADJECTIVE]),
            "ა": "ის ას აში აზე ამ იდან ასთან ით ისთვის ურ ური ული",
            "ე": "ის ეში ესთან",
            "": "ს ში ზე თან დან თი მ სთან სთვის სკენ ელი ური ული ის",
        }
    ),
    derivations=frozenset(["ელი", "ელები", "ული", "ური", *_GEORGIAN_ADJECTIVE]),
)
_HEBREW_PREFIXES = "ו ה ב ל מ ש כ וה וב ול ומ וש וכ מה שב של שה שמ כש כשה ושה שבה ומה"
_NISBA_HEBREW = "י ית ים יים יות"
HEBREW = Affixes(
    endings=_table({"": f"{_NISBA_HEBREW} ות", "ה": _NISBA_HEBREW}),
    derivations=frozenset([*_NISBA_HEBREW.split(), "ות"]),
    prefixes=tuple(_HEBREW_PREFIXES.split()),
)
_NISBA_ARABIC = "ی یه یون یین یان یات"
ARABIC = Affixes(
    endings=_table({"": f"{_NISBA_ARABIC} یا یتین", "یا": _NISBA_ARABIC, "ه": _NISBA_ARABIC, "ا": _NISBA_ARABIC}),
    derivations=frozenset([*_NISBA_ARABIC.split(), "یا", "یتین"]),
    prefixes=("ال", "وال", "بال", "فال", "کال", "لل", "ولل", "و", "ف", "ب", "ل", "ک", "وب", "ول", "فب", "فل"),
)
_NISBA_PERSIAN = ("ی", "یی", "یها", "یهای", "یان")
PERSIAN = Affixes(endings=_plain([*_NISBA_PERSIAN, "ها", "های", "هایی", "ای", "ام", "اش"]), derivations=frozenset(_NISBA_PERSIAN))
GERMAN = Affixes(endings=_plain(["s"]))
ALBANIAN = Affixes(endings=_plain(["i", "u", "it", "in", "un", "ut", "s", "se", "es", "e", "a"]))
NONE = Affixes()

BY_LANGUAGE: Mapping[str, Affixes] = {
    "az": TURKIC, "tr": TURKIC, "tk": TURKIC, "uz": TURKIC, "ru": RUSSIAN, "bg": RUSSIAN, "kk": RUSSIAN, "tg": RUSSIAN, "uk": UKRAINIAN,
    "pl": POLISH, "cs": POLISH, "hy": ARMENIAN, "ka": GEORGIAN, "he": HEBREW, "ar": ARABIC, "fa": PERSIAN, "ur": PERSIAN, "de": GERMAN,
    "sq": ALBANIAN,
}  # fmt: skip


def affixes_of(language: str | None) -> Affixes:
    """The rules of a BCP 47 language; no rules where none are known."""
    return BY_LANGUAGE.get((language or "").split("-")[0], NONE)
