"""Trafilatura's choice is found again among the blocks, whatever it does to the letters."""

from __future__ import annotations

from datetime import UTC, datetime

from araswatch.extract import extract
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
