"""What an article shows of itself is told from what it keeps behind a wall."""

from __future__ import annotations

import re

import pytest
from lxml import html

from araswatch.extract.blocks import lay_out
from araswatch.extract.lower import fold_case
from araswatch.extract.names import LEAD
from araswatch.extract.signs import APPEAL, is_paywalled
from araswatch.extract.structured import read_structured

APPEALS = (
    *(f"{verb} to {aim} the rest" for verb in ("Subscribe", "SIGN IN", "Log in", "Register") for aim in ("continue", "read", "unlock")),
    "Subscribe to keep reading",
    "Already a subscriber?",
    *(f"This {thing} is {whose} members" for thing in ("article", "content", "ſtory") for whose in ("for", "only for", "exclusive to")),
    "This article is reserved for members",
    "Weiterlesen mit Plus",
    "Jetzt abonnieren und lesen",
    "Nur für Abonnenten",
    "RÉSERVÉ AUX ABONNÉS",
    "Contenido exclusivo para suscriptores",
    "Только для подписчиков",
    "Abunəçilər üçün",
    "Abonelere özel",
    "ویژه مشترکین",
    "للمشتركين فقط",
    "למנויים בלבד",
)


def paywalled(markup: str) -> bool:
    tree = html.fromstring(f"<html><body><h1>The ferry</h1>{markup}</body></html>")
    return is_paywalled(tree, lay_out(tree), read_structured(tree))


@pytest.mark.parametrize("appeal", APPEALS)
def test_an_appeal_in_a_wall(appeal: str) -> None:
    assert APPEAL.search(appeal)
    assert paywalled(f'<div class="Paywall-box"><p>{appeal}</p></div>')
    assert not paywalled(f"<div><p>{appeal}</p></div>")


def test_a_wall_without_an_appeal() -> None:
    assert not paywalled('<div class="paywall"><p>Subscribe to our newsletter to learn what the articles are about.</p></div>')


def test_said_for_machines() -> None:
    assert paywalled('<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>')


def test_folded_letters_are_all_that_patterns_take_for_the_same() -> None:
    every = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000))))
    for letter in set(filter(str.isalpha, LEAD.pattern + APPEAL.pattern)):
        assert {fold_case(same) for same in re.findall(letter, every, re.I)} == {fold_case(letter)}
