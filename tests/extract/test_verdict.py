"""Which pages are articles: what their markup, shape and words give, and what the verdict makes of it."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.extract import extract, pagefeatures, pagemarkup, pageshape, pagewords
from araswatch.extract.blocks import Layout, lay_out
from araswatch.extract.document import parse
from araswatch.extract.pagerow import PageRow, Part
from araswatch.records import Article, Page, Rejection

MakePage = Callable[..., Page]
SENTENCE = "The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed."
PROSE = "".join(f"<p>{SENTENCE} That was the {number}th time.</p>" for number in range(8))
GOODS = "".join(
    f'<div class="product-card"><a href="/products/ladder-{n}"><img src="/{n}.jpg"><h3>Ladder of {n} rungs</h3></a>'
    f'<span class="price">$ {n}9.00</span><button class="add-to-cart">Add to cart</button></div>'
    for n in range(2, 30)
)
SHELF = (
    '<html lang=en><head><title>Ladders | Buy ladders at The River Shop</title><meta property="og:type" content="website"></head>'
    '<body class="template-collection"><h1>Ladders</h1><form action="/cart"><input type=number name=quantity></form>'
    f'<p>Sort by: price</p><div class="grid">{GOODS}</div><div class="pagination"><a href="?page=2">2</a></div></body></html>'
)
NEWS = "".join(
    f'<article class="teaser"><h2><a href="/river/{n}-the-ferry-and-the-town">The ferry and the town, part {n}</a></h2><p>What happened on '
    f"the {n}th day of the month on both banks, in short.</p></article>"
    for n in range(20)
)
SECTION = (
    f'<html lang=en><title>River</title><body class="archive category"><h1>River</h1>{NEWS}<a href="/river/page/2">Older posts</a>'
    "</body></html>"
)


def layout_of(html: str) -> Layout:
    tree = parse(html)
    assert tree is not None
    return lay_out(tree)


def markup_of(html: str, url: str) -> dict[str, float]:
    tree = parse(html)
    assert tree is not None
    return dict(PageRow(pagemarkup.read_markup(tree, url).parts()))


@pytest.mark.parametrize(
    ("html", "url"),
    [(SHELF, "https://shop.example.org/collections/ladders"), (SECTION, "https://news.example.org/river")],
    ids=["collection", "section"],
)
def test_what_lists_others_is_no_article(make_page: MakePage, html: str, url: str) -> None:
    outcome = extract(make_page(html, url=url))
    assert isinstance(outcome, Rejection)
    assert outcome.reason in {"listing", "product-page"}
    assert outcome.detail


@pytest.mark.parametrize(
    "head", ["", '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-23">']
)
def test_an_article_beside_many_teasers_is_one(make_page: MakePage, head: str) -> None:
    story = f"<article><h1>The ferry</h1>{PROSE}</article>"
    html = f"<html lang=en><head><title>The ferry</title>{head}</head><body>{story}<aside>{NEWS}</aside></body></html>"
    outcome = extract(make_page(html, url="https://news.example.org/2026/11/23/the-ferry-is-back-in-service"))
    assert isinstance(outcome, Article)


def test_a_recipe_is_an_article(make_page: MakePage) -> None:
    item = '{"@type":"Recipe","name":"Ferry cake","recipeInstructions":"Stir."}'
    head = f'<title>Ferry cake</title><script type="application/ld+json">{item}</script>'
    steps = "".join(f"<li>{number} spoons of flour</li>" for number in range(2, 9))
    html = f"<html lang=en><head>{head}</head><body><h1>Ferry cake</h1><ul>{steps}</ul><p>{SENTENCE}</p></body></html>"
    outcome = extract(make_page(html, url="https://shop.example.org/recipes/ferry-cake"))
    assert isinstance(outcome, Article)


def test_links_are_told_by_where_they_lead() -> None:
    links = "".join(
        f'<a href="{target}">x</a>'
        for target in ("/river/a", "https://www.example.org/river/b", "/bridge", "https://other.example/", "/river?page=2", "#top")
    )
    found = markup_of(f"<html><body>{links}</body></html>", "https://example.org/river")
    assert found["links_below"] == pytest.approx(math.sqrt(2))
    assert found["links_abroad"] == 1
    assert found["links_to_pages"] == 1
    assert found["links"] == pytest.approx(math.sqrt(5))


def test_markup_is_read_by_what_it_calls_itself() -> None:
    found = markup_of(SHELF, "https://shop.example.org/collections/ladders")
    assert (found["cart_form"], found["number_input"], found["body_list"]) == (1, 1, 1)
    assert found["called_product"] == 1
    assert found["called_paging"] == 1
    assert found["tag_button"] == pytest.approx(math.sqrt(28))


def test_cards_are_like_elements_side_by_side_with_a_link() -> None:
    layout = layout_of(SECTION)
    shape = PageRow(pageshape.shape_parts(pageshape.Outline(layout, "")))
    assert shape["cards"] == pytest.approx(math.sqrt(20))
    assert shape["carded"] > 0.9
    plain = layout_of(f"<html><body><article><h1>The ferry</h1>{PROSE}</article></body></html>")
    assert not pageshape.Outline(plain, "").carded.any()


def test_words_of_a_page_are_named_by_their_place() -> None:
    tree = parse(SHELF)
    assert tree is not None
    assert {"c:product", "c:card", "T:ladders"} <= pagemarkup.read_markup(tree, "").words


@given(st.frozensets(st.text(max_size=12), max_size=40))
def test_unknown_words_say_nothing(words: frozenset[str]) -> None:
    weights = pagewords.Weights({"c:cart": -1.5, "c:byline": 1.25})
    assert weights.score(words - weights.by_word.keys()) == 0
    assert abs(weights.score(words | {"c:cart"})) <= pagewords.CERTAIN


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_page_and_address_has_its_row(text: str, address: str) -> None:
    tree = parse(f'<html><body class="{text[:20]}"><a href="{address}">{text}</a><a href="//{address}">x</a></body></html>')
    if tree is None:
        return
    row = PageRow(pagemarkup.read_markup(tree, address).parts())
    assert tuple(row) == pagemarkup.NAMES
    assert all(map(math.isfinite, row.values()))
    shape = PageRow(pageshape.shape_parts(pageshape.Outline(lay_out(tree), "")))
    assert tuple(shape) == pageshape.NAMES
    assert all(map(math.isfinite, shape.values()))
    assert len(pagefeatures.NAMES) == len(set(pagefeatures.NAMES))


def test_one_sentence_is_an_article_where_the_page_says_so(make_page: MakePage) -> None:
    declared = '<meta property="og:type" content="article"><meta property="article:published_time" content="2026-11-24T10:00:00Z">'
    page = "<html><head><title>The ferry runs</title>{}</head><body><article><h1>The ferry runs</h1><p>{}</p></article></body></html>"
    sentence = "The ferry between the two banks is back in service this morning."
    assert isinstance(extract(make_page(page.format(declared, sentence))), Article)
    undeclared = extract(make_page(page.format("", sentence)))
    assert isinstance(undeclared, Rejection)
    assert undeclared.reason == "no-article-text"
    assert isinstance(extract(make_page(page.format(declared, "Soon."))), Rejection)


def test_a_row_computes_each_part_once_and_only_when_it_is_asked_for() -> None:
    computed: list[str] = []

    def part(*names: str) -> Part:
        def compute() -> list[float]:
            computed.extend(names)
            return [float(len(name)) for name in names]

        return Part(names, compute)

    row = PageRow([part("links", "forms"), part("prose")])
    assert row["forms"] == 5
    assert row["links"] == 5
    assert computed == ["links", "forms"]
    assert list(row.items()) == [("links", 5), ("forms", 5), ("prose", 5)]
    assert computed == ["links", "forms", "prose"]
