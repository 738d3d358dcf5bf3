"""Articles through the stores' JSON and back, and the schemas that describe it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from araswatch.records import Article, Dated, RegionTag, Removed, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.stores.document import from_document, to_document
from araswatch.stores.elasticsearch.document import document_of

from .conftest import make_article

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"

TEXT = st.text(max_size=40)
OFFSETS = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30), timezones=OFFSETS)  # noqa: DTZ001
SCORES = st.floats(0, 1)
DATED = st.none() | st.builds(Dated, at=TIMES, day_only=st.booleans(), source=TEXT, confidence=SCORES)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
MAYBE = st.none() | TEXT
ARTICLES = st.builds(
    Article, id=TEXT, url=TEXT, canonical_url=TEXT, source_id=TEXT, title=TEXT, text=TEXT, fetched_at=TIMES, authors=TEXTS, published=DATED,
    modified=DATED, language=MAYBE, site_name=MAYBE, image_url=MAYBE, paywalled=st.booleans(), truncated=st.booleans(),
    removed=st.lists(st.builds(Removed, kind=TEXT, text=TEXT), max_size=2).map(tuple),
)  # fmt: skip
REGIONS = st.builds(RegionTag, code=TEXT, role=st.sampled_from(Role), score=SCORES, evidence=TEXTS)
THEMES = st.builds(ThemeTag, id=TEXT, iptc=MAYBE, score=SCORES, evidence=TEXTS)
TAGS = st.builds(
    Tags,
    language=MAYBE,
    regions=st.lists(REGIONS, max_size=3).map(tuple),
    pairs=TEXTS,
    themes=st.lists(THEMES, max_size=3).map(tuple),
    named=TEXTS,
)
STORED = st.builds(
    StoredArticle, tagged=st.builds(TaggedArticle, article=ARTICLES, tags=TAGS), first_seen_at=TIMES, revision=st.integers(1, 1000),
    story_id=MAYBE, source_kind=MAYBE, removed_at=st.none() | TIMES,
)  # fmt: skip


@given(STORED)
def test_comes_back_equal_from_json(stored: StoredArticle) -> None:
    held = from_document(json.loads(json.dumps(to_document(stored))))
    assert held == stored
    assert offsets(held) == offsets(stored)


def offsets(stored: StoredArticle) -> list[timedelta | None]:
    article = stored.tagged.article
    return [at.utcoffset() for dated in (article.published, article.modified) if dated for at in (dated.at,)]


@given(STORED)
def test_every_document_is_valid_by_the_schema(stored: StoredArticle) -> None:
    schema = json.loads((SCHEMAS / "article.schema.json").read_text())
    jsonschema.validate(json.loads(json.dumps(to_document(stored))), schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_names_exactly_the_fields_of_the_record() -> None:
    schema = json.loads((SCHEMAS / "article.schema.json").read_text())
    assert keys_of_schema(schema, schema) == keys_of(to_document(full_article()))


def test_the_mapping_names_exactly_the_fields_of_the_document() -> None:
    mappings = json.loads((SCHEMAS / "elasticsearch" / "articles.json").read_text())["template"]["mappings"]
    document = document_of(full_article())
    mapped = {key for key in keys_of_mapping(mappings["properties"]) if not key.startswith("stemmed.")}
    assert mapped == {key for key in keys_of(document) if not key.startswith(("stemmed.", "removed."))}
    assert {"stemmed.en.title", "stemmed.fa.text"} <= keys_of_mapping(mappings["properties"])
    assert mappings["dynamic"] == "strict"


def full_article() -> StoredArticle:
    """An article with something in every field."""
    dated = Dated(at=datetime(2026, 11, 24, tzinfo=UTC), source="json-ld")
    return make_article(
        "full", "Title", "Text", about=["AZ"], themes=["energy"], pairs=["AZ-IR"], named=["AZ"], authors=("Ann Lee",), modified=dated,
        site_name="Site", image_url="https://example.org/a.jpg", removed=(Removed(kind="login", text="Log in"),), source_kind="blog",
        removed_at=dated.at, story_id="a",
    )  # fmt: skip


def keys_of(document: Any, path: str = "") -> set[str]:
    """The dotted paths of a JSON document's values."""
    if isinstance(document, dict):
        return {key for name, value in document.items() for key in keys_of(value, f"{path}.{name}" if path else name)}
    if isinstance(document, list | tuple) and document and isinstance(document[0], dict):
        return {key for value in document for key in keys_of(value, path)}
    return {path}


def keys_of_mapping(properties: dict[str, Any], path: str = "") -> set[str]:
    keys = set()
    for name, field in properties.items():
        here = f"{path}.{name}" if path else name
        keys |= keys_of_mapping(field["properties"], here) if "properties" in field else {here}
    return keys - {"removed"}


def keys_of_schema(schema: dict[str, Any], root: dict[str, Any], path: str = "") -> set[str]:
    if "$ref" in schema:
        return keys_of_schema(root["$defs"][schema["$ref"].rpartition("/")[2]], root, path)
    if "anyOf" in schema:
        return {key for option in schema["anyOf"] if option != {"type": "null"} for key in keys_of_schema(option, root, path)}
    if schema.get("type") == "object":
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) == set(schema["properties"])
        return {
            key for name, value in schema["properties"].items() for key in keys_of_schema(value, root, f"{path}.{name}" if path else name)
        }
    if schema.get("type") == "array" and schema["items"] != {"type": "string"}:
        return keys_of_schema(schema["items"], root, path)
    return {path}
