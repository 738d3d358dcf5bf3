"""The application: routes, guards around them, and what is answered when something is wrong."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from araswatch.errors import AraswatchError, QueryError
from araswatch.web.access import LoginNeededError, admit, login_url
from araswatch.web.desk import Desk
from araswatch.web.headers import SecurityHeaders
from araswatch.web.pages import article, help_page, login, search
from araswatch.web.rendering import render

STATIC = Path(__file__).parent / "static"


def create_app(desk: Desk) -> FastAPI:
    """The dashboard on an open desk."""
    app = FastAPI(
        title="araswatch", version="1", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", dependencies=[Depends(admit)]
    )
    app.state.desk = desk
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for page in (search, article, help_page, login):
        app.include_router(page.router)
    app.add_api_route("/", lambda: RedirectResponse("/search"), include_in_schema=False)
    app.add_exception_handler(LoginNeededError, _login_needed)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(QueryError, _unreadable_query)
    app.add_exception_handler(AraswatchError, _cannot_serve)
    return app


def _login_needed(request: Request, _: Exception) -> Response:
    if _is_program(request):
        return JSONResponse({"detail": "Show an API key: Authorization: Bearer …"}, 401, {"WWW-Authenticate": "Bearer"})
    return RedirectResponse(login_url(request), 303)


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, StarletteHTTPException)
    return _answer(request, error.status_code, str(error.detail), dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if _is_program(request):
        return JSONResponse({"detail": [{"loc": one["loc"], "msg": one["msg"], "type": one["type"]} for one in error.errors()]}, 422)
    return _answer(request, 404, "There is no such page.")


def _unreadable_query(request: Request, error: Exception) -> Response:
    assert isinstance(error, QueryError)
    if _is_program(request):
        return JSONResponse({"detail": error.reason, "query": error.query, "position": error.position}, 400)
    return _answer(request, 400, f"The query cannot be read: {error.reason}.")


def _cannot_serve(request: Request, error: Exception) -> Response:
    return _answer(request, 503, str(error), {"Retry-After": "30"})


def _answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    if _is_program(request):
        return JSONResponse({"detail": detail}, status, headers)
    return render(request, "error.html", status=status, headers=headers, code=status, detail=detail)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/metrics", "/feed."))
