"""Article links of a front page, told from the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.discover import Discovery, parse_front_page

HOME = "https://www.river.example/"

ARTICLES = {
    "/2026/11/24/border-drill/": "Drill opens by the river",
    "/en/news/politics/iran-opens-drill-near-the-border-48121": "Iran opens drill near the border",
    "/news/1405/09/03/3456789/": "رزمایش در شمال غرب کشور آغاز شد",
    "https://fa.river.example/news/482211": "گزارش تازه از مرز ارس و پل‌ها",
    "/az/siyaset/882131.html": "Sərhəddə təlimlər başladı bu gün",
    "/story?id=482193": "Ministers meet by the bridge again",
    "/archives/48123": "A long walk along the old railway",
    "/p/a-walk-along-the-old-border-railway": "A walk along the old border railway",
    "/%D8%AE%D8%A8%D8%B1-%D9%85%D8%B1%D8%B2-%D8%A7%D8%B1%D8%B3-%D8%A7%D9%85%D8%B1%D9%88%D8%B2": "خبر مرز ارس امروز صبح",
}
REST = {
    "/": "River",
    "/en/": "English",
    "/politics": "Politics",
    "/category/world-news-and-views/": "All the news of the world",
    "/tag/iran-azerbaijan-border-2026": "Iran and Azerbaijan border stories",
    "/author/ann-arax-12345/": "Ann Arax, our woman in Tabriz",
    "/about-us": "About us and our small team",
    "/privacy-policy/": "How we treat your data here",
    "/2026/11/": "November 2026",
    "/wp-login.php": "Log in to read more stories",
    "/page/2/": "Older posts of this blog",
    "/uploads/2026/11/24/river-at-dawn.jpg": "The river at dawn, a photo",
    "https://ads.example/2026/11/24/buy-one-get-one-free": "Buy one and get one free",
    "https://t.example/share?url=river": "Share this story with your friends",
    "javascript:void(0)": "Open the menu of this page",
    "mailto:editor@river.example": "Write to the editor of this page",
    "data:text/html,hello": "A page inside of a link",
    "#comments-48123": "Twelve readers have commented on this",
}


def parsed(body: str | bytes) -> Discovery:
    return parse_front_page(
        body if isinstance(body, bytes) else body.encode(), url=HOME, source_id="river", content_type="text/html; charset=utf-8"
    )


def page(main: str, around: str = "") -> str:
    return f"<!doctype html><html><body>{around}<main>{main}</main></body></html>"


def anchors(links: dict[str, str]) -> str:
    return "".join(f'<div class="card"><h3><a href="{href}">{text}</a></h3></div>' for href, text in links.items())


@pytest.mark.parametrize("href", ARTICLES)
def test_an_article_is_found(href: str) -> None:
    assert len(parsed(page(anchors({href: ARTICLES[href]}))).candidates) == 1


@pytest.mark.parametrize("href", REST)
def test_the_rest_is_left(href: str) -> None:
    assert parsed(page(anchors({href: REST[href]}))).candidates == ()


def test_the_order_of_the_page_is_kept_and_nothing_hinted() -> None:
    found = parsed(page(anchors({**REST, **ARTICLES})))
    assert len(found.candidates) == len(ARTICLES)
    assert found.candidates[0].url == HOME + "2026/11/24/border-drill/"
    assert found.candidates[0].hints.title is None
    assert found.problems == ()


def test_a_footers_long_links_are_no_articles() -> None:
    around = '<footer><a href="/legal-notice-for-our-readers-2026">Legal notice for all of our readers</a></footer>'
    assert parsed(page("", around)).candidates == ()


@pytest.mark.parametrize(
    "href", ["/news-flash/343746", "/fa/news/343746", "/chiefs-of-the-services-meet-at-the-bridge", "/xeber/343746.html", "/?p=343746"]
)
def test_a_plain_list_of_long_link_texts_is_found(href: str) -> None:
    item = f'<li><a href="{href}">Chiefs of the services to meet tomorrow</a></li>'
    assert len(parsed(page(f'<div class="content-sidebar-wrap post tag-iran"><ul>{item}</ul></div>')).candidates) == 1


@pytest.mark.parametrize("name", ["main-navigation", "nav-primary", "site_footer", "breadcrumbs", "widget-area", "sidebar"])
def test_what_surrounds_the_list_is_left(name: str) -> None:
    assert parsed(page(f'<div class="x {name}"><a href="/a-4812/">Chiefs of the services to meet tomorrow</a></div>')).candidates == ()


def test_a_section_with_a_number_is_no_article() -> None:
    assert parsed(page('<h3><a href="/siyaset-48121/">Siyasət</a></h3>')).candidates == ()


def test_an_image_and_its_headline_are_one_link() -> None:
    card = '<a href="/news/48121"><img src="/x.jpg"></a><h2><a href="/news/48121#top">Drill opens by the river</a></h2>'
    assert [candidate.url for candidate in parsed(page(card)).candidates] == [HOME + "news/48121"]


def test_the_base_element_counts() -> None:
    body = '<html><head><base href="/en/"></head><body><h2><a href="news/48121">Drill opens by the river</a></h2></body></html>'
    assert [candidate.url for candidate in parsed(body).candidates] == [HOME + "en/news/48121"]


def test_a_page_made_by_scripts_says_so() -> None:
    assert parsed('<html><body><div id="root"></div><script src="/app.js"></script></body></html>').problems == (
        "no article among 0 links: perhaps a page made by scripts",
    )


def test_an_empty_body_is_no_page() -> None:
    assert parsed(b"").problems == ("not an HTML page",)


def test_deep_nesting_and_size_are_survived() -> None:
    assert isinstance(parsed("<div>" * 50_000 + anchors(ARTICLES)), Discovery)
    assert parsed("x" * 11_000_000).problems[0].startswith("page cut at")


@given(st.binary(max_size=200) | st.text(alphabet='<>/&;="ahrefdivn:# ', max_size=200).map(str.encode))
def test_any_bytes_give_a_discovery(body: bytes) -> None:
    for wrapped in (body, b"<a href='" + body, b"<a href='/news/48121'>" + body):
        assert isinstance(parsed(wrapped), Discovery)
