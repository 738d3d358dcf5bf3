"""The web of given pages: everything is listed, served as given, from as many hosts as asked for, by a catalogue that loads."""

from __future__ import annotations

from pathlib import Path

import httpx

from araswatch.catalogue import load_sources
from araswatch.discover import parse_feed, parse_sitemap
from araswatch.records import Candidate
from demo import PageWeb

PAGES: dict[str, Path | bytes] = {f"page {number}": f"<p>This is page {number}".encode() for number in range(120)}


def test_every_page_is_listed_once_and_served_as_given(tmp_path: Path) -> None:
    file = tmp_path / "given.html"
    file.write_bytes(b"<p>From a file: \xff")
    pages = {**PAGES, "a file": file}
    with PageWeb(pages, hosts=50) as web, httpx.Client() as client:
        listed: list[Candidate] = []
        for source in load_sources(web.write_config(tmp_path / "config") / "sources"):
            for url in source.feeds:
                listed += parse_feed(client.get(url).content, url=url, source_id=source.id).candidates
            for url in source.sitemaps:
                listed += parse_sitemap(client.get(url).content, url=url, source_id=source.id).candidates
        assert sorted(candidate.url for candidate in listed) == sorted(page.url for page in web.pages)
        assert {(candidate.source_id, candidate.url) for candidate in listed} == {(page.source_id, page.url) for page in web.pages}
        assert client.get(web.url("page 7")).content == PAGES["page 7"]
        assert client.get(web.url("a file")).content == b"<p>From a file: \xff"
        assert len({httpx.URL(page.url).host for page in web.pages}) == 50


def test_what_is_not_there_is_404_and_what_is_known_304() -> None:
    with PageWeb(PAGES, hosts=3) as web, httpx.Client() as client:
        first = client.get(web.url("page 1"))
        assert client.get(web.url("page 1"), headers={"If-None-Match": first.headers["etag"]}).status_code == 304
        assert client.get(web.bases[0] + "/nowhere").status_code == 404
        assert client.post(web.url("page 1")).status_code == 404
        assert client.head(web.url("page 1")).headers["content-length"] == str(len(first.content))
        assert client.get(web.bases[2] + "/robots.txt").status_code == 200


def test_the_server_ends_with_its_context() -> None:
    with PageWeb(PAGES, hosts=2) as web:
        url = web.url("page 1")
    try:
        httpx.get(url)
    except httpx.ConnectError:
        return
    raise AssertionError("the server still answers")
