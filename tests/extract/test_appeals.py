"""Sentences that appeal to readers leave the paragraphs of the article in which they stand; what the article quotes or tells stays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from araswatch.extract import extract
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
STORY = [
    "The ferry between the two banks went back into service on Monday morning, three weeks after its engine had failed in the river.",
    "Farmers who had to drive forty kilometres to the nearest bridge were the first to cross, and some of them had waited since dawn.",
    "The district's engineer said that the old motor had been replaced and that a second boat would be kept ready for high water.",
]
APPEALS = [
    "Check back for news of the river and subscribe to our YouTube channel for video updates.",
    "Follow us on Facebook and Instagram.",
    "Подписывайтесь на наш канал и читайте первыми.",
    "Xəbərlər üçün Telegram kanalımıza abunə olun və dostlarınıza göndərin.",
]
TOLD = [
    "“Subscribe to our newsletter,” the mayor said, and nobody did.",
    "The crew of the boat asked the passengers to be patient and to bring bread.",
]


def extracted(make_page: MakePage, paragraphs: list[str]) -> Article:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    article = extract(make_page(f"<html><title>The ferry</title><body><article><h1>The ferry</h1>{body}</article></body></html>"))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize("appeal", APPEALS)
@pytest.mark.parametrize("at", [0, 2])
def test_an_appeal_is_cut_and_kept_with_its_kind(make_page: MakePage, appeal: str, at: int) -> None:
    for form in (f"{STORY[at]} {appeal}", f"{appeal} {STORY[at]}"):
        article = extracted(make_page, [*STORY[:at], form, *STORY[at + 1 :]])
        assert article.text.split("\n") == STORY
        assert {(block.text, block.kind in {"share", "subscribe"}) for block in article.removed} >= {(appeal, True)}


@pytest.mark.parametrize("told", TOLD)
def test_what_the_article_quotes_or_tells_stays(make_page: MakePage, told: str) -> None:
    paragraphs = [f"{STORY[0]} {told}", *STORY[1:]]
    assert extracted(make_page, paragraphs).text.split("\n") == paragraphs
