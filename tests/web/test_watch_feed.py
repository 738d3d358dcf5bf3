"""A watch's own feed at the dashboard, and times in the dashboard's zone."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from starlette.testclient import TestClient

from araswatch.records import Dated
from araswatch.web.desk import Desk


def test_a_watch_links_its_feeds_and_serves_them(client: TestClient) -> None:
    page = client.get("/watches/iran-azerbaijan").text
    links = re.findall(r'href="(/watches/iran-azerbaijan/feed\.\w+)"', page)
    assert links == ["/watches/iran-azerbaijan/feed.atom", "/watches/iran-azerbaijan/feed.json"]
    atom, json_feed = (client.get(link) for link in links)
    assert "urn:araswatch:watch:iran-azerbaijan" in atom.text
    assert json_feed.json()["title"] == "Iran and Azerbaijan"
    assert client.get("/watches/nobody/feed.atom").status_code == 404


def test_the_feed_is_the_one_that_is_delivered(client: TestClient, desk: Desk) -> None:
    delivered = json.loads((desk.backends.settings.home / "feeds" / "iran-azerbaijan.json").read_text("utf-8"))["items"]
    served = client.get("/watches/iran-azerbaijan/feed.json").json()["items"]
    assert served == delivered
    assert all(f"/watches/iran-azerbaijan?mute={item['_araswatch']['story_id']}" in item["content_text"] for item in served)
    assert "?mute=" in client.get("/watches/iran-azerbaijan/feed.atom").text


def test_a_publication_is_shown_in_the_zone_that_the_page_names(client: TestClient, desk: Desk) -> None:
    store = desk.backends.store
    stored = next(iter(store.scan()))
    in_baku = datetime(2026, 11, 24, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    article = replace(stored.tagged.article, published=Dated(at=in_baku, source="json-ld"))
    store.put([replace(stored, tagged=replace(stored.tagged, article=article))])
    store.refresh()
    page = client.get(f"/article/{article.id}").text
    assert "Times are in UTC" in page
    assert "23 Nov 2026, 21:30" in page
