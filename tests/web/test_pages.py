"""Each page as people see it: nothing serious for axe-core, no scrolling sideways on a phone; and its picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from araswatch.settings import Settings
from araswatch.web.desk import Desk, open_desk
from tests.web import sample
from tests.web.browser import axe_script, picture, serious_issues, served, watched
from tests.web.conftest import opened_backends

PERSIAN = "رزمایش"
PAGES = {
    "search": "/search?q=Aras+theme:military-exercise",
    "map": "/search?q=region:IR&view=map",
    "fault": f"/search?q={quote('(drones OR region: AND')}",
    "article": "/article/{english}?q=war+games",
    "article-rtl": "/article/{persian}?q=" + quote(PERSIAN),
    "story": "/story/{story}",
    "overview": "/overview?watch=iran-azerbaijan",
    "watches": "/watches",
    "watch": "/watches/iran-azerbaijan",
    "new-watch": "/watches/new?name=Drills&query=" + quote("theme:military-exercise region:IR"),
    "sources": "/sources",
    "status": "/status",
    "outbox": "/outbox",
    "audit": "/audit",
    "help": "/help",
    "api": "/api/docs",
}
LOOKS = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light", "device_scale_factor": 2, "has_touch": True},
}

ALSO_DARK_AND_SMALL = (
    "search", "map", "article-rtl", "overview", "watches", "watch", "new-watch", "sources", "status", "outbox", "api",
)  # fmt: skip
CASES = [*((name, "light") for name in PAGES), *((name, look) for name in ALSO_DARK_AND_SMALL for look in ("dark", "phone"))]


@pytest.fixture(scope="module")
def desk(filled_home: Path) -> Iterator[Desk]:
    with opened_backends(Settings(home=filled_home / "home", config=filled_home / "config")) as backends:
        yield open_desk(backends, clock=lambda: sample.NOW)


@pytest.fixture(scope="module")
def url(desk: Desk) -> Iterator[str]:
    with served(desk) as address:
        yield address


@pytest.fixture(scope="module")
def paths() -> dict[str, str]:
    """The path of each page, with the articles that it shows."""
    made = sample.articles()
    english = next(one for one in reversed(made) if "Aras river" in one.tagged.article.title and one.story_id == one.id)
    persian = next(one for one in reversed(made) if PERSIAN in one.tagged.article.title)
    copied = next(one for one in made if one.story_id != one.id)
    ids = {"english": english.id, "persian": persian.id, "story": copied.story_id}
    return {name: path.format(**ids) if "{" in path else path for name, path in PAGES.items()}


@pytest.fixture(scope="module")
def axe() -> str:
    return axe_script()


@pytest.mark.parametrize(("name", "look"), CASES)
def test_page(browser: Browser, url: str, paths: dict[str, str], axe: str, name: str, look: str) -> None:
    context = browser.new_context(**LOOKS[look], reduced_motion="reduce")  # type: ignore[arg-type]
    page: Page = context.new_page()
    troubles = watched(page)
    page.goto(url + paths[name])
    if name == "overview":
        page.wait_for_selector("[data-chart] > .live svg", timeout=60_000)
    picture(page, f"{name}-{look}")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page scrolls sideways"
    assert look == "phone" or serious_issues(page, axe) == []
    context.close()
    assert [trouble for trouble in troubles if "400" not in trouble] == []


def test_what_found_nothing_stands_right_under_the_box(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{url}/search?q=nosuchword")
    box, found = page.locator(".lead").bounding_box(), page.locator(".found").bounding_box()
    assert box
    assert found
    assert found["y"] - (box["y"] + box["height"]) < 40
    context.close()


def test_the_keyboard_reaches_everything(browser: Browser, url: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{url}/search?q=Aras")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "BUTTON", "INPUT", "SUMMARY"} <= reached
    context.close()
