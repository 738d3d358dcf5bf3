"""Text that anybody on the web wrote → text that is safe to show and to export. Jinja escapes HTML; this takes care of the rest."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from araswatch.highlight import END, START

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufff9-\ufffb\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that XML and terminals do not take."""

UNMARKED_CONTROL = re.compile(f"(?![{START}{END}]){CONTROL.pattern}")

DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Overrides of the writing direction: they reach beyond the text that holds them. The marks U+200E and U+200F, and ZWNJ, stay."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MARKED = re.compile(f"{START}([^{START}{END}]*){END}")


def plain(text: str, longest: int = 500) -> str:
    """One line of text without control characters and direction overrides, cut with an ellipsis at `longest` characters."""
    line = " ".join(DIRECTION.sub("", CONTROL.sub("", text[: longest * 8])).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def clean(text: str, longest: int = 20_000, *, keep_marks: bool = False) -> str:
    """A text with its white space, without control characters and direction overrides; `keep_marks` leaves U+0002 and U+0003."""
    unwanted = UNMARKED_CONTROL if keep_marks else CONTROL
    return DIRECTION.sub("", unwanted.sub("", text[:longest]))


def marked(text: str, longest: int = 500) -> Markup:
    """A text whose words between U+0002 and U+0003 are in `<mark>`, all else escaped and `plain`."""
    pieces = MARKED.split(text[: longest * 8])
    shown, room = Markup(), longest
    for index, piece in enumerate(pieces):
        kept = DIRECTION.sub("", CONTROL.sub("", piece))[:room]
        room -= len(kept)
        shown += Markup("<mark>{}</mark>").format(kept) if index % 2 else escape(re.sub(r"\s+", " ", kept))
        if room <= 0:
            return shown + "…"
    return shown


def web_link(url: str | None) -> str | None:
    """The URL where it is http(s) with a host, else `None`: a `javascript:` link is no link."""
    if not url or CONTROL.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def cell(value: object) -> str:
    """A value for a spreadsheet: what would be taken for a formula gets an apostrophe in front (OWASP, CSV injection).

    Control characters and direction overrides go.
    """
    text = DIRECTION.sub("", CONTROL.sub("", str(value))) if value is not None else ""
    return f"'{text}" if text.startswith(FORMULA) else text
