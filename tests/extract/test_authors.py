"""Authors are persons: not organisations, roles, addresses, or links to more posts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from araswatch.extract.authors import find_authors
from araswatch.extract.blocks import lay_out, title_index
from araswatch.extract.names import account_in, is_byline, is_label, may_lead, persons_in
from araswatch.extract.structured import read_structured

LD, END = "<script type=application/ld+json>", "</script>"
PROSE = "<p>The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed.</p>" * 4


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ann Rivers", ("Ann Rivers",)),
        ("by Ann Rivers and Tom Banks", ("Ann Rivers", "Tom Banks")),
        ("Written by: Ann Rivers | 24 November 2026", ("Ann Rivers",)),
        ("Ann Rivers, Senior Editor", ("Ann Rivers",)),
        ("Ann Rivers, PhD", ("Ann Rivers",)),
        ("View all posts by Ann Rivers", ("Ann Rivers",)),
        ("Von Anna Fluss und Tom Ufer", ("Anna Fluss", "Tom Ufer")),
        ("Par Anne Écrivain", ("Anne Écrivain",)),
        ("Автор: Анна Писарева", ("Анна Писарева",)),
        ("Müəllif: Aynur Yazıçı", ("Aynur Yazıçı",)),
        ("Yazan: Ayşe Yazar", ("Ayşe Yazar",)),
        ("نویسنده: مریم نویسا", ("مریم نویسا",)),
        ("مریم نویسا و رضا خوانا", ("مریم نویسا", "رضا خوانا")),
        ("Հեղինակ՝ Աննա Գրողյան".replace("՝", ":"), ("Աննա Գրողյան",)),
        ("ავტორი: ანა მწერალი", ("ანა მწერალი",)),
        ("Leonardo da Costa", ("Leonardo da Costa",)),
        ("Jean-Pierre O'Neill", ("Jean-Pierre O'Neill",)),
        ("By Staff", ()),
        ("Reuters", ()),
        ("The Harbour Times", ()),
        ("editor@harbour-times.example", ()),
        ("Admin", ()),
        ("News Desk", ()),
        ("", ()),
        ("ByAnn Rivers", ("Ann Rivers",)),
        ("24 Nov 2026 · Ann Rivers", ("Ann Rivers",)),
        ("By Ann Rivers November 24, 2026", ("Ann Rivers",)),
        ("Ann Rivers on behalf of the harbour board", ("Ann Rivers",)),
        ("By Ann Rivers in Shipping", ("Ann Rivers",)),
        ("Ann Rivers THE HARBOUR TIMES", ("Ann Rivers",)),
        ("By Ann Rivers | Fact-checked by Tom Banks", ("Ann Rivers",)),
        ("Reviewed by Tom Banks", ()),
        ("Photo by Tom Banks", ()),
        ("Erstellt von Anna Fluss am 24. November 2026", ("Anna Fluss",)),
        ("Ein Beitrag von Anna Fluss", ("Anna Fluss",)),
        ("Zeige alle Beiträge von Anna Fluss", ("Anna Fluss",)),
        ("Anna Fluss im Gespräch mit Tom Ufer", ("Anna Fluss", "Tom Ufer")),
        ("Text & Fotos: Anna Fluss", ("Anna Fluss",)),
        ("Md Anwar Rivers", ("Md Anwar Rivers",)),
        ("Staff reporter Ann Rivers", ("Ann Rivers",)),
        ("Rechtsanwältin Anna Fluss", ("Anna Fluss",)),
        ("Корреспондент Анна Писарева", ("Анна Писарева",)),
        ("Staff reporter", ()),
        ("About the author: Ann Rivers", ("Ann Rivers",)),
        ("Von Anna Fluss am Samstag, 19. Oktober 2019 um 11:14 Uhr", ("Anna Fluss",)),
        ("Ann Rivers/HTN", ("Ann Rivers",)),
    ],
)
def test_bylines(byline: str, names: tuple[str, ...]) -> None:
    assert persons_in(byline, organisations=frozenset({"theharbourtimes"})) == names


@pytest.mark.parametrize(
    "markup", ["<svg class=author-icon><title>Portrait Icon</title></svg>", "<select class=author><option>Ann Rivers</select>"]
)
def test_what_shows_no_text_names_no_author(markup: str) -> None:
    assert authors_of(f"<html><body><h1>The ferry</h1>{markup}<p>It runs again.</p></body></html>") == ()


def authors_of(markup: str) -> tuple[str, ...]:
    tree = html.fromstring(markup)
    layout = lay_out(tree)
    title_at = title_index(layout, "The ferry")
    return find_authors(tree, layout, read_structured(tree), "The Harbour Times", "https://harbour-times.example/ferry", title_at)


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        (
            LD + '{"@type":"NewsArticle","author":[{"@type":"Person","name":"Ann Rivers"},{"name":"Tom Banks"}]}' + END,
            ("Ann Rivers", "Tom Banks"),
        ),
        (
            LD + '{"@graph":[{"@type":"Article","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Ann Rivers"}]}' + END,
            ("Ann Rivers",),
        ),
        (LD + '{"@type":"NewsArticle","author":{"@type":"Organization","name":"Reuters"}}' + END, ()),
        ('<meta name="author" content="The Harbour Times">', ()),
        ('<meta name="author" content="Ann Rivers">', ("Ann Rivers",)),
        ("<p>Published by Ann Rivers</p>", ("Ann Rivers",)),
        (
            '<p class="byline">By <a rel="author" href="/author/ann/">Ann Rivers</a> and <a rel="author" href="/author/tom/">Tom Banks</a>',
            ("Ann Rivers", "Tom Banks"),
        ),
        ('<a rel="author" href="/author/ann/">View all posts by Ann Rivers</a>', ("Ann Rivers",)),
        ('<div class="comments"><div class="comment-author">Passer By</div></div>', ()),
    ],
)
def test_places(markup: str, names: tuple[str, ...]) -> None:
    assert authors_of(f"<html><head><title>The ferry</title></head><body><h1>The ferry</h1>{markup}{PROSE}</body></html>") == names


@pytest.mark.parametrize(
    ("byline", "account"),
    [
        ("Posted by RiverFan22 on 24 November 2026", "RiverFan22"),
        ("Von Redaktion, 24. November 2026", "Redaktion"),
        ("The Harbour Times Team", "The Harbour Times Team"),
        ("By admin", None),
        ("Read more", None),
        ("by the people who live on both banks", None),
        ("editor@harbour-times.example", None),
    ],
)
def test_accounts(byline: str, account: str | None) -> None:
    assert account_in(byline) == account


@pytest.mark.parametrize(
    ("line", "label"), [("Written by", True), ("Autor:", True), ("By", True), ("By the river", False), ("River", False)]
)
def test_labels(line: str, label: bool) -> None:
    assert is_label(line) == label


LEADS = (
    "By",
    "BYLINE:",
    "Autorin",
    "Über den Autor:",
    "ÉCRIT PAR",
    "This story was compiled and posted by",
    "Guide by",
    "Ein Gastbeitrag von",
    "Protokoliert von",
    "Yazan:",
    "İnterview:",
    "Müəllif:",
    "АВТОР:",
    "Հեղինակ:",
    "به قلم",
    "Text und Foto:",
    "Reporter:",
)


@pytest.mark.parametrize("lead", LEADS)
def test_asked_first_what_may_lead(lead: str) -> None:
    assert may_lead(lead)
    assert is_byline(f"{lead} Ann Rivers")


@given(st.sampled_from(LEADS), st.integers(0, 12), st.text(max_size=8))
def test_no_lead_is_lost(lead: str, length: int, name: str) -> None:
    line = f"{lead[:length]}{name}"
    assert may_lead(line) or not (is_byline(line) or is_label(line))


OTHERS = "".join(
    f'<li class="related"><a href="/{name}">The bridge</a> <span class="author">{name}</span></li>' for name in ("Eve Hill", "Max Vale")
)


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<p>Written by</p><p>Ann Rivers</p>", ("Ann Rivers",)),
        ("<p>24 November 2026 by RiverFan</p>", ("RiverFan",)),
        ('<p class="byline">By <a href="/author/desk/">News Desk</a></p>', ("News Desk",)),
        (LD + '{"@type":"Article","author":{"@type":"Person","name":"ann rivers"}}' + END, ("ann rivers",)),
        (LD + '{"@type":"Article","author":{"@type":"Organization","name":"Harbour Editorial Team"}}' + END, ("Harbour Editorial Team",)),
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Rivers">', ("Ann Rivers",)),
        ('<p class="byline">Ann Rivers</p>' + PROSE + f"<ul>{OTHERS}</ul>", ("Ann Rivers",)),
        (
            LD
            + '{"@type":"Article","author":{"@type":"Person","name":"Ann"}}'
            + END
            + '<p class="byline">By <a rel="author">Ann Rivers</a></p>',
            ("Ann Rivers",),
        ),
        ("<p>By Ann on 3 May 2026</p>", ("Ann",)),
        ("<p>05.02.2026 - Redaktion: Anna Fluss (Hafenamt)</p>", ("Anna Fluss",)),
        ('<p>by <a rel="author" href="/author/ann/">Ann Rivers</a>in Shipping</p>', ("Ann Rivers",)),
        ('<meta name="author" content="Harbour Board e.V."><p>Autorin: Anna Fluss, Hafenamt</p>', ("Anna Fluss",)),
        ("<nav><ul><li>By Industry</li><li>By Company Size</li></ul></nav>", ()),
        (PROSE + "<p>The harbour is run by the town.</p>", ()),
    ],
)
def test_the_likeliest_byline_names_the_author(markup: str, names: tuple[str, ...]) -> None:
    assert authors_of(f"<html><head><title>The ferry</title></head><body><h1>The ferry</h1>{markup}{PROSE}</body></html>") == names


@pytest.mark.parametrize(
    ("behind", "names"),
    [
        ("<p>Ann Rivers</p>", ("Ann Rivers",)),
        ("<p><em>Анна Писарева</em></p>", ("Анна Писарева",)),
        ("<p>Elşən Yazıçı</p><ul><li>ferry</li></ul><p>Share</p>", ()),
        ("<p>Ann Rivers/HTN</p><p>All rights reserved</p>", ("Ann Rivers",)),
        ("<p>Key Points</p>" + PROSE, ()),
        ("<p>Our Ferries:</p><p>Swan</p>", ()),
        ("<h3>Harbour Timetable</h3>", ()),
        ('<p><a href="/tags/ann-rivers">Ann Rivers</a></p>', ()),
        ("<p>ادامه مطلب</p>", ()),
        ("<p>Hosted by RiverNet and friends</p>", ()),
    ],
)
def test_a_signature_below_the_text_names_the_author(behind: str, names: tuple[str, ...]) -> None:
    assert authors_of(f"<html><head><title>The ferry</title></head><body><h1>The ferry</h1>{PROSE * 3}{behind}</body></html>") == names
