"""Whatever stands in titles, authors, texts, names, addresses and queries is shown and exported harmlessly."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from lxml import html
from starlette.testclient import TestClient

from araswatch.records import Article, RegionTag, Removed, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.settings import Settings
from araswatch.urls import article_id
from araswatch.web.app import create_app
from araswatch.web.desk import open_desk
from araswatch.web.harmless import DIRECTION, FORMULA
from tests.stores.conftest import elasticsearch_node, elasticsearch_url, new_prefix  # noqa: F401 - fixtures
from tests.web import sample
from tests.web.conftest import opened_backends, write_config

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "script-upper": "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg/onload=alert(1)>",
    "iframe": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "attribute": '" onmouseover="alert(1)" x="',
    "attribute-single": "' onfocus='alert(1)' autofocus='",
    "link": '<a href="javascript:alert(1)">x</a>',
    "scheme": "javascript:alert(1)",
    "data": "data:text/html,<script>alert(1)</script>",
    "comment": "--><script>alert(1)</script><!--",
    "end-script": "</script><script>alert(1)</script>",
    "end-style": "</style><style>*{display:none}</style>",
    "cdata": "]]><script>alert(1)</script>",
    "template": "{{ 7*7 }}{% for x in range(9) %}x{% endfor %}${7*7}<%= 7*7 %>",
    "entity": "&lt;script&gt;&#60;script&#62;&amp;",
    "marks": "\x02<script>\x03alert(1)\x02</script>\x03\x03\x02",
    "null": "before\x00after",
    "controls": "a\x07b\x08c\x1b[31mred\x7f\x9b",
    "direction": "invoice\u202egpj.exe\u2066x\u2069",
    "surrogate": "broken \ud800 half",
    "noncharacter": "x\ufffey\uffffz",
    "lines": "first\u2028second\u2029third\r\nSet-Cookie: x=1",
    "formula": "=cmd|' /C calc'!A0",
    "formula-plus": "+1+cmd|' /C calc'!A0",
    "formula-minus": "-2+3+cmd|' /C calc'!A0",
    "formula-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula-tab": "\t=1+1",
    "formula-wide": "＝1+1",
    "formula-null": "\x00=1+1",
    "zalgo": "z" + "\u0323\u0307" * 200,
    "megabyte": "long " * 200_000,
    "one-word": "x" * 100_000,
    "emoji": "👩‍👩‍👧‍👦🇦🇿 \u200f\u200e",
    "quotes": "\"'`\\",
    "traversal": "../../../etc/passwd",
}  # fmt: skip

PAGES = ("search", "article", "story", "feed.atom", "feed.json", "api-article", "csv", "jsonl")
IN_QUERY = ("search", "article", "watch-form", "overview", "api-search")


def hostile(name: str) -> StoredArticle:
    """An article that has a payload wherever a page may put something."""
    text = PAYLOADS[name]
    url = f"https://hostile.example/{name}"
    short = text[:2_000]
    address = text if name in ("scheme", "data") else url
    article = Article(
        id=article_id(url), url=address, canonical_url=address,
        source_id="hostile", title=text, text=f"{text}\nhostile{name.replace('-', '')} paragraph\n{text}", fetched_at=sample.NOW,
        authors=(short, "Some Body"), language="en", site_name=short, image_url=short,
        removed=(Removed(kind=short[:30], text=text),),
    )  # fmt: skip
    tags = Tags(
        language="en",
        regions=(RegionTag(code="IR", role=Role.ABOUT, score=1.0, evidence=(short,)),),
        themes=(ThemeTag(id="diplomacy", iptc=short[:20], score=1.0, evidence=(short,)),),
    )
    return StoredArticle(
        tagged=TaggedArticle(article=article, tags=tags), first_seen_at=datetime(2026, 11, 20, tzinfo=UTC), source_kind="online"
    )


@pytest.fixture(scope="module", params=["sqlite", "elasticsearch"])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("hostile")
    config = write_config(folder / "config")
    names = [
        {"id": f"s{number}", "name": text[:2_000], "homepage": "https://x.example/", "feeds": ["https://x.example/feed"],
         "languages": ["en"],
         "country": "IR", "kind": "blog", "timezone": "UTC", "expect": {"min_per_day": 0, "max_per_day": 1}}
        for number, text in enumerate(PAYLOADS.values()) if "\ud800" not in text
    ]  # fmt: skip
    (config / "sources" / "hostile.yml").write_text(json.dumps(names), "utf-8")
    store = f"{request.getfixturevalue('elasticsearch_url')}/{new_prefix()}" if request.param == "elasticsearch" else ""
    settings = Settings(home=folder / "home", config=config, store=store, searches_per_minute=100_000)
    with opened_backends(settings) as backends:
        report = backends.store.put(hostile(name) for name in PAYLOADS)
        assert set(report.refused) <= {hostile("surrogate").id}
        backends.store.refresh()
        with TestClient(create_app(open_desk(backends, clock=lambda: sample.NOW)), base_url="http://localhost") as opened:
            yield opened


def assert_harmless(page: str) -> None:
    """No element, attribute or address that our templates did not put there."""
    tree = html.fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag not in ("iframe", "object", "embed", "style", "img", "base")
        if element.tag == "script":
            assert element.get("src", "").startswith("/") or element.get("type") == "application/json"
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on"), (attribute, value)
            assert attribute != "srcdoc"
            if attribute in ("href", "src", "action", "formaction"):
                assert urlsplit(value).scheme in ("", "http", "https"), value
    for typed in tree.iter("textarea"):
        typed.text = ""
    assert not DIRECTION.search(tree.text_content())


@pytest.mark.parametrize("surface", PAGES)
@pytest.mark.parametrize("name", PAYLOADS)
def test_content(client: TestClient, name: str, surface: str) -> None:
    stored, word = hostile(name), f"hostile{name.replace('-', '')}"
    path = {
        "search": f"/search?q={word}", "article": f"/article/{stored.id}?q={word}", "story": f"/story/{stored.id}",
        "feed.atom": f"/feed.atom?q={word}", "feed.json": f"/feed.json?q={word}", "api-article": f"/api/v1/articles/{stored.id}",
        "csv": f"/api/v1/export.csv?q={word}", "jsonl": f"/api/v1/export.jsonl?q={word}",
    }[surface]  # fmt: skip
    answer = client.get(path)
    if name == "surrogate" and answer.status_code == 404:
        return
    assert answer.status_code == 200
    if surface in ("search", "article", "story"):
        assert_harmless(answer.text)
    elif surface == "feed.atom":
        ElementTree.fromstring(answer.content)
    elif surface in ("feed.json", "api-article"):
        answer.json()
    elif surface == "csv":
        csv.field_size_limit(10_000_000)
        for row in csv.reader(StringIO(answer.content.decode("utf-8-sig"))):
            assert not any(cell.startswith(FORMULA) or "\x00" in cell or DIRECTION.search(cell) for cell in row)
    else:
        assert all(json.loads(line) for line in answer.text.split("\n") if line)


@pytest.mark.parametrize("surface", IN_QUERY)
@pytest.mark.parametrize("name", [name for name in PAYLOADS if name not in ("surrogate",)])
def test_queries(client: TestClient, name: str, surface: str) -> None:
    text, article = PAYLOADS[name][:6_000], hostile("script").id
    path, parameter = {
        "search": ("/search", "q"), "article": (f"/article/{article}", "q"), "watch-form": ("/watches/new", "query"),
        "overview": ("/overview", "q"), "api-search": ("/api/v1/search", "q"),
    }[surface]  # fmt: skip
    answer = client.get(path, params={parameter: text, "region": text[:150], "author": text[:150]})
    assert answer.status_code in (200, 400, 422)
    if surface == "api-search":
        answer.json()
    else:
        assert_harmless(answer.text)


def test_names_of_sources(client: TestClient) -> None:
    for path in ("/sources", "/status", "/watches/iran-azerbaijan"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert_harmless(answer.text)


@pytest.mark.parametrize("client", ["sqlite"], indirect=True)  # they stand in the ledger, whatever the store
@pytest.mark.parametrize("name", [name for name in PAYLOADS if name != "surrogate"])
def test_names_of_watches(client: TestClient, name: str) -> None:
    client.get("/help")
    token = client.cookies.get("araswatch_csrf") or ""
    sent = {
        "csrf": token, "name": PAYLOADS[name][:4_000], "query": "region:IR", "feed": "on", "on": "new", "schedule": "at-once",
        "timezone": "UTC", "minimum_sources": "1", "cap_per_hour": "20", "enabled": "on", "webhook": PAYLOADS[name][:100],
    }  # fmt: skip
    answer = client.post("/watches", data=sent, headers={"origin": "http://localhost"}, follow_redirects=True)
    assert answer.status_code in (200, 422)
    assert_harmless(answer.text)
    assert_harmless(client.get("/watches").text)
