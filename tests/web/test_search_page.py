"""The search page as a browser without JavaScript gets it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient


def test_search_finds_and_marks(client: TestClient) -> None:
    page = client.get("/search", params={"q": "war games"})
    assert page.status_code == 200
    assert "<mark>war</mark>" in page.text or "<mark>war games</mark>" in page.text
    assert "Aras Wire" in page.text


def test_a_facet_narrows_and_can_be_dropped(client: TestClient) -> None:
    page = client.get("/search", params={"q": "Aras", "lang": "fa", "theme": "military-exercise"})
    assert page.status_code == 200
    assert "Persian" in page.text
    assert 'href="/search?q=Aras&amp;theme=military-exercise"' in page.text


@pytest.mark.parametrize(("q", "at"), [("region:", "region:"), ('"open', '"'), ("nosuch:field", "nosuch"), ("(a OR", "(")])
def test_a_fault_is_shown_at_its_place(client: TestClient, q: str, at: str) -> None:
    page = client.get("/search", params={"q": q})
    assert page.status_code == 400
    assert 'role="alert"' in page.text
    assert "cannot be read" in page.text


@pytest.mark.parametrize(
    "query", ["view=map", "sort=oldest", "since=2026-11-01&until=2026-11-20", "sort=x", "since=nonsense", "until=9999-12-30"]
)
def test_every_state_is_answered(client: TestClient, query: str) -> None:
    assert client.get(f"/search?q=Aras&{query}").status_code == 200


def test_a_strange_cursor_is_refused(client: TestClient) -> None:
    assert client.get("/search?q=Aras&after=garbage").status_code == 400


def test_article_shows_evidence_path_and_removed(client: TestClient) -> None:
    listing = client.get("/search", params={"q": "war games", "source": "aras-wire"})
    article = listing.text.split('href="/article/')[1].split("?")[0]
    page = client.get(f"/article/{article}", params={"q": "war games"})
    assert page.status_code == 200
    for expected in ("<mark>", "about", "indexed", "boilerplate", "Open the original"):
        assert expected in page.text


def test_unknown_article_is_not_found(client: TestClient) -> None:
    assert client.get("/article/" + "0" * 32).status_code == 404
    assert client.get("/article/x").status_code == 404


def test_beside_the_box_stands_what_can_be_picked(client: TestClient) -> None:
    page = client.get("/search", params={"q": "Aras", "lang": "fa"}).text
    for expected in (
        '<option value="military-exercise">Military exercises',
        '<option value="IR-03">Iran: East Azerbaijan',
        '<option value="aras-wire">',
    ):
        assert expected in page
    assert client.get("/search?q=Aras&theme=&region=&source=&lang=fa").text.count("chip") == client.get(
        "/search?q=Aras&lang=fa"
    ).text.count("chip")
    assert "<code>south-caucasus</code>" in client.get("/help").text


def test_an_overview_of_a_region_and_a_theme(client: TestClient) -> None:
    page = client.get("/overview?region=IR&theme=military-exercise").text
    assert 'value="IR" selected' in page
    assert 'value="military-exercise" selected' in page
    assert "Not collected: silence there says nothing" in page


def test_a_backtest_needs_no_name(client: TestClient, form: Callable[..., dict[str, str]]) -> None:
    sent = form(query="region:IR", feed="on", on="new", schedule="at-once", timezone="UTC", minimum_sources="1", cap_per_hour="20")
    page = client.post("/watches/test", data=sent, headers={"origin": "http://localhost:8600"})
    assert page.status_code == 200
    assert "you would have got" in page.text
    assert re.search(r"and [\d,]+ more stories in the search", page.text)
