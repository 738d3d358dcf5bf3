"""A page that hangs or kills its worker costs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

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


def test_pages_are_extracted_and_tagged(workers: Workers) -> None:
    results = [workers.result_of(future)[0] for future in [workers.submit(GOOD) for _ in range(4)]]
    assert all(isinstance(result, TaggedArticle) for result in results)


@pytest.fixture
def eager() -> Iterator[Workers]:
    """Workers that do what they are told: each page is an expression."""
    with Workers(2, page_s=2, work=eval) as workers:
        yield workers


def test_a_page_that_hangs_fails_alone(eager: Workers) -> None:
    futures = [eager.submit(text) for text in ("1, None", "__import__('time').sleep(60)", "2, None", "3, None")]
    results = [eager.result_of(future) for future in futures]
    assert results == [(1, None), (Failure(reason="took longer than 2 s"), None), (2, None), (3, None)]


def test_a_page_that_kills_its_worker_fails_alone(eager: Workers) -> None:
    futures = [eager.submit(text) for text in ("1, None", "__import__('os').kill(__import__('os').getpid(), 11)", "2, None", "3, None")]
    results = [eager.result_of(future) for future in futures]
    assert results == [(1, None), (Failure(reason="killed its worker (exit status -11)"), None), (2, None), (3, None)]


def test_a_page_that_wants_all_memory_fails_alone(eager: Workers) -> None:
    results = [eager.result_of(eager.submit(text)) for text in ("bytearray(1 << 36)", "1, None")]
    assert results == [(Failure(reason="MemoryError: "), None), (1, None)]


def test_a_page_that_raises_fails_with_its_reason(eager: Workers) -> None:
    assert eager.result_of(eager.submit("1 / 0")) == (Failure(reason="ZeroDivisionError: division by zero"), None)
