"""A real browser on a real server: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from araswatch.settings import PROJECT
from araswatch.web.app import create_app
from araswatch.web.desk import Desk

ALSO_IN_DOCS = ("search-dark", "overview-dark", "search-phone", "overview-phone", "article-rtl-phone")
AXE = "axe-core@4.10.3"
"""MPL 2.0: fetched by npm when the tests run, never kept in the repository."""


def missing(what: str) -> None:
    """Skip, or fail where CI promises that it is there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true, but there is no {what}")
    pytest.skip(f"no {what}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium; none is ever downloaded."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing("chromium; infra/setup.sh chromium installs it")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@contextmanager
def served(desk: Desk) -> Iterator[str]:
    """The dashboard on a free port of this machine."""
    server = uvicorn.Server(uvicorn.Config(create_app(desk), host="127.0.0.1", port=0, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def axe_script() -> str:
    """The source of axe-core, by npm into `build/axe`."""
    folder = PROJECT / "build" / "axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        folder.mkdir(parents=True, exist_ok=True)
        if not shutil.which("npm"):
            missing("npm, which fetches axe-core")
        done = subprocess.run(
            ["npm", "install", "--prefix", str(folder), "--no-save", "--no-audit", "--no-fund", AXE],
            capture_output=True,
            text=True,
            timeout=120,
        )
        if done.returncode:
            missing(f"axe-core: {done.stderr[-200:]}")
    return script.read_text("utf-8")


def serious_issues(page: Page, axe: str) -> list[str]:
    """What axe-core finds serious or critical on a page."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    return [
        f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"][:3]
    ]


def watched(page: Page) -> list[str]:
    """The list that the page's console errors and script errors go to: what a Content-Security-Policy refuses is among them."""
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    return troubles


def picture(page: Page, name: str, *, whole: bool = False) -> None:
    """A screenshot: into `build/screenshots`, and into the documentation where `ARASWATCH_TEST_PICTURES` is set."""
    is_for_docs = os.environ.get("ARASWATCH_TEST_PICTURES") and (name.endswith("-light") or name in ALSO_IN_DOCS)
    folder = PROJECT / "docs" / "images" if is_for_docs else PROJECT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(folder) / f"{name}.png", full_page=whole)
