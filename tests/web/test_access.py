"""Who is let in, and what another site can do: nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from araswatch.ledger import Account, AccountRole
from araswatch.web.access import CSRF_COOKIE, SESSION_COOKIE, local_path
from araswatch.web.app import create_app
from araswatch.web.desk import Desk
from araswatch.web.headers import HEADERS
from araswatch.web.limits import RateLimit
from araswatch.web.passwords import is_password, password_hash
from tests.web import sample

PASSWORD = "correct horse battery"
HERE = {"origin": "http://localhost:8600", "sec-fetch-site": "same-origin"}


@pytest.fixture
def guarded(desk: Desk) -> TestClient:
    """A dashboard with an account of each role."""
    for role in AccountRole:
        desk.backends.ledger.save_account(
            Account(name=f"the {role}", password_hash=password_hash(PASSWORD), role=role, created_at=sample.NOW)
        )
    return TestClient(create_app(desk), base_url="http://localhost:8600", follow_redirects=False)


def log_in(client: TestClient, name: str, password: str = PASSWORD, **fields: str) -> int:
    client.get("/login")
    sent = {"csrf": client.cookies.get(CSRF_COOKIE, ""), "name": name, "password": password, **fields}
    return client.post("/login", data=sent, headers=HERE).status_code


def test_every_page_has_the_headers(client: TestClient) -> None:
    for path in ("/search", "/static/app.css", "/nowhere", "/api/v1/search", "/api/v1/nowhere"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_another_name_of_this_machine_is_refused(client: TestClient) -> None:
    assert client.get("/search", headers={"host": "evil.example"}).status_code == 421
    assert client.get("/search", headers={"host": "127.0.0.1:8600"}).status_code == 200


def test_nobody_is_let_in_without_an_account(guarded: TestClient) -> None:
    page = guarded.get("/search?q=x")
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2Fsearch%3Fq%3Dx")
    for path in ("/api/v1/search", "/api/v1/export.csv", "/metrics", "/feed.atom", "/api/v1/watches"):
        assert guarded.get(path).status_code == 401
    assert guarded.get("/overview").status_code == 303
    assert guarded.get("/api/v1/search", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_all_routes_but_the_login_ask_who_is_there(guarded: TestClient) -> None:
    paths = [route.path for route in guarded.app.routes if hasattr(route, "methods") and "GET" in route.methods]  # type: ignore[attr-defined]
    for path in paths:
        if path not in ("/login", "/api/openapi.json"):
            answer = guarded.get(path.replace("{article_id}", "0" * 32).replace("{story_id}", "0" * 32).replace("{watch_id}", "x"))
            assert answer.status_code in (303, 401), path


def test_log_in_and_out(guarded: TestClient) -> None:
    assert log_in(guarded, "the reader", next="/sources") == 303
    assert guarded.get("/sources").status_code == 200
    cookie = next(one for one in guarded.cookies.jar if one.name == SESSION_COOKIE)
    assert cookie.has_nonstandard_attr("HttpOnly")
    page = guarded.get("/search").text
    token = page.split('name="csrf" value="')[1].split('"')[0]
    assert guarded.post("/logout", data={"csrf": token}, headers=HERE).status_code == 303
    assert guarded.get("/sources").status_code == 303


def test_a_wrong_password_is_refused_and_noted(guarded: TestClient, desk: Desk) -> None:
    assert log_in(guarded, "the admin", "wrong") == 403
    assert log_in(guarded, "nobody", "wrong") == 403
    assert [line.action for line in desk.backends.ledger.audit_lines(limit=2)] == ["login refused", "login refused"]


def test_guessing_is_slowed_down(guarded: TestClient) -> None:
    assert 429 in {log_in(guarded, "the admin", f"guess {number}") for number in range(12)}


@pytest.mark.parametrize(("role", "may"), [("reader", 403), ("editor", 303), ("admin", 303)])
def test_only_editors_change_things(guarded: TestClient, desk: Desk, role: str, may: int) -> None:
    log_in(guarded, f"the {role}")
    token = guarded.get("/search").text.split('name="csrf" value="')[1].split('"')[0]
    assert guarded.post("/sources/aras-wire/pause", data={"csrf": token}, headers=HERE).status_code == may
    assert ("aras-wire" in desk.backends.ledger.paused_sources()) is (may == 303)
    assert guarded.get("/audit").status_code == (200 if role == "admin" else 403)
    if may == 303:
        line = desk.backends.ledger.audit_lines()[0]
        assert (line.who, line.action, line.subject) == (f"the {role}", "pause source", "aras-wire")


def test_a_key_opens_the_api(guarded: TestClient, desk: Desk) -> None:
    desk.backends.ledger.save_api_key("bot", "aw_secret", AccountRole.READER, at=sample.NOW)
    headers = {"authorization": "Bearer aw_secret"}
    assert guarded.get("/api/v1/search", headers=headers).status_code == 200
    assert guarded.post("/api/v1/sources/aras-wire/pause", headers=headers).status_code == 403
    desk.backends.ledger.remove_api_key("bot")
    assert guarded.get("/api/v1/search", headers=headers).status_code == 401


def test_sessions_end(desk: Desk) -> None:
    ledger = desk.backends.ledger
    ledger.save_account(Account(name="a", password_hash="", role=AccountRole.READER, created_at=sample.NOW))
    ledger.begin_session("token", "a", at=sample.NOW, lasts=timedelta(hours=1))
    assert ledger.session_account("token", at=sample.NOW) is not None
    assert ledger.session_account("token", at=sample.NOW + timedelta(hours=2)) is None
    ledger.save_account(Account(name="a", password_hash="new", role=AccountRole.READER, created_at=sample.NOW))
    assert ledger.session_account("token", at=sample.NOW) is None


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}]
)
def test_another_site_changes_nothing(client: TestClient, form: Callable[..., dict[str, str]], desk: Desk, headers: dict[str, str]) -> None:
    for path in ("/sources/aras-wire/pause", "/api/v1/sources/aras-wire/pause"):
        assert client.post(path, data=form(), headers=headers).status_code == 403
    assert desk.backends.ledger.paused_sources() == {}


def test_a_form_needs_its_token(client: TestClient, form: Callable[..., dict[str, str]], desk: Desk) -> None:
    fields = form()
    assert client.post("/sources/aras-wire/pause", data={"csrf": "0" * 64}, headers=HERE).status_code == 403
    assert client.post("/sources/aras-wire/pause", headers=HERE).status_code == 403
    assert client.post("/sources/aras-wire/pause", data=fields, headers=HERE, follow_redirects=False).status_code == 303
    assert "aras-wire" in desk.backends.ledger.paused_sources()


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb", ""])
def test_a_login_leads_nowhere_else(target: str) -> None:
    assert local_path(target) == "/search"


def test_searches_are_limited(desk: Desk) -> None:
    from dataclasses import replace

    few = replace(desk, searches=RateLimit(3))
    client = TestClient(create_app(few), base_url="http://localhost")
    answers = [client.get("/api/v1/search") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    for path in ("/search", "/watches/new?query=Aras", "/watches/iran-azerbaijan", "/article/" + "0" * 32):
        assert client.get(path).status_code == 429


def test_a_bucket_fills_again() -> None:
    now = [0.0]
    limit = RateLimit(60, clock=lambda: now[0])
    assert [limit.wait_s("a") for _ in range(60)] == [0.0] * 60
    assert limit.wait_s("a") == pytest.approx(1.0)
    assert limit.wait_s("b") == 0
    now[0] = 1.0
    assert limit.wait_s("a") == 0


def test_passwords() -> None:
    kept = password_hash(PASSWORD)
    assert is_password(kept, PASSWORD)
    assert not is_password(kept, PASSWORD + " ")
    assert not is_password(None, "nobody's password")
    with pytest.raises(ValueError, match="at least"):
        password_hash("short")


@pytest.mark.parametrize(("role", "offered"), [("reader", False), ("editor", True)])
def test_the_link_of_an_alert_offers_to_mute_its_story(guarded: TestClient, desk: Desk, role: str, offered: bool) -> None:
    log_in(guarded, f"the {role}")
    (watch, *_) = desk.watches().watches
    story = "0123456789abcdef" * 2
    page = guarded.get(f"/watches/{watch.id}?mute={story}").text
    assert (f'name="value" value="{story}"' in page) is offered
    assert guarded.get(f"/watches/{watch.id}?mute=%3Cscript%3E").status_code == 404
