"""Iran's provinces named Azerbaijan are not the republic."""

from __future__ import annotations

import pytest

from tests.enrich.conftest import Tagger, about, mentioned


@pytest.mark.parametrize(
    "text",
    [
        "Heavy rain flooded villages in Iran's East Azerbaijan province, the governor said in Tabriz.",
        "The provinces of East and West Azerbaijan in Iran saw heavy snow. Roads near Tabriz and Urmia were closed.",
        "استاندار آذربایجان‌شرقی گفت پروژه‌های تبریز تا پایان سال افتتاح می‌شود. مردم آذربایجان همواره پیشتاز بوده‌اند.",
        "مدارس شهرستان‌های خوی و ماکو در آذربایجان غربی تعطیل شد.",
        "برف راه‌های آذربایجان شرقی و غربی را بست.",
        "İranın Şərqi Azərbaycan əyalətində zəlzələ olub. Təbrizdə binalara ziyan dəyib.",
        "İran'ın Batı Azerbaycan eyaletinde deprem oldu. Hoy kentinde yaralılar var.",
        "Землетрясение в Западном Азербайджане, Иран: в Урмии пострадали люди.",
        "В Восточном и Западном Азербайджане (Иран) выпал снег.",
        "هزة أرضية في محافظة أذربيجان الغربية بإيران، وقال محافظ أذربيجان الشرقية إن الفرق وصلت.",
        "Ein Erdbeben hat die iranische Provinz West-Aserbaidschan erschüttert.",
        "Un séisme a frappé la province iranienne d'Azerbaïdjan occidental.",
        "Երկրաշարժ Իրանի Արևելյան Ադրբեջան նահանգում։",
        "רעידת אדמה פקדה את מחוז מזרח אזרבייג'ן באיראן, סמוך לטבריז.",
        "მიწისძვრა ირანის აღმოსავლეთ აზერბაიჯანის პროვინციაში, თავრიზში.",
        "A court in Tabriz, West Azerbaijan, jailed an Azerbaijani Turk activist from Iran.",
    ],
)
def test_a_text_of_the_provinces_alone(tagger: Tagger, text: str) -> None:
    tags = tagger(text)
    assert "AZ" not in mentioned(tags)
    assert about(tags) == {"IR"}
    assert mentioned(tags) & {"IR-03", "IR-04"}
    assert tags.pairs == ()


def test_the_republic_beside_the_province(tagger: Tagger) -> None:
    tags = tagger(
        "Iran held a drill in East Azerbaijan province near the border with Azerbaijan. Baku protested. Azerbaijan summoned the envoy."
    )
    assert about(tags) == {"AZ", "IR"}
    assert "IR-03" in mentioned(tags)


def test_the_republic_in_a_list_of_countries(tagger: Tagger) -> None:
    tags = tagger("A quake hit West Azerbaijan province in Iran. It was felt in Turkey, Iraq, Armenia and Azerbaijan.")
    assert about(tags) == {"IR"}
    assert "AZ" in mentioned(tags)
