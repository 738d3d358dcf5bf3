from __future__ import annotations

import pytest

from araswatch.records import Role
from tests.enrich.conftest import Tagger, about, mentioned

BOILERPLATE = """
Leave a Reply
Fill in your details below or click an icon to log in
You are commenting using your account. Log Out / Change
More from France
Brazil
Subscribe to the newsletter on Norway. Related: Japan and Kenya sign a deal. Related: Chile votes."""

DRILL = (
    "Azerbaijan said on Monday that its troops would hold a drill with Iran near Astara. Officers in Baku spoke of a routine exercise. "
    "Iran confirmed the plan. The drill lasts three days. Ships will take part. The last one was held a year ago."
)


def test_what_stands_first_and_often_is_what_the_text_is_about(tagger: Tagger) -> None:
    tags = tagger(DRILL + " Observers in Moscow had no comment.", "Azerbaijan and Iran plan drill")
    assert about(tags) == {"AZ", "IR"}
    assert "RU" in mentioned(tags)
    assert tags.pairs == ("AZ-IR",)


def test_evidence_says_where_the_words_stand(tagger: Tagger) -> None:
    tags = tagger(DRILL, "Azerbaijan and Iran plan drill")
    azerbaijan = next(region for region in tags.regions if region.code == "AZ")
    assert azerbaijan.role is Role.ABOUT
    assert azerbaijan.score > 0.9
    assert {"title: Azerbaijan", "lead: Azerbaijan", "text: Baku"} <= set(azerbaijan.evidence)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("TORONTO, March 3 - The bank said its profit rose by a tenth in the quarter.", "CA"),
        ("TEHRAN (AP) — The price of bread rose again, bakers said.", "IR"),
        ("БАКУ, 3 мар — Цены на хлеб снова выросли.", "AZ"),
    ],
)
def test_a_dateline_alone_places_a_report(tagger: Tagger, text: str, country: str) -> None:
    tags = tagger(text)
    assert about(tags) == {country}
    assert next(region for region in tags.regions if region.code == country).evidence[0].startswith("dateline: ")


def test_who_reports_is_no_content(tagger: Tagger) -> None:
    assert mentioned(tagger("Bread is dear in Kenya, the Tehran Times and the Jerusalem Post report.")) == {"KE"}


def test_what_follows_the_article_does_not_change_what_it_is_about(tagger: Tagger) -> None:
    alone = tagger(DRILL, "Azerbaijan and Iran plan drill")
    followed = tagger(DRILL + BOILERPLATE, "Azerbaijan and Iran plan drill")
    assert about(followed) == about(alone)
    assert followed.pairs == alone.pairs


def test_cross_border_regions_stand_beside_countries(tagger: Tagger) -> None:
    assert {"caspian", "central-asia", "south-caucasus"} <= mentioned(
        tagger("The Caspian region links Central Asia with the South Caucasus.")
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Heavy snow closed roads in Iran's Ardabil province.", "IR-24"),
        ("В Нахичевани открыли завод, сообщили в Баку.", "AZ-NX"),
        ("Սյունիքի մարզում ճանապարհ է բացվել, ասել են Երևանում։", "AM-SU"),
        ("Van'da deprem oldu, Ankara yardım gönderdi.", "TR-65"),
        ("در گیلان سیل آمد و استاندار گیلان درخواست کمک کرد.", "IR-01"),
    ],
)
def test_subdivisions(tagger: Tagger, text: str, code: str) -> None:
    assert {code, code[:2]} <= mentioned(tagger(text))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Le président turc a reçu son homologue géorgien à Ankara.", {"TR", "GE"}),
        ("Der iranische Präsident empfing armenische Abgeordnete.", {"IR", "AM"}),
        ("الرئيس التركي يلتقي نظيره الأذربيجاني", {"TR", "AZ"}),
        ("נשיא טורקיה נפגש עם שר החוץ האיראני", {"TR", "IR"}),
        ("تركیه و ارمنستان مرز را باز می‌کنند", {"TR", "AM"}),
        ("Erməni tərəfi Gürcüstanla danışıqlar aparır", {"AM", "GE"}),
        ("Armenia e Azerbaigian firmano, dice il governo iraniano", {"AM", "AZ", "IR"}),
        ("Prezydent Azerbejdżanu odwiedził Turcję", {"AZ", "TR"}),
        ("U.S. officials and the Kremlin agreed.", {"US", "RU"}),
        ("MİT ve IRGC anlaştı", {"TR", "IR"}),
    ],
)
def test_demonyms_offices_and_acronyms_point_to_their_state(tagger: Tagger, text: str, codes: set[str]) -> None:
    assert mentioned(tagger(text)) == codes
