from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.language import identify

SENTENCES = {
    "en": "The two neighbours agreed to open the bridge before the end of the year.",
    "fa": "دو همسایه توافق کردند که پل مرزی را تا پایان سال باز کنند.",
    "az": "İki qonşu ölkə körpünü ilin sonuna qədər açmaq barədə razılığa gəlib.",
    "ru": "Соседи договорились открыть мост до конца года.",
    "tr": "İki komşu ülke köprünün yıl sonuna kadar açılması konusunda anlaştı.",
    "ar": "اتفق البلدان الجاران على افتتاح الجسر قبل نهاية العام.",
    "hy": "Երկու հարևանները պայմանավորվեցին կամուրջը բացել մինչև տարեվերջ։",
    "he": "שתי המדינות השכנות הסכימו לפתוח את הגשר לפני סוף השנה.",
    "ka": "მეზობლები შეთანხმდნენ ხიდის გახსნაზე წლის ბოლომდე.",
    "fr": "Les deux voisins sont convenus d'ouvrir le pont avant la fin de l'année.",
    "de": "Die beiden Nachbarn einigten sich darauf, die Brücke bis Jahresende zu öffnen.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_is_enough(language: str) -> None:
    assert identify(SENTENCES[language]) == language


def test_a_text_is_believed_over_the_page() -> None:
    assert identify(SENTENCES["ru"] * 3, "az") == "ru"
    assert identify(SENTENCES["en"] * 3, "fa") == "en"


def test_a_declared_variety_is_kept() -> None:
    assert identify(SENTENCES["en"], "en_us") == "en-US"
    assert identify(SENTENCES["fa"] * 3, "az-Arab") == "az-Arab"


def test_a_short_text_follows_the_page_within_its_script() -> None:
    assert identify("Bakı", "az") == "az"
    assert identify("Reuters", "fa") != "fa"


@pytest.mark.parametrize("text", ["", "12 — 34", "\n"])
def test_without_letters_only_the_page_speaks(text: str) -> None:
    assert identify(text) is None
    assert identify(text, "fa") == "fa"
    assert identify(text, "not a language") is None


@settings(deadline=None)
@given(st.text(), st.none() | st.text(max_size=8))
def test_any_text_has_an_answer(text: str, declared: str | None) -> None:
    assert identify(text, declared) == identify(text, declared)
