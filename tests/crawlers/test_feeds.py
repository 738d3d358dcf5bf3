"""Real crawls of feeds."""

from __future__ import annotations

from tests.crawlers.conftest import Station, Web, article, rss, send


def test_a_feed_is_crawled_into_a_segment_with_its_hints(station: Station, web: Web) -> None:
    web.paths["/feed"] = send(rss(web.url("/a"), web.url("/b"), title="From the feed"), kind="application/rss+xml")
    web.paths |= {"/a": send(article("A")), "/b": send(article("B"))}
    station.add("one", feeds=[web.url("/feed")])

    crawled = station.crawl()

    assert crawled.status == 0
    pages = {page.requested_url: page for page in station.pages()}
    assert set(pages) == {web.url("/a"), web.url("/b")}
    assert pages[web.url("/a")].body == article("A")
    assert pages[web.url("/a")].source_id == "one"
    assert pages[web.url("/a")].hints.title == "From the feed"
    assert station.fate(web.url("/a")) == ("archived", "")
    assert station.path(web.url("/a")).segment in station.archive.segments()
    assert crawled.summary["event"] == "summary"
    assert crawled.summary["by_source"]["one"] == {"polls": 1, "found": 2, "pages": 2, "archived": 2, "errors": 0}


def test_known_urls_are_not_fetched_again_and_an_unchanged_feed_is_not_sent_again(station: Station, web: Web) -> None:
    feed = send(rss(web.url("/a")), ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT")

    def conditional(request):  # type: ignore[no-untyped-def]
        unchanged = request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since")
        (send("", status=304) if unchanged else feed)(request)

    web.paths |= {"/feed": conditional, "/a": send(article("A"))}
    station.add("one", feeds=[web.url("/feed")])

    first, second = station.crawl(), station.crawl()

    assert (first.status, second.status) == (0, 0)
    assert web.requests("/a") == 1
    assert [poll["status"] for poll in second.events("poll")] == [304]
    with station.ledger() as ledger:
        state = ledger.poll_state(web.url("/feed"))
    assert state
    assert state.answered_at == state.polled_at


def test_a_url_that_two_sources_name_is_fetched_once(station: Station, web: Web) -> None:
    urls = [web.url(f"/{n}") for n in range(6)]
    web.paths |= {"/feed": send(rss(*urls)), "/feed2": send(rss(*urls))} | {f"/{n}": send(article(str(n))) for n in range(6)}
    station.add("one", feeds=[web.url("/feed")])
    station.add("two", feeds=[web.url("/feed2", "127.0.0.2")])
    assert station.crawl().status == 0
    assert [web.requests(f"/{n}") for n in range(6)] == [1] * 6
    assert len(station.pages()) == 6
