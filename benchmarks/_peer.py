"""Runs inside a peer's own environment: lines `{"path","url"}` in, the peer's text, title, authors and date out, with processor seconds."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

Fields = dict[str, Any]


def trafilatura(body: bytes, url: str, *, fast: bool = False) -> Fields:
    """Trafilatura with metadata, comments off."""
    from trafilatura import bare_extraction

    found: Any = bare_extraction(body, url=url, include_comments=False, with_metadata=True, fast=fast)
    if found is None:
        return {}
    return {"text": found.text, "title": found.title, "authors": (found.author or "").split("; "), "published_at": found.date}


def trafilatura_fast(body: bytes, url: str) -> Fields:
    """Trafilatura without its fallbacks."""
    return trafilatura(body, url, fast=True)


def newspaper4k(body: bytes, url: str) -> Fields:
    """Newspaper4k without downloads and language models."""
    import newspaper

    article = newspaper.Article(url, fetch_images=False)
    article.download(input_html=body.decode("utf-8", "replace"))
    article.parse()
    return {"text": article.text, "title": article.title, "authors": list(article.authors), "published_at": str(article.publish_date or "")}


def readability(body: bytes, url: str) -> Fields:
    """Readability's summary as text, and its short title."""
    from lxml.html import HtmlElement, document_fromstring
    from readability import Document

    document = Document(body.decode("utf-8", "replace"), url=url)
    summary: HtmlElement = document_fromstring(document.summary())
    return {"text": summary.text_content(), "title": document.short_title()}


def resiliparse(body: bytes, _url: str) -> Fields:
    """Resiliparse's main content."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(bytes_to_str(body, detect_encoding(body)))
    return {"text": extract_plain_text(tree, main_content=True, comments=False), "title": tree.title}


TOOLS: dict[str, Callable[[bytes, str], Fields]] = {
    "trafilatura": trafilatura,
    "trafilatura-fast": trafilatura_fast,
    "newspaper4k": newspaper4k,
    "readability": readability,
    "resiliparse": resiliparse,
}


def one(tool: str, folder: str, line: Fields) -> Fields:
    """A page's line; a page that the peer cannot read is one without text."""
    body = (Path(folder) / line["path"]).read_bytes()
    started = time.process_time()
    try:
        fields = TOOLS[tool](body, line["url"])
    except Exception:
        fields = {}
    spent = time.process_time() - started
    return {**line, "outcome": "article" if fields.get("text") else "rejected", "text": "", "authors": [], **fields, "cpu_s": spent}


def warm_up(tool: str) -> None:
    """In a worker: load what the first page would load."""
    prose = "<p>The river rose again last night, and by the morning the ferry had stopped.</p>" * 40
    TOOLS[tool](f"<html><title>Warm-up</title><article><h1>Warm-up</h1>{prose}</article></html>".encode(), "https://example.org/warm-up")


def main() -> None:
    """`_peer.py TOOL FOLDER JOBS`."""
    tool, folder, jobs = sys.argv[1:4]
    lines = [json.loads(line) for line in sys.stdin]
    with ProcessPoolExecutor(int(jobs), initializer=warm_up, initargs=(tool,)) as pool:
        for result in pool.map(one, [tool] * len(lines), [folder] * len(lines), lines, chunksize=8):
            sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
