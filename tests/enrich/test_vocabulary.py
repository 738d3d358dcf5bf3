from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from araswatch.enrich import load_vocabulary, tag
from araswatch.enrich.places import load_places
from araswatch.enrich.themes import load_themes
from araswatch.enrich.vocabulary import default_folder
from araswatch.errors import ConfigError

NEW_THEME = """\
id: beekeeping
iptc: null
name: Beekeeping
source: own compilation
strong:
  en: [beehive*, honey harvest]
"""

NEW_PLACE = """\
source: own compilation
places:
- code: IR-03
  id: hidden-valley
  names: {en: [Zamzibar Valley], fa: [دره زمزیبار]}
"""


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A copy of the shipped vocabularies to edit."""
    for name in ("regions", "themes"):
        shutil.copytree(default_folder() / name, tmp_path / name)
    return tmp_path


def test_a_theme_is_added_by_a_file(schemas: Path) -> None:
    (schemas / "themes" / "beekeeping.yml").write_text(NEW_THEME, "utf-8")
    tags = tag("", "A good honey harvest this year.", language="en", url=None, vocabulary=load_vocabulary(schemas))
    assert [theme.id for theme in tags.themes] == ["beekeeping"]


def test_a_place_is_added_by_a_file(schemas: Path) -> None:
    (schemas / "regions" / "valleys.yml").write_text(NEW_PLACE, "utf-8")
    vocabulary = load_vocabulary(schemas)
    tags = tag("", "در دره زمزیبار برف آمد.", language="fa", url=None, vocabulary=vocabulary)
    assert "hidden-valley" in tags.named
    assert vocabulary.name_ids(["zamzibar", "valley"]) == {"hidden-valley"}


@pytest.mark.parametrize(
    ("file", "text", "line", "part"),
    [
        ("themes/beekeeping.yml", NEW_THEME.replace("strong:", "stronk:"), 5, "stronk"),
        ("themes/beekeeping.yml", NEW_THEME.replace("iptc: null", "iptc: honey"), 2, "iptc"),
        ("themes/beekeeping.yml", NEW_THEME.replace("  en:", "  xx:"), 6, "xx"),
        ("themes/beekeeping.yml", NEW_THEME.replace("[beehive*,", "[beehive*,,"), 6, ""),
        ("themes/wrong-name.yml", NEW_THEME, 1, "beekeeping"),
        ("regions/valleys.yml", NEW_PLACE.replace("code: IR-03", "code: Iran"), 3, "places.0.code"),
        ("regions/valleys.yml", NEW_PLACE.replace("en: [Zamzibar Valley]", "en: Zamzibar Valley"), 5, "names.en"),
        ("regions/valleys.yml", NEW_PLACE.replace("code: IR-03", "code: no"), 3, "places.0.code"),
    ],
)
def test_a_mistake_names_file_and_line(schemas: Path, file: str, text: str, line: int, part: str) -> None:
    (schemas / file).write_text(text, "utf-8")
    with pytest.raises(ConfigError) as error:
        load_themes(schemas / "themes") if file.startswith("themes") else load_places(schemas / "regions")
    assert error.value.path == schemas / file
    assert error.value.line == line
    assert part in str(error.value)


def test_a_rule_about_no_name_is_a_mistake(schemas: Path) -> None:
    path = schemas / "regions" / "ambiguous.yml"
    lines = path.read_text("utf-8").rstrip().splitlines()
    path.write_text("\n".join([*lines, "- {name: Atlantis, code: GR, support: true}"]) + "\n", "utf-8")
    with pytest.raises(ConfigError, match="Atlantis") as error:
        load_vocabulary(schemas)
    assert error.value.line == len(lines) + 1


def test_a_damaged_table_is_a_mistake(schemas: Path) -> None:
    (schemas / "regions" / "generated" / "states.tsv").write_text("# states\nUS-XX\n", "utf-8")
    with pytest.raises(ConfigError) as error:
        load_vocabulary(schemas)
    assert error.value.line == 2


def test_without_a_vocabulary_the_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=str(tmp_path)):
        load_vocabulary(tmp_path)


def test_every_file_names_its_source() -> None:
    for path in [path for name in ("regions", "themes") for path in (default_folder() / name).glob("*.yml")]:
        assert path.read_text("utf-8").find("source: ") >= 0, path
    for path in (default_folder() / "regions" / "generated").glob("*.tsv"):
        assert path.read_text("utf-8").startswith("# "), path


def test_the_vocabulary_fits_into_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = load_vocabulary()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000
    assert kept.gazetteer.places
