"""Revisions: of 50 real pages with one sentence more how many are seen as revised, and of 50 with other boilerplate how many wrongly.

The boilerplate that changes: an advertisement and a counter before the article, related links and reader comments behind it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml.html import HTMLParser, document_fromstring

from araswatch.extract import extract
from araswatch.records import Article, Page
from araswatch.revisions import is_revised, text_digest
from benchmarks.measure import print_line
from benchmarks.real_pages import extraction_gold, extraction_pages

PAGES = 50
NOW = datetime(2026, 11, 24, tzinfo=UTC)
NOT_SHOWN = "head, script, style, noscript, template, textarea"
"""Parts of a page that nobody reads: a sentence that is there alone is not edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RealPage:
    """A page in UTF-8 whose article has `sentence` in its text."""

    url: str
    html: str
    sentence: str


def main(seed: int = 1) -> None:
    """One JSON line."""
    generator = random.Random(seed)
    pages = list(real_pages(generator))
    before = [article_of(page.url, page.html) for page in pages]
    edited = [article_of(page.url, with_one_more(page)) for page in pages]
    reframed = [article_of(page.url, other_boilerplate(page.html, generator)) for page in pages]
    print_line(
        bench="revisions",
        pages=len(pages),
        edited_seen=sum(map(is_seen, before, edited)),
        boilerplate_seen=sum(map(is_seen, before, reframed)),
        no_article_any_more=sum(after is None for after in (*edited, *reframed)),
    )


def real_pages(generator: random.Random) -> Iterator[RealPage]:
    """Fifty pages whose body has a sentence that their annotators asked for."""
    gold, paths = extraction_gold(), extraction_pages()
    generator.shuffle(gold)
    left = PAGES
    for row in gold:
        html = paths[row["path"]].read_bytes().decode("utf-8", errors="ignore")
        article = article_of(row["url"], html) if "</body>" in html else None
        shown = shown_text(html) if article else ""
        body = html[html.lower().find("<body") :]
        sentence = next(
            (one for one in row["with"] if article and len(one) > 10 and one in shown and one in body and one in article.text), None
        )
        if sentence:
            yield RealPage(url=row["url"], html=html, sentence=sentence)
            left -= 1
        if not left:
            return


def shown_text(html: str) -> str:
    """What a visitor can read of a page."""
    page: Any = document_fromstring(html.encode(), parser=HTMLParser(encoding="utf-8"))
    for element in page.cssselect(NOT_SHOWN):
        element.drop_tree()
    return str(page.text_content())


def with_one_more(page: RealPage) -> str:
    """The page with one sentence more behind its own, in its body: a description in its head is no part of the article."""
    start = page.html.lower().find("<body")
    return page.html[:start] + page.html[start:].replace(page.sentence, f"{page.sentence} This sentence was added later.")


def other_boilerplate(html: str, generator: random.Random) -> str:
    """The page as a later visitor gets it: another advertisement, another count, other links, more comments."""
    number = generator.randrange(1000, 99999)
    before = (
        f'<div class="advert ad-slot-{number}"><p>Advertisement: buy the new phone {number} today and save on everything in the shop.</p>'
        f'<a href="/buy/{number}">Buy now</a></div><span class="views-counter">{number} views</span>'
    )
    links = "".join(f'<li><a href="/story/{number + n}">Another story number {number + n} that readers liked</a></li>' for n in range(5))
    behind = (
        f'<div class="related-posts"><h3>Related</h3><ul>{links}</ul></div><div id="comments" class="comments-area"><h3>7 comments</h3>'
        f'<ol class="comment-list"><li class="comment"><p>Reader {number} says: I do not agree at all.</p></li></ol></div>'
    )
    opened = re.sub(r"(?i)<body([^>]*)>", lambda found: f"<body{found[1]}>{before}", html, count=1)
    return opened.replace("</body>", f"{behind}</body>", 1)


def is_seen(before: Article | None, after: Article | None) -> bool:
    """Whether a page fetched again makes a revision of its article."""
    if before is None or after is None or text_digest(before.title, before.text) == text_digest(after.title, after.text):
        return False
    return is_revised(before, after)


def article_of(url: str, html: str) -> Article | None:
    headers = (("content-type", "text/html; charset=utf-8"),)
    page = Page(url=url, requested_url=url, source_id="bench", status=200, headers=headers, body=html.encode(), fetched_at=NOW)
    found = extract(page)
    return found if isinstance(found, Article) else None


if __name__ == "__main__":
    main()
