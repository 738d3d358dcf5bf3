"""Many damaged pages: cut, shuffled, in the wrong encoding. No exception, no page over its time limit, no growth of memory."""

from __future__ import annotations

import gzip
import os
import random
import re
import resource
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from araswatch.extract import extract, release_memory
from araswatch.records import Article, Page, Rejection

MakePage = Callable[..., Page]
GOLDEN = sorted((Path(__file__).parents[1] / "pages").glob("*/*/page.html.gz"))
INPUTS = int(os.environ.get("ARASWATCH_SOAK_INPUTS", "100000"))
PAGES = int(os.environ.get("ARASWATCH_SOAK_PAGES", "20000"))
FOLDER = os.environ.get("ARASWATCH_SOAK_FOLDER")
"""A folder with `pages/*.html` to damage beside the golden pages."""
LIMIT_S = 20.0
"""The time limit of a page (`Settings.page_s`) is for real pages; none of these is larger than those they were made from."""
WARM, RELEASE_EVERY, GROWTH = 2_000, 200, 1.2
CODECS = ("utf-8", "utf-16", "cp1251", "cp1256", "latin-1", "shift_jis", "gb18030")
TYPES = (None, "text/html", "text/html; charset=utf-8", "text/html; charset=windows-1251", "text/html; charset=nonsense")


def sources() -> list[bytes]:
    """Golden pages, and the small ones among the folder's."""
    pages = [gzip.decompress(path.read_bytes()) for path in GOLDEN]
    real = sorted((Path(FOLDER) / "pages").glob("*.html")) if FOLDER else []
    return pages + [path.read_bytes() for path in real if path.stat().st_size < 60_000][:200]


def damaged(body: bytes, chance: random.Random) -> bytes:
    """The page cut, with its tags shuffled, doubled, or in another encoding."""
    text = body.decode("utf-8", "replace")
    pieces = re.split(r"(?=<)", text)
    start = chance.randrange(len(pieces))
    pieces = pieces[start : start + chance.randrange(1, 400)]
    match chance.randrange(4):
        case 0:
            chance.shuffle(pieces)
        case 1:
            pieces = [piece for piece in pieces if chance.random() > 0.3]
        case 2:
            pieces = pieces * chance.randrange(1, 4)
        case _:
            pieces.insert(0, "<div><table><p><b>" * chance.randrange(1, 60))
    whole = "".join(pieces).encode(chance.choice(CODECS), "replace")
    return whole[: chance.randrange(len(whole) + 1)] if chance.random() < 0.3 else whole


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_damaged_pages_give_records_in_time(make_page: MakePage) -> None:
    chance, bodies, slowest = random.Random(7), sources(), 0.0
    for number in range(INPUTS):
        page = make_page(damaged(chance.choice(bodies), chance), content_type=chance.choice(TYPES))
        started = time.process_time()
        assert isinstance(extract(page), Article | Rejection)
        slowest = max(slowest, time.process_time() - started)
        if number % RELEASE_EVERY == 0:
            release_memory()
    assert slowest < LIMIT_S


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_memory_does_not_grow(make_page: MakePage) -> None:
    chance, bodies, warm_kb = random.Random(8), sources(), 0
    for number in range(PAGES):
        body = chance.choice(bodies).replace(b"</p>", f" {number}</p>".encode(), 3)
        extract(make_page(body, url=f"https://news.example.org/{number}"))
        if number % RELEASE_EVERY == 0:
            release_memory()
        if number == WARM:
            warm_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss <= GROWTH * warm_kb
