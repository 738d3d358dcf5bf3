"""The dashboard in a browser over the demo's crawled pages, on both stores."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from araswatch.jobs.backends import open_backends
from araswatch.ledger import Account, AccountRole, Ledger
from araswatch.settings import Settings
from araswatch.web.desk import open_desk
from araswatch.web.passwords import password_hash
from demo import DemoWeb
from tests.stores.conftest import elasticsearch_node, elasticsearch_url  # noqa: F401 - fixtures
from tests.web.browser import served, watched

LATE = "caucasus-wire"
"""The site that is crawled only after a watch was saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """The demo's sites crawled, all but one, and served by the dashboard."""

    url: str
    settings: Settings

    def crawl(self, *sources: str) -> None:
        """A pass over some sources, as the command line does it."""
        arguments = [argument for source in sources for argument in ("--source", source)]
        command = [sys.executable, "-m", "araswatch", "run", "--json", *arguments]
        done = subprocess.run(command, env=os.environ | self.settings.environment(), capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture(scope="module", params=["sqlite", "elasticsearch"])
def crawled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    home: Path = tmp_path_factory.mktemp(f"demo-{request.param}")
    store = request.getfixturevalue("elasticsearch_url") if request.param == "elasticsearch" else ""
    with DemoWeb() as web:
        config = web.write_config(home / "config", delay_s=0)
        settings = Settings(home=home / "home", config=config, store=store, allow_private_networks=True, workers=2, delay_s=0)
        everything = Crawled(url="", settings=settings)
        everything.crawl(*(site.site.id for site in web.sites if site.site.id != LATE))
        with open_backends(settings) as backends, served(open_desk(backends)) as url:
            yield Crawled(url=url, settings=settings)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    opened.set_default_timeout(15_000)
    troubles = watched(opened)
    yield opened
    context.close()
    assert troubles == []


def test_from_a_search_to_an_alert(page: Page, crawled: Crawled) -> None:
    page.goto(crawled.url)
    page.get_by_role("searchbox").fill("region:IR region:AZ")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".result").first).to_be_visible()

    before = int(page.locator(".total strong").inner_text())
    page.locator(".facet", has_text="Language").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("lang="))
    assert int(page.locator(".total strong").inner_text()) < before
    page.locator(".chosen .chip").first.click()

    chart = page.locator(".bars").bounding_box()
    assert chart
    page.mouse.move(chart["x"] + 0.02 * chart["width"], chart["y"] + 40)
    page.mouse.down()
    page.mouse.move(chart["x"] + 0.98 * chart["width"], chart["y"] + 40, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"since=\d{4}-\d\d-\d\d&until="))

    page.locator(".result h3 a").first.click()
    expect(page.locator("article .text p").first).to_be_visible()
    expect(page.get_by_role("heading", name="Its path")).to_be_visible()
    page.get_by_role("link", name="Archived page as text").click()
    expect(page.locator("pre.archived")).to_be_visible()

    page.goto(f"{crawled.url}/search?q=war+games")
    page.get_by_role("link", name="Save as watch").click()
    page.get_by_label("Name").fill("War games")
    page.get_by_label("Query").fill("region:IR OR region:AZ")
    page.get_by_role("button", name="Backtest").click()
    expect(page.get_by_text("would have found")).to_be_visible()
    page.get_by_role("button", name="Save watch").click()
    expect(page.get_by_role("heading", name="War games")).to_be_visible()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()

    crawled.crawl(LATE)
    page.reload()
    expect(page.locator(".newest li", has_text="Caucasus").first).to_be_visible()


def test_exports_and_feeds(page: Page, crawled: Crawled) -> None:
    page.goto(f"{crawled.url}/search?q=region:IR")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as csv:
        page.get_by_role("link", name="CSV").click()
    rows = csv.value.path().read_text("utf-8-sig").splitlines()
    assert rows[0].startswith("id,url,title")
    assert len(rows) > 2
    feed = page.request.get(f"{crawled.url}/feed.atom?q=region:IR")
    assert feed.ok
    assert "<entry>" in feed.text()


def test_without_javascript_one_can_search_and_read(browser: Browser, crawled: Crawled) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(crawled.url)
    page.get_by_role("searchbox").fill("تبریز")
    page.get_by_role("button", name="Search").click()
    page.locator(".result h3 a").first.click()
    expect(page.locator("article .text p").first).to_be_visible()
    page.go_back()
    page.locator(".bars a[data-since]").last.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("since="))
    context.close()


def test_the_overview_shows_charts(page: Page, crawled: Crawled) -> None:
    page.goto(f"{crawled.url}/overview?watch=iran-azerbaijan")
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    expect(page.locator("[data-chart] .live svg").first).to_be_visible(timeout=30_000)


def test_one_logs_in_where_there_are_accounts_and_out_again(page: Page, crawled: Crawled) -> None:
    account = Account(
        name="Leyla", password_hash=password_hash("a bridge over the Aras"), role=AccountRole.EDITOR, created_at=datetime.now(UTC)
    )
    with Ledger.open(crawled.settings.ledger_url) as ledger:
        ledger.save_account(account)
        try:
            page.goto(f"{crawled.url}/search?q=region:IR")
            page.get_by_label("Name").fill("Leyla")
            page.get_by_label("Password").fill("a bridge over the Aras")
            page.get_by_role("button", name="Log in").click()
            expect(page).to_have_url(re.compile("q=region"))
            expect(page.locator(".result").first).to_be_visible()
            page.get_by_role("button", name="Log out").click()
            page.goto(f"{crawled.url}/overview")
            expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        finally:
            ledger.remove_account("Leyla")
