"""A page that hangs or kills its worker costs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from araswatch.intake import Failure
from araswatch.jobs.workers import Workers
from araswatch.records import Page, TaggedArticle

PARAGRAPH = "<p>Engineers opened a second bridge over the river on Monday, and both governments sent their ministers to the ceremony.</p>"


def page(body: bytes) -> Page:
    return Page(
        url="https://aras.example/a",
        requested_url="https://aras.example/a",
        source_id="aras",
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body,
        fetched_at=datetime(2026, 11, 24, tzinfo=UTC),
    )


GOOD = page(f"<html><title>Bridge</title><body><article><h1>Bridge</h1>{PARAGRAPH * 8}</article>".encode())


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2, page_s=15) as workers:
        yield workers


def results(workers: Workers, pages: list[object]) -> list[object]:
    """All handed in at once, then waited for in order."""
    futures = [workers.submit(page) for page in pages]
    return [workers.result_of(page, future) for page, future in zip(pages, futures, strict=True)]


def test_pages_are_extracted_and_tagged(workers: Workers) -> None:
    assert all(isinstance(result, TaggedArticle) for result, _ in results(workers, [GOOD] * 4))


@pytest.fixture
def eager() -> Iterator[Workers]:
    """Workers that do what they are told: each page is an expression."""
    with Workers(2, page_s=2, work=eval) as workers:
        yield workers


def test_a_page_that_hangs_fails_alone(eager: Workers) -> None:
    done = results(eager, ["1, None", "__import__('time').sleep(60)", "2, None", "3, None"])
    assert done == [(1, None), (Failure(reason="took longer than 2 s"), None), (2, None), (3, None)]


KILL = "__import__('os').kill(__import__('os').getpid(), 11)"


def test_a_page_that_kills_its_worker_fails_alone(eager: Workers) -> None:
    done = results(eager, ["1, None", KILL, "2, None", "3, None"])
    assert done == [(1, None), (Failure(reason="killed its worker twice (exit status -11)"), None), (2, None), (3, None)]


def test_a_page_whose_worker_was_killed_from_outside_is_not_to_blame(eager: Workers, tmp_path: Path) -> None:
    seen = f"__import__('pathlib').Path({str(tmp_path / 'seen')!r})"
    assert results(eager, [f"(1, None) if {seen}.exists() else ({seen}.touch(), {KILL})"]) == [(1, None)]


def test_a_page_that_wants_all_memory_fails_alone(eager: Workers) -> None:
    assert results(eager, ["bytearray(1 << 36)", "1, None"]) == [(Failure(reason="MemoryError: "), None), (1, None)]


def test_a_page_that_raises_fails_with_its_reason(eager: Workers) -> None:
    assert results(eager, ["1 / 0"]) == [(Failure(reason="ZeroDivisionError: division by zero"), None)]
