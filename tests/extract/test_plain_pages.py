"""A page that is one text with hardly a link is an article, in whatever language, whatever it lacks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from araswatch.extract import extract
from araswatch.records import Article, Page, Rejection

MakePage = Callable[..., Page]
SENTENCES = {
    "en": "Engineers said on Monday that bridge {n} would open to drivers on both banks before the winter came.",
    "fa": "فرمانده گفت یگان‌ها از رود می‌گذرند و پل {n} برای مردم دو سوی رود باز می‌ماند.",
    "ru": "Инженеры сообщили в понедельник, что мост {n} откроют для водителей до наступления зимы.",
    "az": "Mühəndislər bazar ertəsi bildirdilər ki, {n} nömrəli körpü sürücülər üçün qışdan əvvəl açılacaq.",
    "hy": "Ինժեներները երկուշաբթի ասացին, որ {n} կամուրջը վարորդների առջև կբացվի մինչև ձմեռ։",
    "ka": "ინჟინრებმა ორშაბათს განაცხადეს, რომ ხიდი {n} მძღოლებისთვის ზამთრამდე გაიხსნება.",
    "he": "המהנדסים אמרו ביום שני כי גשר {n} ייפתח לנהגים משתי הגדות לפני בוא החורף.",
    "ar": "قال المهندسون يوم الاثنين إن الجسر {n} سيفتح أمام السائقين على الضفتين قبل حلول الشتاء.",
    "tr": "Mühendisler pazartesi günü {n} numaralı köprünün kıştan önce sürücülere açılacağını söyledi.",
    "ja": "技術者らは月曜日、橋{n}が冬の前に両岸の運転手に開放されると述べた。住民は長い間この日を待っていた。",
}
HEADS = {
    "bare": "{text}",
    "in an article": "<article><h1>{title}</h1>{text}</article>",
    "with byline and day": "<h1>{title}</h1><p>Leyla Aras</p><p>23.11.2026</p>{text}",
    "with a few links": "<nav><a href='/'>{title}</a><a href='/b'>{title}</a></nav><h1>{title}</h1><div>{text}</div>",
}
ADDRESSES = "https://aras.example/a", "https://aras.example/?p=12", "https://aras.example/news/7", "https://aras.example/2026/11/23/bridge"


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("head", HEADS)
def test_one_text_is_an_article(make_page: MakePage, language: str, head: str) -> None:
    sentence = SENTENCES[language]
    for (count, same), address in product(((3, True), (3, False), (6, True), (12, False)), ADDRESSES):
        lines = [sentence.format(n=7 if same else number) for number in range(count)]
        text = HEADS[head].format(text="".join(f"<p>{line} {line}</p>" for line in lines), title=sentence[:20])
        outcome = extract(make_page(f"<html lang={language}><body>{text}</body></html>", url=address))
        assert isinstance(outcome, Article), (address, count, outcome)
        assert lines[0] in outcome.text


def test_a_document_without_root_and_body_is_read_whole(make_page: MakePage) -> None:
    text = "".join(f"<p>{SENTENCES['en'].format(n=number)}</p>" for number in range(5))
    outcome = extract(make_page(f"<title>Bridges</title><article><h1>Bridges</h1>{text}</article>"))
    assert isinstance(outcome, Article)
    assert outcome.title == "Bridges"


def test_a_short_text_is_not_taken_for_the_tail_behind_its_dateline(make_page: MakePage) -> None:
    lines = "".join(f"<p>September {day}, at noon, room 217, Ann Rivers</p>" for day in range(10, 18))
    outcome = extract(make_page(f"<article><h1>Yoga for beginners</h1><p>23 November 2026</p>{lines}</article>"))
    assert isinstance(outcome, Article)
    assert "September 17" in outcome.text


@pytest.mark.parametrize(
    "title", ["What I learned from 500 episodes", "Two sailors still not found", "Reporters access denied at the gate"]
)
def test_a_title_that_only_sounds_like_an_error(make_page: MakePage, title: str) -> None:
    text = "".join(f"<p>{SENTENCES['en'].format(n=number)}</p>" for number in range(5))
    assert isinstance(extract(make_page(f"<title>{title}</title><article><h1>{title}</h1>{text}</article>")), Article)


@pytest.mark.parametrize("title", ["404", "Error 404", "Page not found", "503 Service Unavailable", "Not Found"])
def test_a_title_that_is_an_error(make_page: MakePage, title: str) -> None:
    text = "".join(f"<p>{SENTENCES['en'].format(n=number)}</p>" for number in range(5))
    outcome = extract(make_page(f"<title>{title}</title><h1>{title}</h1>{text}"))
    assert isinstance(outcome, Rejection)
    assert outcome.reason == "error-page"


def test_goods_do_not_become_an_article_by_being_plain(make_page: MakePage) -> None:
    goods = "".join(
        f"<div><a href='/ladder-{n}'>Ladder {n}</a> <span>$ {n}9.00</span> <button>Add to cart</button></div>" for n in range(9)
    )
    outcome = extract(make_page(f"<title>Ladders</title><h1>Ladders</h1>{goods}", url="https://shop.example.org/collections/ladders"))
    assert isinstance(outcome, Rejection)


KINDS = {
    "two sentences": "<p>{0} {1}</p>",
    "three paragraphs": "<p>{0}</p><p>{1}</p><p>{2}</p>",
    "a photo story": (
        "<p>{0}</p><figure><img src=a><figcaption>{1}</figcaption></figure><figure><img src=b><figcaption>{2}</figcaption></figure>"
    ),
    "a ticker": "<p>{0}</p><div><time>10:15</time><p>{1}</p></div><div><time>9:40</time><p>{2}</p></div>",
    "an interview": "<p>{0}</p><p><b>{3}</b></p><p>{1}</p><p><b>{3}</b></p><p>{2}</p>",
}
ITEM = '{{"@type":"NewsArticle","headline":"{title}","datePublished":"2026-11-24"}}'
NAMED = f"<title>{{title}}</title><script type='application/ld+json'>{ITEM}</script>"
NAMELESS = "<title>{title}</title>"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize("head", [NAMED, NAMELESS], ids=["declared", "undeclared"])
def test_short_news_among_many_teasers_is_an_article(make_page: MakePage, language: str, kind: str, head: str) -> None:
    lines = [SENTENCES[language].format(n=number) for number in range(60)]
    named = (lambda name: f' class="{name}"') if head == NAMED else (lambda name: "")
    menu = "".join(f'<li><a href="/s{n}">{line[:9]}</a></li>' for n, line in enumerate(lines[30:44]))
    teasers = "".join(
        f"<div{named('item')}><a href='/news/{n}'><img src='/{n}.jpg'><h3>{lines[n][:60]}</h3></a><p>23.11.2026</p></div>"
        for n in range(10, 34)
    )
    text = KINDS[kind].format(*lines[:3], lines[3][:20])
    title = lines[5][:50]
    body = (
        f"<ul{named('menu')}>{menu}</ul><div{named('news')}><h1>{title}</h1><div>24.11.2026, 10:32</div>{text}</div>"
        f"<div{named('related')}>{teasers}</div><footer>© 2026</footer>"
    )
    html = f"<html lang={language}><meta charset=utf-8>{head.format(title=title)}<body>{body}</body></html>"
    for address in ("https://aras.example/news/81234", "https://aras.example/?newsid=81234", "https://aras.example/section/politics/81234"):
        outcome = extract(make_page(html, url=address))
        assert isinstance(outcome, Article), (address, outcome)
