"""Hints that come from the catalogue."""

from __future__ import annotations

import pytest

from araswatch.discover.source_hints import with_source_hints
from araswatch.records import Candidate, Hints


@pytest.mark.parametrize(
    ("named", "languages", "language"),
    [
        (None, ("az",), "az"),
        (None, ("az", "ru"), None),
        ("az-Latn", ("az", "ru"), "az-Latn"),
        ("en-US", ("az",), "az"),
        ("en-US", ("az", "ru"), None),
        ("en-US", ("en", "az"), "en-US"),
    ],
)
def test_a_language_that_the_source_lacks_is_not_believed(named: str | None, languages: tuple[str, ...], language: str | None) -> None:
    candidate = Candidate(url="https://a.example/1", source_id="a", via="https://a.example/feed", hints=Hints(title="T", language=named))
    hints = with_source_hints(candidate, timezone="Asia/Baku", languages=languages).hints
    assert (hints.title, hints.language, hints.timezone) == ("T", language, "Asia/Baku")


def test_a_zone_that_is_known_already_stays() -> None:
    candidate = Candidate(url="https://a.example/1", source_id="a", via="https://a.example/feed", hints=Hints(timezone="Asia/Tehran"))
    assert with_source_hints(candidate, timezone="Asia/Baku", languages=("fa",)).hints.timezone == "Asia/Tehran"
