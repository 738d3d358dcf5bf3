from __future__ import annotations

import pytest

from araswatch.enrich import Vocabulary
from araswatch.enrich.mentions import find_mentions
from araswatch.enrich.reading import read

FORMS = {
    ("AZ", "az"): "Azərbaycanın Azərbaycanda Azərbaycana Azərbaycandan Azərbaycanla Azərbaycandakı azərbaycanlılar",
    ("AZ", "tr"): "Azerbaycan'ın Azerbaycanda Azerbaycana Azerbaycanlılar",
    ("AZ", "ru"): "Азербайджана Азербайджану Азербайджаном Азербайджане азербайджанских азербайджанцев",
    ("AZ", "hy"): "Ադրբեջանի Ադրբեջանում Ադրբեջանից Ադրբեջանին Ադրբեջանով ադրբեջանական",
    ("AZ", "ka"): "აზერბაიჯანის აზერბაიჯანში აზერბაიჯანთან აზერბაიჯანიდან აზერბაიჯანმა აზერბაიჯანული",
    ("AZ", "he"): "באזרבייג'ן לאזרבייג'ן מאזרבייג'ן ושבאזרבייג'ן".replace("ושב", "וב"),
    ("AZ", "ar"): "وأذربيجان لأذربيجان بأذربيجان الأذربيجانية الأذري",
    ("AZ", "pl"): "Azerbejdżanu Azerbejdżanem",
    ("AZ", "uk"): "Азербайджану Азербайджані",
    ("AM", "ru"): "Армении Арменией Армению армянской",
    ("TR", "hy"): "Թուրքիայի Թուրքիայում Թուրքիան թուրքական",
    ("RU", "ka"): "რუსეთის რუსეთში რუსეთმა რუსული",
    ("SA", "ar"): "السعودية للسعودية والسعودية سعودي",
    ("IR", "fa"): "ایران ایرانی ایرانیان",
    ("AM-SU", "ru"): "Сюника Сюнике",
    ("AZ", "hy "): "Բաքվի Բաքվում Բաքուն",
}


@pytest.mark.parametrize(("code", "language"), FORMS)
def test_every_form_of_a_name_is_found(vocabulary: Vocabulary, code: str, language: str) -> None:
    for form in FORMS[code, language].split():
        found = find_mentions(read("", f"— {form}."), vocabulary.gazetteer.words, language.strip())
        assert code in {mention.word.place.code for mention in found}, form


@pytest.mark.parametrize(
    ("word", "language"),
    [("горы", "ru"), ("Горами", "ru"), ("maliyyə", "az"), ("ordu", "tr"), ("قمر", "ar"), ("iranan", "en"), ("Гориллы", "ru")],
)
def test_other_words_are_no_forms(vocabulary: Vocabulary, word: str, language: str) -> None:
    assert find_mentions(read("", f"— {word}."), vocabulary.gazetteer.words, language) == []
