"""Source files: what is right loads as written, what is wrong says where; the schema and the shipped catalogue hold."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from araswatch.catalogue import Kind, Source, load_sources, mark_verified, read_sources, source_schema
from araswatch.errors import ConfigError
from araswatch.settings import data_folder

SOURCE = """\
# A comment.
- id: river
  name: River
  homepage: https://river.example/
  feeds: [https://river.example/feed]
  languages: [az, en]
  country: AZ
  kind: online
  timezone: Asia/Baku
  expect: {min_per_day: 1, max_per_day: 30}
  verified_on: null
"""


def written(folder: Path, text: str, name: str = "az.yml") -> Path:
    (folder / name).write_text(text, "utf-8")
    return folder


def test_a_source_loads_as_written(tmp_path: Path) -> None:
    (source,) = load_sources(written(tmp_path, SOURCE.replace("verified_on: null", "verified_on: 2026-11-24")))
    assert source.id == "river"
    assert source.feeds == ("https://river.example/feed",)
    assert source.languages == ("az", "en")
    assert source.kind is Kind.ONLINE
    assert source.delay_s is None
    assert source.enabled
    assert source.verified_on == date(2026, 11, 24)
    assert source.wordpress_url is None


@pytest.mark.parametrize(
    ("wordpress", "endpoint"),
    [
        ("true", "https://river.example/wp-json/wp/v2/posts?"),
        ("https://river.example/blog/wp-json/", "https://river.example/blog/wp-json/wp/v2/posts?"),
    ],
)
def test_the_wordpress_api_is_the_homepages_or_its_own(tmp_path: Path, wordpress: str, endpoint: str) -> None:
    (source,) = load_sources(written(tmp_path, SOURCE + f"  wordpress: {wordpress}\n"))
    assert (source.wordpress_url or "").startswith(endpoint)


def test_files_are_read_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b", "a"):
        written(tmp_path, SOURCE.replace("id: river", f"id: {name}"), f"{name}.yml")
    written(tmp_path, "")
    assert [source.id for source in load_sources(tmp_path)] == ["a", "b"]


MISTAKES = [
    ("id: river", "id: River!", 2, "id", "match pattern"),
    ("  name: River\n", "", 2, "name", "is missing"),
    ("homepage: https://river.example/", "homepage: river.example", 4, "homepage", "absolute http(s) address, got 'river.example'"),
    ("homepage: https://river.example/", "homepage: javascript:x", 4, "homepage", "absolute http(s) address"),
    ("feeds: [https://river.example/feed]", "feeds: https://river.example/feed", 5, "feeds", "should be a list, got"),
    (
        "feeds: [https://river.example/feed]",
        "feeds:\n    - https://river.example/feed\n    - 7",
        7,
        "feeds.1",
        "should be a valid string, got 7",
    ),
    ("feeds: [https://river.example/feed]", "feeds: []", 2, None, "at least one of feeds, sitemaps, wordpress, links"),
    ("feeds: [https://river.example/feed]", "wordpress: 3", 5, "wordpress", "got 3"),
    ("languages: [az, en]", "languages: [Azerbaijani]", 6, "languages.0", "match pattern"),
    ("languages: [az, en]", "languages: []", 6, "languages", "at least 1 item"),
    ("country: AZ", "country: true", 7, "country", "valid string, got True"),
    ("kind: online", "kind: paper", 8, "kind", "'news-agency', 'newspaper'"),
    ("timezone: Asia/Baku", "timezone: Baku", 9, "timezone", "IANA"),
    ("timezone: Asia/Baku", "timezone: ../etc", 9, "timezone", "IANA"),
    ("min_per_day: 1", "min_per_day: many", 10, "expect.min_per_day", "valid number, got 'many'"),
    ("min_per_day: 1", "min_per_day: 31", 10, "expect", "should not exceed"),
    ("verified_on: null", "verified_on: yesterday", 11, "verified_on", "valid date"),
    ("verified_on: null", "feed: https://river.example/feed", 11, "feed", "is not a known field"),
    ("verified_on: null", "name: Stream", 11, "name", "is given twice"),
    ("verified_on: null", "enabled: 'yes'", 11, "enabled", "valid boolean"),
    ("verified_on: null", "verified_on: [", 12, None, "not YAML"),
    ("verified_on: null", "delay_s: -1", 11, "delay_s", "greater than or equal to 0"),
    (SOURCE, "just words", 1, None, "should be a list"),
    (SOURCE, "- just words", 1, None, "should be a mapping of fields"),
]


@pytest.mark.parametrize(("right", "wrong", "line", "field", "problem"), MISTAKES)
def test_a_mistake_names_file_line_and_field(tmp_path: Path, right: str, wrong: str, line: int, field: str | None, problem: str) -> None:
    written(tmp_path, SOURCE.replace(right, wrong))
    with pytest.raises(ConfigError) as caught:
        load_sources(tmp_path)
    assert (caught.value.path, caught.value.line, caught.value.field) == (tmp_path / "az.yml", line, field)
    assert problem in caught.value.problem
    assert str(caught.value).startswith(f"{tmp_path / 'az.yml'}:{line}: ")


def test_every_mistake_of_every_file_is_found(tmp_path: Path) -> None:
    written(
        tmp_path, SOURCE.replace("country: AZ", "country: Z").replace("kind: online", "kind: paper").replace("  name: River\n", ""), "a.yml"
    )
    written(tmp_path, SOURCE, "b.yml")
    (tmp_path / "c.yml").write_bytes(b"\xff\xfe")
    sources, mistakes = read_sources(tmp_path)
    assert [source.id for source in sources] == ["river"]
    assert [(mistake.path and mistake.path.name, mistake.field) for mistake in mistakes] == [
        ("a.yml", "name"),
        ("a.yml", "country"),
        ("a.yml", "kind"),
        ("c.yml", None),
    ]


def test_an_id_is_given_once(tmp_path: Path) -> None:
    written(written(tmp_path, SOURCE), SOURCE, "tr.yml")
    with pytest.raises(ConfigError, match=r"tr.yml:2: id: 'river' is already the id of a source at .*az.yml:2"):
        load_sources(tmp_path)


@pytest.mark.parametrize("folder", ["absent", "."])
def test_no_sources_is_a_mistake(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ConfigError, match="no s"):
        load_sources(tmp_path / folder)


@pytest.mark.parametrize("was", ["verified_on: null", "verified_on: 2020-01-31", "verified_on:", "enabled: true"])
def test_verifying_a_source_changes_its_day_alone(tmp_path: Path, was: str) -> None:
    other = SOURCE.replace("id: river", "id: brook").replace("# A comment.\n", "")
    written(tmp_path, SOURCE.replace("verified_on: null", f"{was}  # by hand") + other)
    before = (tmp_path / "az.yml").read_text("utf-8").splitlines()
    assert mark_verified(tmp_path, {"river"}, date(2026, 11, 24)) == 1
    after = (tmp_path / "az.yml").read_text("utf-8").splitlines()
    river, brook = load_sources(tmp_path)
    assert (river.verified_on, brook.verified_on) == (date(2026, 11, 24), None)
    assert [line for line in before if "verified_on" not in line] == [line for line in after if "verified_on" not in line]
    assert sum("# by hand" in line for line in after) == 1
    assert mark_verified(tmp_path, {"river"}, date(2026, 11, 24)) == 0


def test_the_schema_at_rest_equals_the_type() -> None:
    at_rest = json.loads((data_folder("schemas") / "source.schema.json").read_text("utf-8"))
    assert at_rest == source_schema()


SHIPPED = load_sources(data_folder("config") / "sources")


def test_the_schema_accepts_what_ships_and_refuses_mistakes() -> None:
    validator = jsonschema.Draft202012Validator(source_schema())
    for path in sorted((data_folder("config") / "sources").glob("*.yml")):
        validator.validate(_json(yaml.safe_load(path.read_text("utf-8"))))
    assert not validator.is_valid(_json(yaml.safe_load(SOURCE.replace("name:", "names:"))))


def _json(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def test_the_shipped_catalogue_covers_the_beat() -> None:
    assert len(SHIPPED) >= 40
    languages = Counter(language for source in SHIPPED for language in source.languages)
    assert {"en", "fa", "az", "ru", "tr", "hy", "ar", "he", "ka"} <= set(languages)
    assert {"IR", "AZ", "AM", "GE", "TR", "RU", "IL", "US", "GB"} <= {source.country for source in SHIPPED}
    assert set(Kind) <= {source.kind for source in SHIPPED}
    assert any(source.wordpress for source in SHIPPED)


def test_each_shipped_file_holds_one_country() -> None:
    for path in sorted((data_folder("config") / "sources").glob("*.yml")):
        assert {entry["country"] for entry in yaml.safe_load(path.read_text("utf-8"))} == {path.stem.upper()}


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.id)
def test_no_address_ships_twice(source: Source) -> None:
    addresses = [*source.feeds, *source.sitemaps, *source.links]
    others = {address for other in SHIPPED if other.id != source.id for address in (*other.feeds, *other.sitemaps, *other.links)}
    assert len(addresses) == len(set(addresses))
    assert others.isdisjoint(addresses)


def test_a_source_with_a_mistake_holds_up_no_other_in_its_file(tmp_path: Path) -> None:
    written(tmp_path, SOURCE + SOURCE.replace("- id: river", "- id: Bad!") + SOURCE.replace("- id: river", "- id: lake"))
    sources, mistakes = read_sources(tmp_path)
    assert [source.id for source in sources] == ["river", "lake"]
    assert [(mistake.path, mistake.field) for mistake in mistakes] == [(tmp_path / "az.yml", "id")]


def test_of_two_sources_with_one_id_the_first_keeps_it(tmp_path: Path) -> None:
    written(tmp_path, SOURCE + SOURCE)
    sources, mistakes = read_sources(tmp_path)
    assert [source.id for source in sources] == ["river"]
    assert len(mistakes) == 1
