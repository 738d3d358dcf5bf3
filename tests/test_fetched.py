"""What becomes of a URL, by its response alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.fetched import LAST_RETRY, LONGEST_RETRY_AFTER, judge, next_try
from araswatch.records import Fate, Page

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HTML = b"<!doctype html><html><head><title>News</title></head><body>text</body></html>"


def page(status: int = 200, body: bytes = HTML, **headers: str) -> Page:
    given_headers = {"content-type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Page(
        url="https://a.example/",
        requested_url="https://a.example/",
        source_id="a",
        status=status,
        headers=tuple(given_headers.items()),
        body=body,
        fetched_at=NOW,
    )


CASES = [
    (page(), None, Fate.ARCHIVED, ""),
    (page(body=HTML, content_type="application/xhtml+xml"), None, Fate.ARCHIVED, ""),
    (page(content_type=""), None, Fate.ARCHIVED, ""),
    (page(content_type="text/plain"), None, Fate.ARCHIVED, ""),
    (page(body=b"just words", content_type="text/plain"), None, Fate.NOT_AN_ARTICLE, "not-html: text/plain"),
    (page(content_type="image/jpeg"), None, Fate.NOT_AN_ARTICLE, "not-html: image/jpeg"),
    (page(body=b"\n%PDF-1.4"), None, Fate.NOT_AN_ARTICLE, "not-html: application/pdf"),
    (page(body=b" \n"), None, Fate.NOT_AN_ARTICLE, "empty-response"),
    (page(status=204, body=b""), None, Fate.NOT_AN_ARTICLE, "empty-response"),
    (page(), "broken-encoding", Fate.ARCHIVED, "broken-encoding"),
    (page(body=b""), "broken-encoding", Fate.ERROR, "broken-encoding"),
    (page(), "too-large", Fate.ERROR, "body-too-large"),
    (page(body=b"\x28\xb5"), "unknown-encoding", Fate.ERROR, "unknown-encoding"),
    (page(401), None, Fate.BLOCKED, "http-401"),
    (page(403), None, Fate.BLOCKED, "http-403"),
    (page(451), None, Fate.BLOCKED, "http-451"),
    (page(403, cf_mitigated="challenge"), None, Fate.BLOCKED, "challenge: cloudflare"),
    (page(503, body=b"<title>DDoS-Guard</title>"), None, Fate.BLOCKED, "challenge: ddos-guard"),
    (page(body=b"<script src=/__arcsjs/x.js></script>"), None, Fate.BLOCKED, "challenge: arvancloud"),
    (page(body=HTML + b" " * 60_000 + b"__arcsjs"), None, Fate.ARCHIVED, ""),
    (page(404), None, Fate.GONE, "http-404"),
    (page(410), None, Fate.GONE, "http-410"),
    (page(400), None, Fate.ERROR, "http-400"),
    (page(304), None, Fate.ERROR, "http-304"),
    (page(302), None, Fate.ERROR, "http-302"),
    (page(500), None, Fate.WAITING, "http-500"),
    (page(522), None, Fate.WAITING, "http-522"),
]


@pytest.mark.parametrize(("answer", "problem", "fate", "reason"), CASES)
def test_fates_and_reasons(answer: Page, problem: str | None, fate: Fate, reason: str) -> None:
    verdict = judge(answer, problem=problem)
    assert verdict is not None
    assert (verdict.fate, verdict.reason) == (fate, reason)


def test_a_step_of_a_redirect_decides_nothing() -> None:
    assert judge(page(301, location="/there")) is None


@pytest.mark.parametrize(
    ("value", "pause"),
    [
        ("120", timedelta(minutes=2)),
        (format_datetime(NOW + timedelta(hours=3), usegmt=True), timedelta(hours=3)),
        (format_datetime(NOW - timedelta(hours=3), usegmt=True), timedelta(0)),
        ("99999999999999", LONGEST_RETRY_AFTER),
        ("soon", None),
        ("", None),
        ("-5", None),
    ],
)
def test_retry_after_in_both_spellings(value: str, pause: timedelta | None) -> None:
    verdict = judge(page(429, retry_after=value))
    assert verdict is not None
    assert verdict.retry_after == pause


@given(st.integers(1, 10_000))
def test_pauses_grow_up_to_a_cap_and_never_below_what_was_asked(failures: int) -> None:
    pause = next_try(NOW, failures=failures) - NOW
    assert timedelta(0) < pause <= LAST_RETRY
    assert next_try(NOW, failures=failures + 1) - NOW >= pause
    assert next_try(NOW, failures=failures, asked=timedelta(days=1)) == NOW + timedelta(days=1)


@given(st.integers(100, 599), st.binary(max_size=200), st.text(max_size=20), st.text(max_size=20))
def test_any_answer_has_a_verdict_or_leads_elsewhere(status: int, body: bytes, kind: str, other: str) -> None:
    judge(page(status, body=body, content_type=kind, retry_after=other, location=other))
