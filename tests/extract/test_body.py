"""Trafilatura's choice is found again among the blocks, whatever it does to the letters."""

from __future__ import annotations

from araswatch.extract.blocks import lay_out
from araswatch.extract.body import engine_choice, engine_text
from araswatch.extract.document import parse

SENTENCE = "فرمانده گفت یگان‌ها از رود می‌گذرند و پل‌ها برای مردم باز می‌ماند."


def test_persian_joiners_do_not_hide_the_text() -> None:
    tree = parse(f"<html><body><article><h1>پل‌ها</h1>{f'<p>{SENTENCE}</p>' * 6}</article></body></html>")
    layout = lay_out(tree)
    chosen = engine_choice(layout, engine_text(tree, "https://aras.example/a"))
    kept = [block.text for block in layout.blocks if chosen[block.index]]
    assert SENTENCE in kept
