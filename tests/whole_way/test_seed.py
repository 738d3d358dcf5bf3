"""The project's first document, as bare paragraphs and in a theme: clean, tagged, found and alerted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from demo import PageWeb
from tests.whole_way.conftest import Product

pytestmark = [pytest.mark.shared]

FURNITURE = ("View all posts", "Leave a Reply", "Fill in your", "You are commenting", "Log Out", "Connecting to", "founding director")


def test_the_seed_goes_the_whole_way(shared: Path, tmp_path: Path, install: Callable[..., Product]) -> None:
    folder = shared / "data" / "seed"
    pages: dict[str, Path | bytes] = {path.name: path for path in sorted(folder.glob("page-*.html"))}
    with PageWeb(pages, hosts=len(pages)) as web:
        product = install(web.write_config(tmp_path / "config"))
        done = product.call("run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Key: iran-azerbaijan/") == 1, "two copies are one story, and one alert"

    articles = list(product.articles().values())
    assert len(articles) == len(pages)
    wanted = [line for line in next(folder.glob("*.txt")).read_text().splitlines() if len(line) > 400]
    for stored in articles:
        article, tags = stored.tagged.article, stored.tagged.tags
        assert article.title == "The Iranian Threat against Azerbaijan"
        assert article.authors == ("Daniella Bartfeld",)
        assert [" ".join(line.split()) for line in article.text.splitlines()] == [" ".join(line.split()) for line in wanted]
        assert not [phrase for phrase in FURNITURE if phrase in article.text]
        assert article.removed
        regions = {(region.code, str(region.role)) for region in tags.regions}
        assert {("AZ", "about"), ("IR", "about"), ("IL", "about")} <= regions
        assert "AZ-IR" in tags.pairs
        assert {"military-exercise", "border-tension"} <= {theme.id for theme in tags.themes}
    hits = product.json("search", 'region:AZ theme:military-exercise "war games"', "--json")["hits"]
    assert len(hits) >= 1
    assert len(articles) == product.fates()["indexed"]
