"""Trafilatura's choice is found again among the blocks, whatever it does to the letters."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.extract import extract
from araswatch.extract.align import align
from araswatch.extract.blocks import lay_out
from araswatch.extract.body import CUTS, best_cut
from araswatch.extract.document import parse
from araswatch.extract.prune import prune
from araswatch.records import Article, Page

SENTENCE = "فرمانده گفت یگان‌ها از رود می‌گذرند و پل‌ها برای مردم باز می‌ماند."


def test_persian_joiners_do_not_hide_the_text() -> None:
    html = f"<html lang=fa><body><article><h1>پل‌ها</h1>{f'<p>{SENTENCE}</p>' * 6}</article></body></html>"
    page = Page(
        url="https://aras.example/a",
        requested_url="https://aras.example/a",
        source_id="aras",
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=html.encode(),
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    article = extract(page)
    assert isinstance(article, Article)
    assert SENTENCE in article.text


def test_the_cells_of_a_row_are_found_between_bars() -> None:
    assert align(["Baku 2,300,000 inhabitants", "Elsewhere on this site: maps"], "Baku | 2,300,000 | inhabitants |") == [True, False]


def test_what_is_not_seen_makes_no_difference() -> None:
    blocks = ["The ferry 🛥 between the banks went back", "", "to its\u00ad land\u200cing\u3000🛥", "The ferry between the banks stood still"]
    assert align(blocks, "The ferry 🛥 between\nthe banks | went back to\u2060 its landing🛥") == [True, False, True, False]


def test_a_button_left_open_does_not_take_the_page_away() -> None:
    tree = parse(f"<body><button>Menu<p>{SENTENCE * 4}</p></body>")
    assert tree is not None
    assert SENTENCE in "".join(prune(tree, lay_out(tree)).itertext())


@pytest.mark.parametrize("named", ["share-buttons", "main-navigation", "related-posts", "newsletter"])
@pytest.mark.parametrize("line", ["渡船在对岸停了三个星期之后，星期一早上又开始载客过河。", "The ferry runs", SENTENCE])
def test_what_calls_itself_furniture_is_cut_out_if_it_is_mostly_links(named: str, line: str) -> None:
    links, text = (f"<div class={named}>{held}</div>" for held in ("<a href=/a>The bridge</a>", f"<p>{line}</p>"))
    tree = parse(f"<body>{links}{text * 6}<p>{SENTENCE * 9}</p></body>")
    assert tree is not None
    left = "".join(prune(tree, lay_out(tree)).itertext())
    assert "The bridge" not in left
    assert left.count(line) >= 6


def test_what_stands_behind_an_element_stays_without_it() -> None:
    tree = parse(f"<body><nav><a href=/a>Menu</a></nav>{SENTENCE}<aside>More</aside> And so on.<p></p> The end.<p>{SENTENCE}</p></body>")
    assert tree is not None
    left = "".join(prune(tree, lay_out(tree)).itertext())
    assert left == f"{SENTENCE} And so on. The end.{SENTENCE}"


def test_a_page_of_which_the_model_is_sure_is_cut_high_and_one_in_doubt_low() -> None:
    sure = best_cut(["word " * 50] * 4, np.array([0.99, 0.98, 0.3, 0.02], dtype=np.float32))
    doubtful = best_cut(["word " * 50] * 4, np.array([0.5, 0.45, 0.3, 0.02], dtype=np.float32))
    assert doubtful == pytest.approx(0.3)
    assert sure > doubtful


@given(st.lists(st.floats(0, 1, width=32), min_size=1, max_size=40))
def test_any_cut_stays_within_its_bounds(probabilities: list[float]) -> None:
    assert CUTS[0] <= best_cut(["some words"] * len(probabilities), np.array(probabilities, dtype=np.float32)) <= CUTS[1]
