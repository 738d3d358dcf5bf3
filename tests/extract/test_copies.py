"""What a page shows twice is kept once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from araswatch.extract import extract
from araswatch.extract.blocks import lay_out
from araswatch.extract.copies import copies
from araswatch.extract.document import parse
from araswatch.records import Article, Page

MakePage = Callable[..., Page]
REPORT = (
    "The ferry between the two banks went back into service on Monday morning, ten days after its cable broke.",
    "Farmers who had to drive forty kilometres to the nearest bridge were the first to cross, with three lorries of apples.",
    "The district's engineer said that the old motor had been replaced and that the cable would now be checked every month.",
    "A second boat, promised two years ago, is to arrive in spring; until then nobody crosses after dark or in high water.",
)
WEEK = "Warm up for ten minutes at an easy pace, then stretch."


def copied(lines: Sequence[str]) -> list[str]:
    tree = parse("<body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body>")
    assert tree is not None
    blocks = lay_out(tree).blocks
    return [blocks[number].text for number in sorted(copies(blocks, [True] * len(blocks)))]


def test_the_second_copy_of_a_text_goes() -> None:
    assert copied([*REPORT, *REPORT]) == list(REPORT)


def test_short_lines_may_come_again() -> None:
    assert copied(["Mr Rivers:", REPORT[0], "Mr Rivers:", REPORT[1]]) == []


def test_a_line_said_again_at_once_is_meant_so() -> None:
    assert copied([REPORT[0]] * 3) == []


def test_the_rhythm_of_a_page_is_kept() -> None:
    assert copied([part for line in REPORT for part in (WEEK, line)]) == []


def test_of_an_article_with_a_copy_for_small_screens_one_is_left(make_page: MakePage) -> None:
    body = "".join(f"<p>{line}</p>" for line in REPORT)
    html = f"<body><main><h1>Ferry resumes</h1><div class=wide>{body}</div><div class=narrow>{body}</div></main></body>"
    found = extract(make_page(html.encode()))
    assert isinstance(found, Article)
    assert found.text.splitlines() == list(REPORT)
    assert [removed.text for removed in found.removed if removed.kind == "repeated-text"] == list(REPORT)
