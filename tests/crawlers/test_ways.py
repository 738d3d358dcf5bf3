"""Sitemaps, the WordPress API and front pages, crawled for real."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler

from crawlers.backlog import ROOM
from crawlers.spiders.wordpress import COMPLETE
from tests.crawlers.conftest import Station, Web, article, kill, rss, send, wait_for

TODAY = datetime.now(UTC)


def urlset(*urls: str, modified: datetime = TODAY) -> str:
    entries = "".join(f"<url><loc>{url}</loc><lastmod>{modified.isoformat()}</lastmod></url>" for url in urls)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def index(*urls: str) -> str:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'


def test_a_sitemap_index_leads_to_the_pages_of_its_children(station: Station, web: Web) -> None:
    web.paths |= {"/robots.txt": send(f"Sitemap: {web.url('/index.xml')}\n", kind="text/plain")}
    web.paths |= {"/index.xml": send(index(web.url("/new.xml.gz"), web.url("/old.xml"), web.url("/none.xml"), web.url("/index.xml")))}
    web.paths |= {"/new.xml.gz": send(gzip.compress(urlset(web.url("/new")).encode()), kind="application/gzip", ETag='"n"')}
    web.paths |= {"/old.xml": send(urlset(web.url("/old"), modified=TODAY - timedelta(days=400)))}
    web.paths |= {"/new": send(article("New"))}
    station.add("one", sitemaps=[web.url("/robots.txt")])

    assert station.crawl().status == 0

    assert station.fate(web.url("/new")) == ("archived", "")
    with station.ledger() as ledger:
        assert sum(ledger.fates().values()) == 1
        child = ledger.poll_state(web.url("/new.xml.gz"))
    assert child is not None
    assert child.etag == '"n"'


def test_children_that_a_crash_left_out_are_read_the_next_time(station: Station, web: Web) -> None:
    web.paths |= {"/index.xml": send(index(web.url("/child.xml")), ETag='"i"'), "/child.xml": send("", status=500)}
    station.add("one", sitemaps=[web.url("/index.xml")])
    station.crawl()
    with station.ledger() as ledger:
        state = ledger.poll_state(web.url("/index.xml"))
    assert state is not None
    assert state.etag is None


def posts(web: Web, first: int, last: int, pages: int) -> object:
    body = [
        {"link": web.url(f"/post/{n}"), "title": {"rendered": f"Post {n}"}, "date_gmt": "2026-11-20T10:00:00"} for n in range(first, last)
    ]
    return send(json.dumps(body), kind="application/json", X_WP_TotalPages=str(pages))


def blog(station: Station, web: Web, *, slow: bool = False) -> list[str]:
    """A blog of three pages of ten posts; returns the paths of the API's pages."""
    base = "/wp-json/wp/v2/posts?per_page=50&_embed=author&_fields=link,date,date_gmt,modified_gmt,title,lang,_links,_embedded"
    paths = [base, base + "&page=2", base + "&page=3"]
    for number, path in enumerate(paths):
        web.paths[path] = posts(web, number * 10, number * 10 + 10, 3)  # type: ignore[assignment]
    web.paths |= {f"/post/{n}": send(article(f"Post {n}")) for n in range(30)}
    station.add("blog", wordpress=web.url("/wp-json/"))
    return paths


def test_a_blog_is_read_back_once_and_then_only_as_far_as_it_is_new(station: Station, web: Web) -> None:
    paths = blog(station, web)
    assert station.crawl().status == 0
    assert len(station.pages()) == 30
    assert {page.hints.published for page in station.pages()} == {"2026-11-20T10:00:00Z"}

    assert station.crawl().status == 0
    assert [web.requests(path) for path in paths] == [2, 1, 1]
    assert web.requests("/post/0") == 1


def test_reading_back_begins_anew_after_a_failure_half_way(station: Station, web: Web) -> None:
    paths = blog(station, web)
    whole = web.paths[paths[1]]
    web.paths[paths[1]] = send("", status=404)
    station.crawl()
    assert len(station.pages()) == 10

    web.paths[paths[1]] = whole
    with station.ledger() as ledger:
        state = ledger.poll_state(web.url(paths[0]))
        assert state is not None
        assert state.etag != COMPLETE
        ledger.save_poll(type(state)(url=state.url, source_id="blog", polled_at=state.polled_at))
    station.crawl()
    assert len(station.pages()) == 30


def test_articles_on_a_front_page_are_told_from_the_rest(station: Station, web: Web) -> None:
    link = "/2026/11/24/ministers-meet-on-the-border-of-the-river"
    headline = f'<h2><a href="{link}">Ministers meet on the border of the river</a></h2>'
    page = f'<html><body><nav><a href="/about">About</a></nav>{headline}</body></html>'
    web.paths |= {"/": send(page), link: send(article("Ministers meet"))}
    station.add("site", homepage=web.url("/"), links=[web.url("/")])
    station.crawl()
    assert [page.requested_url for page in station.pages()] == [web.url(link)]
    assert web.requests("/about") == 0


def test_a_source_in_two_ways_is_fetched_once_and_one_request_at_a_time(station: Station, web: Web) -> None:
    urls = [web.url(f"/{n}") for n in range(10)]
    web.paths |= {"/feed": send(rss(*urls)), "/map.xml": send(urlset(*urls))} | {f"/{n}": send(article(str(n))) for n in range(10)}
    station.add("both", feeds=[web.url("/feed")], sitemaps=[web.url("/map.xml")])
    assert station.crawl(delay_s=0.05).status == 0
    assert [web.requests(f"/{n}") for n in range(10)] == [1] * 10
    assert web.requests("/robots.txt") == 1
    assert web.most_at_once == 1


def test_robots_rules_hold_for_feeds_too_and_a_broken_robots_txt_closes_the_host(station: Station, web: Web) -> None:
    def robots(request: BaseHTTPRequestHandler) -> None:
        is_broken = request.headers["Host"].startswith("127.0.0.2")
        (send("", status=503) if is_broken else send("User-agent: *\nDisallow: /feed\n"))(request)

    web.paths |= {"/robots.txt": robots, "/feed": send(rss()), "/other": send(rss())}
    station.add("denied", feeds=[web.url("/feed")])
    station.add("closed", feeds=[web.url("/other", "127.0.0.2")])
    errors = {poll["source"]: poll["error"] for poll in station.crawl().events("poll")}
    assert errors == {"denied": "robots-denied", "closed": "robots-unreachable: http-503"}
    assert web.requests("/feed") == web.requests("/other") == 0


def test_a_crash_loses_nothing_and_doubles_nothing(station: Station, web: Web) -> None:
    urls = [web.url(f"/{n}") for n in range(60)]
    web.paths |= {"/feed": send(rss(*urls), ETag='"v"')} | {f"/{n}": send(article(str(n))) for n in range(60)}
    station.add("one", feeds=[web.url("/feed")], delay_s=0.02)
    process = station.start(segment_pages=7)
    wait_for(lambda: web.requests("/20") > 0)
    kill(process)
    assert list(station.home.rglob("*.open"))
    assert station.crawl(segment_pages=7).status == 0
    assert sorted(page.requested_url for page in station.pages()) == sorted(urls)
    assert not list(station.home.rglob("*.open"))
    assert station.archive.segments() == sorted(station.ledger().known_segments())


def test_hosts_that_fall_silent_or_ask_for_a_pause_are_left_alone_for_this_crawl(station: Station, web: Web) -> None:
    silent = [f"http://127.0.0.1:9/{n}" for n in range(30)]
    busy = [web.url(f"/busy/{n}", "127.0.9.2") for n in range(20)]
    web.paths |= {"/feed": send(rss(*silent, *busy, web.url("/a", "127.0.9.1"))), "/a": send(article("A"))}
    web.paths |= {f"/busy/{n}": send("", status=429, Retry_After="600") for n in range(20)}
    station.add("one", feeds=[web.url("/feed", "127.0.9.1")])
    assert station.crawl().status == 0

    assert station.fate(web.url("/a", "127.0.9.1")) == ("archived", "")
    tried = [url for url in silent if station.path(url).retry_at is not None]
    assert 5 <= len(tried) < 15
    assert {station.fate(url)[0] for url in (*silent, *busy)} == {"waiting"}
    assert sum(web.requests(f"/busy/{n}") for n in range(20)) == 1
    with station.ledger() as ledger:
        assert len(ledger.due("one", at=datetime.now(UTC))) == 30 - len(tried) + 20 - 1


def test_more_pages_than_are_held_in_memory_are_all_fetched(station: Station, web: Web) -> None:
    hosts = [f"127.0.9.{n}" for n in range(1, 9)]
    urls = [web.url(f"/{n}", hosts[n % 8]) for n in range(ROOM + 60)]
    web.paths |= {"/feed": send(rss(*urls))}
    station.add("one", feeds=[web.url("/feed")])
    assert station.crawl().status == 0
    with station.ledger() as ledger:
        assert ledger.fates() == {"gone": ROOM + 60}
    assert all(web.requests(f"/{n}") == 1 for n in range(0, ROOM + 60, 50))
