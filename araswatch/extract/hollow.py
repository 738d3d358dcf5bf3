"""Pages whose text stands only in their scripts: JSON-LD's `articleBody`, templates, and HTML inside a script's JSON."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator

from araswatch.extract.blocks import lay_out
from araswatch.extract.document import parse
from araswatch.extract.structured import Structured

MIN_CHARS = 500
"""Less hidden text than this is a teaser, whoever wrote it."""
HOLLOW_CHARS = 300
"""A page that shows so little text of its own may keep it in its scripts."""
MUCH_MORE = 2.5
"""The hidden text must be so many times as long as what was chosen: else the page shows its article, and the script repeats it."""
PARAGRAPHS, PROSE = 3, 80
SCRIPT = re.compile(r"<(script|template)\b([^>]*)>(.*?)</\1\s*>", re.S | re.I)
TEMPLATE = re.compile(r"text/(?:x-)?(?:html|template)", re.I)
STRING = re.compile(r'"((?:[^"\\]|\\.){500,})"', re.S)
PARAGRAPH = re.compile(r"<p\b|\\u003cp\b", re.I)
TAG = re.compile(r"<(?:p|br|div)\b", re.I)


def hidden_text(source: str, data: Structured, shown: str) -> str | None:
    """The article's paragraphs, one a line, as `source`'s scripts hold them, where `shown` is too little of it; `None` where it is not."""
    texts = [_as_lines(body) for item in data.articles if isinstance(body := item.get("articleBody"), str) and len(body) >= MIN_CHARS]
    if len(shown) < HOLLOW_CHARS:
        texts += filter(None, map(_prose, _fragments(source)))
    text = max(texts, key=len, default="")
    return text if len(text) >= max(MIN_CHARS, MUCH_MORE * len(shown)) else None


def _fragments(source: str) -> Iterator[str]:
    """HTML with paragraphs in templates and in the strings of scripts."""
    for script in SCRIPT.finditer(source):
        tag, attributes, content = script.groups()
        if len(PARAGRAPH.findall(content)) < PARAGRAPHS:
            continue
        if tag.lower() == "template" or TEMPLATE.search(attributes):
            yield content
            continue
        for string in STRING.finditer(content):
            if PARAGRAPH.search(string[1]) and (fragment := _unquoted(string[1])):
                yield fragment


def _unquoted(string: str) -> str | None:
    try:
        return str(json.loads(f'"{string}"', strict=False))
    except ValueError:
        return None


def _prose(fragment: str) -> str | None:
    """The fragment's lines, unless it is no more than links and captions."""
    tree = parse(fragment)
    blocks = lay_out(tree).blocks if tree is not None else []
    lines = [block.text for block in blocks if block.link_chars * 2 < len(block.text)]
    return "\n".join(lines) if sum(len(line) >= PROSE for line in lines) >= PARAGRAPHS else None


def _as_lines(body: str) -> str:
    body = entities.unescape(body)
    if TAG.search(body):
        return _prose(body) or ""
    return "\n".join(" ".join(line.split()) for line in body.splitlines() if line.strip())
