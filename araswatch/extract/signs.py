"""Signs that the page shows only part of its article: a paywall, or a text cut off with a link to the rest."""

from __future__ import annotations

import re
from typing import Any

from lxml.html import HtmlElement

from araswatch.extract.blocks import Layout
from araswatch.extract.lower import fold_case
from araswatch.extract.structured import Structured

PAYWALLS = (
    "paywall", "piano-", "tp-modal", "metered", "subscriber-only", "premium-content", "premium-article", "premium-wall", "regwall", "leaky",
)  # fmt: skip
"""What classes and ids of walls hold, in lower case."""
APPEAL = re.compile(
    r"(?:subscribe|sign in|log in|register) to (?:continue|read|keep reading|unlock)|already a subscriber|this (?:article|"
    r"content|story) is (?:for|only|exclusive|reserved)|"
    r"weiterlesen mit|jetzt abonnieren und|nur für abonnenten|réservé aux abonnés|contenido exclusivo para suscriptores|"
    r"только для подписчиков|"
    r"abunəçilər üçün|abonelere özel|ویژه مشترکین|للمشتركين فقط|למנויים בלבד",
    re.I,
)
APPEAL_PARTS = (
    " to continue", " to read", " to keep reading", " to unlock", "already a subscriber", "article is ", "content is ", "story is ",
    "weiterlesen mit", "jetzt abonnieren und", "nur für abonnenten", "réservé aux abonnés", "contenido exclusivo para suscriptores",
    "только для подписчиков", "abunəçilər üçün", "abonelere özel", "ویژه مشترکین", "للمشتركين فقط", "למנויים בלבד",
)  # fmt: skip
"""One of these is a part of every appeal, folded: cheaper to ask first."""
APPEAL_CHARS = 300
CUT = re.compile(r"(?:\[…\]|\[\.\.\.\]|…|\.\.\.)\s*$")
MORE = re.compile(
    r"continue reading|read (?:more|the (?:full|rest))|weiterlesen|lire la suite|leer más|читать (?:далее|полностью)|davamı|"
    r"devamını|ادامه|اقرأ المزيد|המשך קריאה",
    re.I,
)


def is_paywalled(tree: HtmlElement, layout: Layout, data: Structured) -> bool:
    """Whether the page says that its article is not free, or asks for a subscription where the text ends."""
    if any(_not_free(item) for item in data.articles) or data.first("article:content_tier") in {"locked", "metered"}:
        return True
    short = [block.text for block in layout.blocks if len(block.text) < APPEAL_CHARS]
    return _may_appeal(short) and _names_paywall(layout) and any(map(APPEAL.search, short))


def is_truncated(text: str, layout: Layout) -> bool:
    """Whether the text stops in mid-sentence with a link to go on."""
    last = text.rsplit("\n", 1)[-1]
    if CUT.search(last):
        return True
    at = next((block.index for block in reversed(layout.blocks) if block.text == last), None)
    following = layout.blocks[at + 1 : at + 3] if at is not None else []
    return any(block.links and len(block.text) < 60 and MORE.search(block.text) for block in following) and last[-1:].isalnum()


def _may_appeal(lines: list[str]) -> bool:
    folded = fold_case("\n".join(lines))
    return any(part in folded for part in APPEAL_PARTS)


def _names_paywall(layout: Layout) -> bool:
    names = " ".join(f"{frame.named or ''} {frame.element.get('id') or ''}" for frame in layout.frames).lower()
    return any(wall in names for wall in PAYWALLS)


def _not_free(item: dict[str, Any]) -> bool:
    return str(item.get("isAccessibleForFree", "")).lower().rsplit("/", 1)[-1] == "false"
