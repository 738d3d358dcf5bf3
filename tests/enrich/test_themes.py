from __future__ import annotations

import pytest

from tests.enrich.conftest import Tagger


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("The army began a large military exercise with tanks near the river.", "military-exercise"),
        ("ارتش رزمایش بزرگی را در مرز آغاز کرد.", "military-exercise"),
        ("Ordu sınırda büyük bir askeri tatbikat başlattı.", "military-exercise"),
        ("Начались военные учения у реки.", "military-exercise"),
        ("Hərbi təlimlər sərhəddə başlayıb.", "military-exercise"),
        ("Սահմանին զորավարժություններ են սկսվել։", "military-exercise"),
        ("בצבא החלו תמרונים גדולים בגבול", "military-exercise"),
        ("بدأت مناورات عسكرية قرب النهر", "military-exercise"),
        ("Les deux armées ont tenu des manœuvres communes.", "military-exercise"),
        ("Die Armee begann ein großes Manöver am Fluss.", "military-exercise"),
        ("The ambassador was summoned to the foreign ministry.", "diplomacy"),
        ("The gas pipeline will carry natural gas to the north.", "energy-pipelines"),
        ("Uranium enrichment went on, the IAEA said.", "nuclear"),
        ("New sanctions hit the bank.", "sanctions"),
        ("Police said the suspect was sentenced by a court to ten years in prison.", "crime-justice"),
        ("An earthquake injured dozens; rescue teams are on the way.", "disaster-accident"),
        ("The football team won the match in the stadium.", "sport"),
        ("Hackers launched a cyberattack on the port.", "cyber"),
        ("Voters go to the polling stations for the election; the opposition fields a candidate.", "elections-politics"),
        ("Refugees fled their homes, the UNHCR said.", "migration-refugees"),
        ("The railway will be part of the North-South transport corridor.", "transport-corridors"),
    ],
)
def test_phrases_make_a_theme(tagger: Tagger, text: str, theme: str) -> None:
    found = {tag.id: tag for tag in tagger(text).themes}
    assert theme in found
    assert found[theme].score >= 0.5
    assert found[theme].evidence


@pytest.mark.parametrize(
    ("text", "theme"),
    [
        ("Physical exercise is healthy, doctors say.", "military-exercise"),
        ("The Islamic Republic elected a parliament.", "religion"),
        ("Police fired tear gas.", "energy-pipelines"),
        ("The minister told journalists that bread is cheap.", "media-censorship"),
        ("Military war games began.", "sport"),
        ("Инвестиционный климат хорош.", "environment-water"),
    ],
)
def test_not_phrases_hide_what_they_hold(tagger: Tagger, text: str, theme: str) -> None:
    assert theme not in {tag.id for tag in tagger(text).themes}


def test_themes_carry_their_iptc_code(tagger: Tagger) -> None:
    theme = next(tag for tag in tagger("Spies were caught, the intelligence service said.").themes if tag.id == "espionage")
    assert theme.iptc == "20000605"


def test_a_language_without_phrases_has_no_themes(tagger: Tagger) -> None:
    assert tagger("日本の政府は新しい計画を発表した。", language="ja").themes == ()
