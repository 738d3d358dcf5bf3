"""Templates: one Jinja environment, everything escaped, with the filters that the pages need."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from araswatch.records import Dated, StoredArticle
from araswatch.web.access import CSRF_COOKIE, SESSION_COOKIE
from araswatch.web.desk import desk_of
from araswatch.web.harmless import clean, marked, plain, web_link
from araswatch.web.labels import own_name, spaced
from araswatch.web.picks import options
from araswatch.web.timeline import short

FOLDER = Path(__file__).parent
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "ckb", "azb", "ps", "yi"})


def render(request: Request, template: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: Any) -> Response:
    """A page. Every template knows the desk's names of codes, the visitor, and where it is."""
    desk = desk_of(request)
    visitor, csrf = getattr(request.state, "visitor", None), getattr(request.state, "csrf", "")
    known = {"labels": desk.labels, "zone": str(desk.zone), "now": desk.now(), "visitor": visitor, "csrf": csrf, "notice": ""}
    page = ENVIRONMENT.get_template(template).render(known | values, request=request)
    response = HTMLResponse(page, status_code=status, headers=headers)
    if csrf and not request.cookies.get(SESSION_COOKIE) and request.cookies.get(CSRF_COOKIE) != csrf:
        response.set_cookie(CSRF_COOKIE, csrf, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return response


@pass_context
def moment(context: Context, at: datetime | None) -> Markup:
    """A time as `<time>` in the dashboard's zone: `24 Nov 2026, 14:05`; a dash for none."""
    if at is None:
        return Markup("–")
    local = at.astimezone(context["now"].tzinfo)
    return Markup('<time datetime="{}">{}, {}</time>').format(at.isoformat(), short(local.date()), f"{local:%H:%M}")


@pass_context
def when(context: Context, article: StoredArticle) -> Markup:
    """When an article was published, a day alone where its page names no time; else when it was first seen."""
    published = article.tagged.article.published
    return dated(context, published) if published else moment(context, article.first_seen_at)


@pass_context
def dated(context: Context, published: Dated) -> Markup:
    """A page's own date."""
    if published.day_only:
        return Markup('<time datetime="{}">{}</time>').format(published.isoformat(), short(published.at.date()))
    return moment(context, published.at)


def direction(language: str | None) -> str:
    """`rtl` or `ltr`; `auto` where the language is not known."""
    return "auto" if not language else "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def ago(at: datetime | None, now: datetime) -> str:
    """`3 min ago`, `5 h ago`, `2 days ago`."""
    if at is None:
        return "never"
    seconds = (now - at).total_seconds()
    for size, unit in ((86_400 * 2, "days"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // (86_400 if unit == 'days' else size))} {unit} ago"
    return "just now"


def size(count: float) -> str:
    """Bytes for a person."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1_000:
            return f"{count:,.0f} {unit}"
        count /= 1_000
    return f"{count:,.1f} TB"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {
        "plain": plain, "clean": clean, "marked": marked, "web_link": web_link,
        "moment": moment, "when": when, "dated": dated, "direction": direction,
        "spaced": spaced, "own_name": own_name, "short": lambda at: short(at) if isinstance(at, date) else "", "ago": ago, "size": size,
        "count": lambda number: f"{number:,}", "url": lambda text: quote(str(text), safe=""), "options": options,
    }  # fmt: skip
    return environment


ENVIRONMENT = _environment()
