from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.fold import fold, fold_word, tokens, words


@pytest.mark.parametrize(
    "spellings",
    [
        ("İran", "IRAN", "ıran", "iran", "Iran", "İRAN"),
        ("Azərbaycan", "AZƏRBAYCAN", "azerbaycan"),
        ("ایران", "ايران", "إيران", "إِيرَان"),
        ("آذربایجان", "اذربایجان", "آذربايجان"),
        ("کرمان", "كرمان"),
        ("۱۴۰۵", "١٤٠٥", "1405", "１４０５"),
        ("אזרבייג'ן", "אזרבייג׳ן", "אזרבייג’ן"),
        ("אִירָן", "אירן"),
        ("ՀԱՅԱՍՏԱՆ", "Հայաստան", "Հայաստա՞ն"),
        ("ᲡᲐᲥᲐᲠᲗᲕᲔᲚᲝ", "საქართველო"),
        ("Алиёв", "алиев", "АЛИЕВ"),
        ("Нагорный", "Нагорный", "нагорныи"),
        ("Téhéran", "TEHERAN", "Te\u0301heran"),
        ("ﻻﺭﺳﺘﺎﻥ", "لارستان"),
        ("Тегера\u0301н", "тегеран"),
        ("Tеh\u00adran".replace("е", "e"), "Tehran"),
    ],
)
def test_spellings_of_one_word_fold_together(spellings: tuple[str, ...]) -> None:
    assert len({fold(word) for word in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), [("Iran", "Iraq"), ("ایران", "عراق"), ("Гори", "Горис"), ("Bakı", "Baka")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran's army", ["iran", "s", "army"]),
        ("l’Iran d'Arménie", ["l", "iran", "d", "armenie"]),
        ("Bakı'da, Türkiye'nin", ["baki", "da", "turkiye", "nin"]),
        ("آذربایجان\u200cغربی", ["اذربایجان", "غربی"]),
        ("irano-azerbaïdjanais", ["irano", "azerbaidjanais"]),
        ('ארה"ב אמרה "לא"', ["ארהב", "אמרה", "לא"]),
        ("м'ята", ["мята"]),
        ("Oʻzbekiston O'zbekiston", ["o", "zbekiston", "o", "zbekiston"]),
        ("हिन्दी", ["हिन्दी"]),
        ("北京 2024_年", ["北", "京", "2024", "年"]),
        ("... — !", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_tokens_point_into_the_text_as_given() -> None:
    text = "İran və «Azərbaycan’ın» סגור ½"
    assert [text[token.start : token.end] for token in tokens(text)] == ["İran", "və", "Azərbaycan", "ın", "סגור", "½"]


@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_tokens_hold_their_promises(text: str) -> None:
    found = tokens(text)
    assert words(text) == [token.folded for token in found]
    for token in found:
        assert token.folded
        assert not any(character.isspace() for character in token.folded)
        assert fold(token.folded) == token.folded
        assert fold_word(text[token.start : token.end]) == token.folded
    assert all(first.end <= second.start for first, second in pairwise(found))
