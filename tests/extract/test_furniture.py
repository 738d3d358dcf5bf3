"""No furniture in the text, in eleven languages and in markup that says nothing; articles about furniture stay whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from araswatch.extract import extract
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
STORIES: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("stories.yml").read_text(encoding="utf-8"))
CASES = [(language, kind) for language, story in STORIES.items() for kind in story["behind"]]
DIRECTION = {"fa": "rtl", "ar": "rtl", "he": "rtl"}


def page_of(language: str, lines: list[str], tag: str = "p") -> str:
    """A story as bare paragraphs with `lines` behind it, in elements without class or id."""
    story = STORIES[language]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in story["paragraphs"])
    behind = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    return (
        f'<html lang="{language}" dir="{DIRECTION.get(language, "ltr")}"><head><meta charset="utf-8"><title>{story["title"]}</title></head>'
        f"<body><h1>{story['title']}</h1>{body}{behind}</body></html>"
    )


@pytest.mark.parametrize(("language", "kind"), CASES)
@pytest.mark.parametrize("tag", ["p", "div"])
def test_lines_behind_an_article_are_removed(make_page: MakePage, language: str, kind: str, tag: str) -> None:
    lines = STORIES[language]["behind"][kind]
    article = extract(make_page(page_of(language, lines, tag)))
    assert isinstance(article, Article)
    assert article.text.split("\n") == STORIES[language]["paragraphs"]
    assert {block.text for block in article.removed} >= set(lines)


@pytest.mark.parametrize("language", STORIES)
def test_all_furniture_at_once(make_page: MakePage, language: str) -> None:
    lines = [line for lines in STORIES[language]["behind"].values() for line in lines]
    article = extract(make_page(page_of(language, lines)))
    assert isinstance(article, Article)
    assert article.text.split("\n") == STORIES[language]["paragraphs"]


CONTROLS = {
    "log-in": [
        "The city's library has changed the way in which its readers log in, and many of them came to the desk this week to ask for help.",
        "Readers now choose a password of at least twelve signs; whoever has forgotten it can ask for a letter with a new one at "
        "any branch.",
        "Log in with your card number, the leaflet says in large type, and underneath it explains in six languages where the "
        "number is printed.",
        "The head of the library said that the old form had let strangers guess passwords, and that nobody would be locked out "
        "before the spring.",
    ],
    "cookies": [
        "We use cookies is the sentence that Europeans have read more often than any other in the past ten years, a linguist has found.",
        "Her team collected the notices of four thousand sites and counted how many words a visitor would have to read in order to refuse.",
        "Accept all cookies was the largest button on nine sites out of ten, while the way to refuse lay behind two further pages.",
        "The study recommends that the law should prescribe one form for all, as it does for the labels on medicine and on food.",
    ],
    "comments": [
        "The paper will close its comment pages at the end of the year, after two decades in which readers wrote eleven million entries.",
        "Leave a comment, the page used to say, and people did: on the price of bread, on the mayor's hat and on one another.",
        "Three editors read every entry before it appeared, and in the last year they had to refuse almost half of what was sent in.",
        "Letters on paper will still be printed on Saturdays, and the editors promise to answer each of them within a month.",
    ],
    "newsletter": [
        "A baker in the old town has found a new way to sell what is left in the evening: he writes to his customers at five o'clock.",
        "Subscribe to our newsletter was painted on the shop's window in April, and by the summer eight hundred people had done so.",
        "The letter names the loaves that remain and their price, and whoever answers first finds a bag with a name on it at the door.",
        "Nothing has been thrown away since June, he says, and two bakers from the neighbouring towns have come to see how it is done.",
    ],
}


@pytest.mark.parametrize("subject", CONTROLS)
def test_articles_about_furniture_stay_whole(make_page: MakePage, subject: str) -> None:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in CONTROLS[subject])
    html = (
        f"<html lang=en><title>A story about {subject}</title><body><article><h1>A story about {subject}</h1>{body}</article></body></html>"
    )
    article = extract(make_page(html, url=f"https://news.example.org/2026/11/24/a-story-about-{subject}"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == CONTROLS[subject]


BEFORE = CONTROLS["log-in"][:2]
AFTER = CONTROLS["log-in"][2:]
INSIDE: dict[str, str] = yaml.safe_load(Path(__file__).with_name("between.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", INSIDE)
def test_furniture_between_paragraphs_is_removed(make_page: MakePage, case: str) -> None:
    paragraphs = [*(f"<p>{text}</p>" for text in BEFORE), INSIDE[case], *(f"<p>{text}</p>" for text in AFTER)]
    html = f"<html lang=en><title>The library</title><body><article><h1>The library</h1>{''.join(paragraphs)}</article></body></html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == BEFORE + AFTER


def test_a_box_in_which_two_lines_read_so_goes_whole(make_page: MakePage) -> None:
    story = [text for subject in ("log-in", "cookies", "comments") for text in CONTROLS[subject]]
    appeals = (
        "<p>Never miss a ferry: our newsletter, which our desk writes every Friday at noon, is read by many on both of the banks.</p>",
        "<p>It brings what the towns on the river talk about, with the times of the ferry and the weather on the water.</p>",
    )
    box = f"<div><h3>Sign up for The River newsletter</h3>{''.join(appeals)}</div>"
    paragraphs = [f"<p>{text}</p>" for text in story]
    html = (
        f"<html lang=en><title>A story</title><body><h1>A story</h1>{''.join(paragraphs[:8])}{box}{''.join(paragraphs[8:])}</body></html>"
    )
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == story


def test_a_biography_with_an_address_at_the_end_is_no_part_of_the_article(make_page: MakePage) -> None:
    story = [text for subject in ("log-in", "cookies") for text in CONTROLS[subject]]
    about = (
        "Ann Rivers is the founder of a small house for letters and leaflets on the eastern bank, which helps bakers and "
        "ferrymen to say what they have to say in plain words. She has written on rivers for twenty years, has taught at "
        "three schools, and speaks on the wireless every other Sunday before the news. Follow us on Facebook. Letters "
        "reach her at ann.rivers@example.org on all days of the week."
    )
    body = "".join(f"<p>{text}</p>" for text in [*story, about])
    article = extract(make_page(f"<html lang=en><title>A story</title><body><h1>A story</h1>{body}</body></html>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == story


LINKS = "".join(f'<p><a href="/story-{number}">The ferry at landing {number} is out of order again</a></p>' for number in range(5))


@pytest.mark.parametrize("place", ["before", "behind"])
def test_links_at_the_edge_of_the_text_are_no_part_of_it(make_page: MakePage, place: str) -> None:
    story = CONTROLS["log-in"]
    body = "".join(f"<p>{text}</p>" for text in story)
    body = LINKS + body if place == "before" else body + LINKS
    article = extract(make_page(f"<html lang=en><title>A story</title><body><h1>A story</h1><div>{body}</div></body></html>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == story


def test_links_between_paragraphs_are_the_article(make_page: MakePage) -> None:
    first, *rest = [*CONTROLS["cookies"], *CONTROLS["log-in"]]
    body = f"<p>{first}</p><p>{rest[0]}</p>{LINKS}" + "".join(f"<p>{text}</p>" for text in rest[1:])
    tree = f"<html lang=en><title>A story</title><body><h1>A story</h1><div>{body}</div></body></html>"
    removed = extract(make_page(tree)).removed
    assert not [block for block in removed if block.kind == "related" and "landing" in block.text]


@pytest.mark.parametrize(
    ("author", "about"),
    [
        ("Ann Rivers", "Ann Rivers is a reporter on the eastern bank, where she has lived since she was twelve."),
        ("Anna Fluss", "Anna Fluss ist freie Journalistin und lebt in einem Dorf am östlichen Ufer."),
        ("Анна Рекова", "Анна Рекова — журналист, живёт на восточном берегу и пишет о паромах."),
        ("Aynur Çaylı", "Aynur Çaylı, jurnalist, on ildir çayın o tayından yazır."),
        ("آنا رودی", "آنا رودی، روزنامه‌نگار، ده سال است که از ساحل شرقی می‌نویسد."),
    ],
)
def test_a_last_paragraph_about_its_author_is_no_part_of_the_article(make_page: MakePage, author: str, about: str) -> None:
    story = CONTROLS["log-in"] + CONTROLS["cookies"]
    head = f'<title>A story</title><meta name="author" content="{author}">'
    body = "".join(f"<p>{text}</p>" for text in [*story, about])
    article = extract(make_page(f"<html>{head}<body><h1>A story</h1><p>{author}</p>{body}</body></html>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == story


def test_a_last_paragraph_in_which_the_author_acts_stays(make_page: MakePage) -> None:
    story = [*CONTROLS["log-in"], "Ann Rivers said that she would ask the ferrymen again in spring, when the water is low."]
    head = '<title>A story</title><meta name="author" content="Ann Rivers">'
    body = "".join(f"<p>{text}</p>" for text in story)
    article = extract(make_page(f"<html lang=en>{head}<body><h1>A story</h1>{body}</body></html>"))
    assert isinstance(article, Article)
    assert article.text.split("\n") == story


def test_readers_comments_in_neutral_markup(make_page: MakePage) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in CONTROLS["newsletter"])
    readers = "<p>#1 Anna</p><p>24 March 2026, 19:49</p><p>Thank you for this story, I buy my bread there too and like it very much.</p>"
    form = "<p>Leave a comment</p><p>Name *</p><p><input name=n></p>"
    html = f"<html lang=en><title>The baker</title><body><h1>The baker</h1>{story}<p>2 comments</p>{readers}{form}</body></html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == CONTROLS["newsletter"]


def test_a_count_of_comments_above_the_text_ends_nothing(make_page: MakePage) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in CONTROLS["newsletter"])
    html = f"<html lang=en><title>The baker</title><body><h1>The baker</h1><p>2 comments</p>{story}<p>Leave a comment</p></body></html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == CONTROLS["newsletter"]


def test_words_of_component_libraries_and_headings_are_no_marks(make_page: MakePage) -> None:
    story = "".join(f'<div class="cmp-text"><p>{paragraph}</p></div>' for paragraph in CONTROLS["log-in"])
    heading = '<h2 id="product-reviews-and-comments">What the readers said about it</h2>'
    html = f"<html lang=en><title>The library</title><body><main><h1>The library</h1>{heading}{story}</main></body></html>"
    article = extract(make_page(html))
    assert isinstance(article, Article)
    assert article.text.split("\n") == ["What the readers said about it", *CONTROLS["log-in"]]
