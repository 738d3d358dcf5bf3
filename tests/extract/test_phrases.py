"""Phrases are found wherever they stand in a line: what is looked at first loses none of them."""

from __future__ import annotations

import pytest

from araswatch.extract.formwords import Word, agrees, word_of
from araswatch.extract.phrases import fold_line, kinds_inside, kinds_of_line, load_schema, schemas

PHRASES = [
    (kind, str(phrase))
    for path in sorted((schemas() / "furniture").glob("??.yml"))
    for kind, phrases in load_schema(f"furniture/{path.name}").items()
    for phrase in phrases
]
INSIDE = [(kind, phrase.strip("…")) for kind, phrase in PHRASES if phrase.startswith("…")]
BEGINNINGS = [(kind, phrase.strip("…").replace("#", "12")) for kind, phrase in PHRASES if phrase.endswith("…") and phrase[0] != "…"]
LABELS = [(kind, phrase) for kind, phrase in BEGINNINGS if phrase.endswith(":")]
ACCOUNT = [line for lines in load_schema("furniture/forms.yml")["account"] for line in lines]


@pytest.mark.parametrize("around", ["{}", "Before {} behind", "xx{}xx", "({}), 12"])
def test_a_phrase_is_found_inside_a_sentence(around: str) -> None:
    assert not [phrase for kind, phrase in INSIDE if kind not in kinds_inside(around.format(phrase.replace(" * ", " one two three ")))]


@pytest.mark.parametrize("behind", ["", " xx", " * * *", " — — : xx"])
def test_a_phrase_is_found_at_the_begin_of_a_line(behind: str) -> None:
    said = [(kind, phrase) for kind, phrase in BEGINNINGS if not phrase.endswith(":")]
    assert not [phrase for kind, phrase in said if kind not in kinds_of_line(f"• {phrase}{behind}", True)]


@pytest.mark.parametrize("colon", [":", " :", " — — :"])
def test_a_label_is_found_before_its_colon(colon: str) -> None:
    assert not [label for kind, label in LABELS if kind not in kinds_of_line(f"{label[:-1]}{colon} xx", True)]


@pytest.mark.parametrize("before", ["", "* ", "– ("])
def test_a_line_of_an_account_is_known_at_any_length(before: str) -> None:
    lines = [f"{before}{line.replace('…', ' and so on' * 40)}" for line in ACCOUNT]
    assert {word_of(line) for line in lines} == {Word.ACCOUNT}


def test_a_button_of_a_notice_is_known_by_either_look() -> None:
    buttons = [line for lines in load_schema("furniture/forms.yml").values() for line in lines if isinstance(line, str)]
    assert [agrees(button) for button in buttons] == [word_of(button) is Word.AGREE for button in buttons]


def test_symbols_before_a_line_cost_no_more_than_other_signs() -> None:
    assert fold_line("— " * 200_000 + "Reply") == "reply"
