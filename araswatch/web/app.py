"""The application: routes, guards around them, and what is answered when something is wrong."""

from __future__ import annotations

from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from araswatch.errors import AraswatchError, CursorError, QueryError
from araswatch.web import charts, feeds
from araswatch.web.access import LoginNeededError, admit, login_url
from araswatch.web.api import export, health
from araswatch.web.api import search as search_api
from araswatch.web.api import watches as watches_api
from araswatch.web.desk import AtDesk, Desk
from araswatch.web.headers import SecurityHeaders
from araswatch.web.pages import article, help_page, login, overview, search, sources, status, watches
from araswatch.web.rendering import render

STATIC = Path(__file__).parent / "static"
CACHED = {"Cache-Control": "private, max-age=86400"}


def create_app(desk: Desk) -> FastAPI:
    """The dashboard on an open desk."""
    app = FastAPI(
        title="araswatch", version="1", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", dependencies=[Depends(admit)]
    )
    app.state.desk = desk
    app.add_middleware(SecurityHeaders)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for part in (search, article, overview, watches, sources, status, help_page, login, feeds, search_api, export, watches_api, health):
        app.include_router(part.router)
    app.add_api_route("/vega.js", _vega, include_in_schema=False)
    app.add_api_route("/api/docs", _api_page, include_in_schema=False)
    app.add_api_route("/", lambda: RedirectResponse("/search"), include_in_schema=False)
    app.add_exception_handler(LoginNeededError, _login_needed)
    app.add_exception_handler(StarletteHTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(QueryError, _unreadable_query)
    app.add_exception_handler(CursorError, _strange_cursor)
    app.add_exception_handler(AraswatchError, _cannot_serve)
    return app


def _vega(desk: AtDesk) -> Response:
    """The charts' JavaScript, made once."""
    return FileResponse(charts.bundle(desk.backends.settings.home / "cache"), media_type="text/javascript", headers=CACHED)


def _api_page(request: Request) -> Response:
    """The operations of the API on one page."""
    return render(request, "api.html", routes=api_routes(request.app))


def api_routes(app: FastAPI) -> list[tuple[str, str, str]]:
    """Method, path and first line of each operation of the API."""
    paths: dict[str, dict[str, dict[str, str]]] = app.openapi()["paths"]
    return [
        (method.upper(), path, operation.get("description", "").split("\n")[0])
        for path, operations in paths.items()
        for method, operation in operations.items()
    ]


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


def _strange_cursor(request: Request, error: Exception) -> Response:
    return _answer(request, 400, str(error))


def _cannot_serve(request: Request, error: Exception) -> Response:
    return _answer(request, 503, str(error), {"Retry-After": "30"})


def _answer(request: Request, status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    if _is_program(request):
        return JSONResponse({"detail": detail}, status, headers)
    return render(request, "error.html", status=status, headers=headers, code=status, detail=detail)


def _is_program(request: Request) -> bool:
    return request.url.path.startswith(("/api/", "/metrics", "/feed."))
