"""The bars on the development sets, and the first document of the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from araswatch.enrich import Vocabulary, tag
from araswatch.records import Role
from benchmarks.enrich import about, read_set, scores
from tests.enrich.conftest import Tagger, mentioned

pytestmark = pytest.mark.shared


def test_the_beat(shared: Path, vocabulary: Vocabulary) -> None:
    texts = read_set(shared / "data" / "regions" / "beat-dev.jsonl")
    tagged = [tag(text["title"], text["text"], language=None, url=text["url"], vocabulary=vocabulary) for text in texts]
    found = scores(texts, tagged)
    assert found["about"]["f1"] >= 0.90
    assert found["pair"]["precision"] >= 0.95
    assert found["pair"]["recall"] >= 0.92
    assert found["themes"]["f1"] >= 0.75
    assert [(text["id"], tags.language) for text, tags in zip(texts, tagged, strict=True) if tags.language != text["language"]] == []


def test_texts_of_the_provinces_alone(shared: Path, vocabulary: Vocabulary) -> None:
    texts = [
        text
        for text in read_set(shared / "data" / "regions" / "beat-dev.jsonl")
        if {"IR-03", "IR-04"} & set(text["subdivisions"]) and "AZ" not in text["mentions"]
    ]
    tagged = [tag(text["title"], text["text"], language=None, url=text["url"], vocabulary=vocabulary) for text in texts]
    assert sum("AZ" in about(tags) for tags in tagged) <= 0.02 * len(texts)


def test_the_agency(shared: Path, vocabulary: Vocabulary) -> None:
    texts = read_set(shared / "data" / "regions" / "reuters-dev.jsonl.gz")
    tagged = [tag(text["title"], text["text"], language=None, url=None, vocabulary=vocabulary) for text in texts]
    found = scores(texts, tagged)["about"]
    assert found["f1"] >= 0.87
    assert found["precision"] >= 0.85


def test_the_seed(shared: Path, tagger: Tagger) -> None:
    title, _, rest = next((shared / "data" / "seed").glob("*.txt")).read_text("utf-8").partition("\n")
    for text in (rest, rest[: rest.index("Published by")]):
        tags = tagger(text, title)
        assert about(tags) == {"AZ", "IR", "IL"}
        assert {region.code for region in tags.regions if region.role is Role.MENTION} >= {"SA", "RU", "US"}
        assert mentioned(tags) == {"AZ", "IR", "IL", "SA", "RU", "US", "caspian", "central-asia"}
        assert "AZ-IR" in tags.pairs
        assert {"military-exercise", "border-tension"} <= {theme.id for theme in tags.themes}
