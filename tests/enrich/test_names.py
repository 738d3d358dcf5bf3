"""What cross-script search asks of the vocabulary."""

from __future__ import annotations

import pytest

from araswatch.enrich import Vocabulary
from araswatch.fold import words
from tests.enrich.conftest import Tagger

ONE_PLACE = [
    "Azerbaijan Azərbaycan Азербайджан آذربایجان أذربيجان Ադրբեջան אזרבייג'ן აზერბაიჯანი Aserbaidschan Azerbaïdjan",
    "Iran İran IRAN ıran Иран ایران ايران Իրան איראן ირანი",
    "Armenia Ermənistan Армения ارمنستان أرمينيا Հայաստան ארמניה სომხეთი Ermenistan",
    "Baku Bakı Баку باکو باكو Բաքու באקו ბაქო Bakü Bakou",
    "Tehran Тегеран تهران طهران Թեհրան טהרן თეირანი Tahran Téhéran Teheran",
    "Tabriz Təbriz Тебриз تبریز تبريز Թավրիզ תבריז თავრიზი Tebriz",
    "Nakhchivan Naxçıvan Нахичевань نخجوان ناخيتشيفان Նախիջևան ნახიჩევანი Nahçıvan",
    "Karabakh Qarabağ Карабах قره‌باغ كاراباخ Ղարաբաղ קרבאך ყარაბაღი",
    "Urmia Urmiya Урмия ارومیه أرومية Ուրմիա אורמיה Urmiye",
    "Zangezur Zəngəzur Зангезур زنگزور زنغزور Զանգեզուր",
    "Aliyev Əliyev Алиев علی‌اف علييف Ալիև אלייב",
    "Araghchi Əraqçi Аракчи عراقچی عراقجي Արաղչի",
    "Trump Tramp Трамп ترامپ ترامب Թրամփ טראמפ ტრამპი",
]


@pytest.mark.parametrize("spellings", ONE_PLACE)
def test_spellings_of_one_place_share_an_id(vocabulary: Vocabulary, spellings: str) -> None:
    ids = [vocabulary.name_ids(words(spelling)) for spelling in spellings.split()]
    assert frozenset.intersection(*ids), dict(zip(spellings.split(), ids, strict=True))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Azərbaycanda yeni yol açılıb, nazir bildirib.", "Azerbaijan"),
        ("В Азербайджане открыли дорогу, сообщил министр.", "Azərbaycan"),
        ("راه تازه‌ای در جمهوری آذربایجان گشوده شد، وزیر گفت.", "Azerbaijan"),
        ("Ադրբեջանում նոր ճանապարհ է բացվել, ասել է նախարարը։", "آذربایجان".replace("آ", "آ")),
        ("בבאקו נפתח כביש חדש, אמר השר", "Bakı"),
        ("თეირანში ახალი გზა გაიხსნა, თქვა მინისტრმა", "تهران"),
    ],
)
def test_texts_name_places_in_any_inflection(vocabulary: Vocabulary, tagger: Tagger, text: str, name: str) -> None:
    ids = vocabulary.name_ids(words(name))
    assert ids & set(tagger(text).named) or {"AZ"} & set(tagger(text).named)


@pytest.mark.parametrize("word", ["us", "mary", "van", "Nice", "unheard-of", "the", "того"])
def test_ordinary_words_name_no_place(vocabulary: Vocabulary, word: str) -> None:
    assert vocabulary.name_ids(words(word)) == frozenset()


def test_no_words_name_no_place(vocabulary: Vocabulary) -> None:
    assert vocabulary.name_ids([]) == frozenset()


@pytest.mark.parametrize(
    "text",
    [
        "The Iranian minister flew to Baku.",
        "Диpломаты иранские прилетели в Баку.".replace("p", "п"),
        "دیپلمات‌های ایرانی به باکو رفتند.",
        "İranlı diplomatlar Bakıya gəliblər.",
        "İranlı diplomatlar Bakü'ye geldi.",
        "Իրանական պատվիրակությունը ժամանել է Բաքու։",
        "ირანული დელეგაცია ჩავიდა ბაქოში.",
        "הדיפלומטים האיראנים הגיעו לבאקו",
        "وصل الدبلوماسيون الإيرانيون إلى باكو",
    ],
)
def test_demonyms_and_capitals_are_no_names_of_a_country(tagger: Tagger, text: str) -> None:
    tags = tagger(text)
    assert "baku.AZ" in tags.named
    assert not {"IR", "AZ"} & set(tags.named)
    assert {"IR", "AZ"} <= {region.code for region in tags.regions}


def test_persons_of_one_office_are_told_apart(vocabulary: Vocabulary) -> None:
    assert not vocabulary.name_ids(words("Raisi")) & vocabulary.name_ids(words("Pezeshkian"))
    assert not vocabulary.name_ids(words("Geneva")) & vocabulary.name_ids(words("Lausanne"))


def test_highlights_are_the_words_that_matched(vocabulary: Vocabulary) -> None:
    text = "Переговоры: Азербайджана и Ирана, затем Баку."
    spans = vocabulary.find_names(text, {"AZ", "baku.AZ"})
    assert [text[start:end] for start, end in spans] == ["Азербайджана", "Баку"]
