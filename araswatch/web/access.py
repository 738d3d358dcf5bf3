"""Who may do what: every request passes `admit`, which lets nobody in that it does not know.

Without any account or key, on a loopback address, whoever sits at the machine is admin. Otherwise a visitor shows a session's cookie or an
API key. Requests that change something come from our own pages (their token and their `Sec-Fetch-Site` or `Origin` say so) or carry a key.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool

from araswatch.ledger import AccountRole
from araswatch.web.desk import Desk, desk_of

SESSION_COOKIE = "araswatch_session"
CSRF_COOKIE = "araswatch_csrf"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC = frozenset({"/login"})
SEARCHING = ("/search", "/api/v1/", "/feed.", "/overview", "/watches/", "/article/", "/story/")
RANK = {AccountRole.READER: 0, AccountRole.EDITOR: 1, AccountRole.ADMIN: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who is asking. `name` is empty for the person at the machine; `by_key` for a program."""

    name: str = ""
    role: AccountRole
    by_key: bool = False

    @property
    def may_edit(self) -> bool:
        return RANK[self.role] >= RANK[AccountRole.EDITOR]

    @property
    def is_admin(self) -> bool:
        return self.role is AccountRole.ADMIN

    @property
    def who(self) -> str:
        """As the audit names the visitor."""
        return f"key {self.name}" if self.by_key else self.name or "local"


class LoginNeededError(Exception):
    """Nobody that we know; a page sends the visitor to the login, the API answers 401."""


async def admit(request: Request) -> None:
    """Find out who is asking; sets `request.state.visitor` (`None` on public pages) and `request.state.csrf`."""
    desk = desk_of(request)
    visitor = await run_in_threadpool(visitor_of, request, desk)
    request.state.visitor, request.state.csrf = visitor, csrf_token(request, visitor)
    if visitor is None and request.url.path not in PUBLIC:
        raise LoginNeededError
    if request.method not in SAFE and not (visitor and visitor.by_key):
        await refuse_forgery(request)
    if request.url.path.startswith(SEARCHING) and (wait_s := desk.searches.wait_s(client_of(request, visitor))):
        raise HTTPException(429, "Too many searches at once.", headers={"Retry-After": str(int(wait_s) + 1)})


def visitor_of(request: Request, desk: Desk) -> Visitor | None:
    """The visitor that the request's key or cookie names."""
    ledger = desk.backends.ledger
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        known = ledger.api_key(key.strip())
        return Visitor(name=known.name, role=known.role, by_key=True) if known else None
    if desk.is_local and not ledger.has_access_control():
        refuse_foreign_host(request)
        return Visitor(role=AccountRole.ADMIN)
    token = request.cookies.get(SESSION_COOKIE)
    account = ledger.session_account(token, at=datetime.now(UTC)) if token else None
    return Visitor(name=account.name, role=account.role) if account else None


def require_editor(request: Request) -> Visitor:
    """The visitor, who may change watches and sources."""
    visitor: Visitor = request.state.visitor
    if not visitor.may_edit:
        raise HTTPException(403, "Only editors and admins may change this.")
    return visitor


def require_admin(request: Request) -> Visitor:
    """The visitor, who is an admin."""
    visitor: Visitor = request.state.visitor
    if not visitor.is_admin:
        raise HTTPException(403, "Only admins may see this.")
    return visitor


Editor = Annotated[Visitor, Depends(require_editor)]
Admin = Annotated[Visitor, Depends(require_admin)]


def csrf_token(request: Request, visitor: Visitor | None) -> str:
    """The token of this visitor's forms: derived from the session, which no other site can read; without one, a cookie's value."""
    session = request.cookies.get(SESSION_COOKIE)
    if visitor and session:
        return hmac.new(session.encode(), b"araswatch forms", hashlib.sha256).hexdigest()
    return request.cookies.get(CSRF_COOKIE) or secrets.token_hex(32)


async def refuse_forgery(request: Request) -> None:
    """Refuse a change that another site may have sent. A program without cookies, which is no browser, may use the local API."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site not in (None, "same-origin", "none") or (origin is not None and not _is_own(origin, request)):
        raise HTTPException(403, "This request came from another site.")
    if request.url.path.startswith("/api/") and not request.cookies and site is None and origin is None:
        return
    given = request.headers.get(CSRF_HEADER) or await _form_token(request)
    cookie = request.cookies.get(SESSION_COOKIE) or request.cookies.get(CSRF_COOKIE)
    if not cookie or not hmac.compare_digest(given.encode(), request.state.csrf.encode()):
        raise HTTPException(403, "This form has expired: go back, load the page again and repeat the change.")


def refuse_foreign_host(request: Request) -> None:
    """On a loopback address, refuse names that are not this machine's: another site's name may resolve to it (DNS rebinding)."""
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if host != "localhost" and not host.endswith(".localhost") and not _is_loopback(host):
        raise HTTPException(421, "This dashboard answers under localhost alone.")


def client_of(request: Request, visitor: Visitor | None) -> str:
    """Whom a rate limit counts: the visitor, else the address."""
    return visitor.who if visitor and visitor.name else request.client.host if request.client else ""


def login_url(request: Request) -> str:
    """The login that leads back here."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"/login?next={quote(here, safe='')}" if request.method == "GET" else "/login"


def local_path(target: str) -> str:
    """The path to go on to after a login; the front page where it leads to another site."""
    plain = target.startswith("/") and not target.startswith(("//", "/\\")) and not any(ord(sign) < 33 for sign in target)
    return target if plain else "/search"


def _is_own(origin: str, request: Request) -> bool:
    return urlsplit(origin).netloc == request.headers.get("host")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


async def _form_token(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    token = (await request.form()).get(CSRF_FIELD)
    return token if isinstance(token, str) else ""
