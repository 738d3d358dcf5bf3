"""Logging in and out."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from araswatch.web.access import SESSION_COOKIE, client_of, local_path
from araswatch.web.desk import AtDesk
from araswatch.web.passwords import is_password
from araswatch.web.rendering import render

router = APIRouter(include_in_schema=False)

LASTS = timedelta(days=7)


@router.get("/login")
def login_page(request: Request, next: str = "") -> Response:  # noqa: A002 - the URL's own word
    """The form; whoever is in already goes on."""
    if request.state.visitor:
        return RedirectResponse(local_path(next), 303)
    return render(request, "login.html", target=local_path(next), failed="")


@router.post("/login")
def log_in(
    request: Request,
    desk: AtDesk,
    name: Annotated[str, Form(max_length=100)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "",  # noqa: A002
) -> Response:
    """Check the password and begin a session."""
    target, ledger = local_path(next), desk.backends.ledger
    if max(desk.logins.wait_s(f"from {client_of(request, None)}"), desk.logins.wait_s(f"as {name}")):
        return render(request, "login.html", status=429, target=target, failed="Too many tries. Wait a minute.")
    account = ledger.account(name)
    if not is_password(account.password_hash if account else None, password):
        ledger.note(name[:100] or "(nobody)", "login refused", client_of(request, None), at=desk.now())
        return render(request, "login.html", status=403, target=target, failed="Name or password is wrong.")
    token = secrets.token_urlsafe(32)
    ledger.begin_session(token, name, at=desk.now(), lasts=LASTS)
    ledger.note(name, "login", client_of(request, None), at=desk.now())
    response = RedirectResponse(target, 303)
    response.set_cookie(
        SESSION_COOKIE, token, max_age=int(LASTS.total_seconds()), httponly=True, samesite="lax", secure=request.url.scheme == "https"
    )
    return response


@router.post("/logout")
def log_out(request: Request, desk: AtDesk) -> Response:
    """End the session."""
    if token := request.cookies.get(SESSION_COOKIE):
        desk.backends.ledger.end_session(token)
        desk.backends.ledger.note(request.state.visitor.who, "logout", at=desk.now())
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
