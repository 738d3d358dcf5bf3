"""Feeds of every format give candidates with the feed's own words as hints; nothing in a feed can raise, hang or reach outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.discover import Discovery, parse_feed
from araswatch.records import Hints

HOME = "https://river.example/"
FEED = HOME + "feed.xml"


def parsed(body: str | bytes, content_type: str | None = None) -> Discovery:
    data = body if isinstance(body, bytes) else body.encode()
    return parse_feed(data, url=FEED, source_id="river", content_type=content_type)


def rss(items: str, head: str = "") -> str:
    return f'<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>River</title>{head}{items}</channel></rss>'


def links(discovery: Discovery) -> list[str]:
    return [candidate.url for candidate in discovery.candidates]


def test_rss_2_carries_title_date_authors_and_language() -> None:
    found = parsed(
        rss(
            """<item><title>Drills &amp;amp; <![CDATA[<b>bridges</b>]]></title><link>/a?x=1&amp;y=2</link>
            <pubDate>Tue, 24 Nov 2026 10:00:00 +0330</pubDate><dc:creator>Ann Arax</dc:creator><dc:creator>Bo Kura</dc:creator></item>""",
            "<language>fa_IR</language>",
        )
    )
    (only,) = found.candidates
    assert only.url == HOME + "a?x=1&y=2"
    assert (only.source_id, only.via) == ("river", FEED)
    assert only.hints == Hints(
        title="Drills & bridges", published="Tue, 24 Nov 2026 10:00:00 +0330", authors=("Ann Arax", "Bo Kura"), language="fa-IR"
    )
    assert found.problems == ()


def test_atom_prefers_the_page_among_its_links() -> None:
    found = parsed(
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="az"><title>Çay</title><link rel="next" href="/atom?page=2"/>
        <entry><title type="html">Araz &lt;i&gt;boyunca&lt;/i&gt;</title><link rel="self" href="/a.atom"/>
        <link rel="alternate" type="application/json" href="/a.json"/><link rel="alternate" type="text/html" href="/a"/>
        <published>2026-11-24T10:00:00+04:00</published><updated>2026-11-24T11:00:00+04:00</updated>
        <author><name>Leyla Çaylı</name><email>l@river.example</email></author></entry></feed>"""
    )
    (only,) = found.candidates
    assert only.url == HOME + "a"
    assert only.hints == Hints(
        title="Araz boyunca",
        published="2026-11-24T10:00:00+04:00",
        modified="2026-11-24T11:00:00+04:00",
        authors=("Leyla Çaylı",),
        language="az",
    )
    assert found.more == (HOME + "atom?page=2",)


@pytest.mark.parametrize(
    "feed",
    [
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel/>'
        "<item><title>One</title><link>https://river.example/a</link></item></rdf:RDF>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel/>'
        "<item><title>One</title><link>https://river.example/a</link></item></rdf:RDF>",
        '<rss version="0.91"><channel><item><title>One</title><link>https://river.example/a</link></item></channel></rss>',
        '<rss version="2.0"><channel><item><title>One</title><guid>https://river.example/a</guid></item></channel></rss>',
        '<rss version="2.0" xmlns:fb="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><title>One</title>'
        "<link>https://feeds.example/~r/1</link><fb:origLink>https://river.example/a</fb:origLink></item></channel></rss>",
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>One</title>'
        '<link rel="alternate" type="text/html" href="https://river.example/a"/></entry></feed>',
        '\n\n <?xml version="1.0"?><rss version="2.0"><channel><item><title>One</title><link>\n/a\n</link></item></channel></rss>',
        '<rss version="2.0"><channel><item><title>One</title><link>/a</link></item><item><title>One & unclosed',
    ],
    ids=["rdf-1.0", "rss-0.90", "rss-0.91", "guid-alone", "feedburner", "atom-0.3", "leading-space", "cut-short"],
)
def test_every_dialect_is_read(feed: str) -> None:
    found = parsed(feed)
    assert links(found)[0] == HOME + "a"
    assert found.candidates[0].hints.title == "One"


def test_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "hy",
        "next_url": "/feed.json?page=2",
        "items": [
            {"id": "1", "url": "/a", "title": "One", "date_published": "2026-11-24T10:00:00+04:00", "authors": [{"name": "Ani"}]},
            {"id": HOME + "b", "author": {"name": "Aram"}, "date_modified": "2026-11-23T10:00:00Z"},
            {"title": "nowhere"},
            "no item",
        ],
    }
    found = parsed(json.dumps(feed), "application/feed+json")
    assert links(found) == [HOME + "a", HOME + "b"]
    assert found.candidates[0].hints == Hints(title="One", published="2026-11-24T10:00:00+04:00", authors=("Ani",), language="hy")
    assert found.candidates[1].hints.published == "2026-11-23T10:00:00Z"
    assert found.more == (HOME + "feed.json?page=2",)
    assert found.problems == ("entry without a link (2 times)",)


def test_entries_without_link_or_date_and_links_elsewhere_are_counted() -> None:
    items = "".join(
        f"<item><title>t</title>{link}</item>"
        for link in (
            "",
            "",
            "<link>javascript:alert(1)</link>",
            "<link>data:text/html,x</link>",
            "<link>mailto:a@b.example</link>",
            "<link>/a</link>",
        )
    )
    found = parsed(rss(items))
    assert links(found) == [HOME + "a"]
    assert found.candidates[0].hints.published is None
    assert found.problems == ("entry without a link (2 times)", "link that is no web address (3 times)")


def test_a_repeated_entry_is_one_candidate() -> None:
    assert links(parsed(rss("<item><link>/a</link></item>" * 3))) == [HOME + "a"]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("ann@river.example (Ann Arax)", ("Ann Arax",)),
        ("Ann Arax &lt;ann@river.example&gt;", ("Ann Arax",)),
        ("ann@river.example", ()),
        ("Ann Arax", ("Ann Arax",)),
    ],
)
def test_of_a_mailbox_the_name_is_the_author(author: str, names: tuple[str, ...]) -> None:
    (only,) = parsed(rss(f"<item><link>/a</link><author>{author}</author></item>")).candidates
    assert only.hints.authors == names


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "not a feed"),
        (b"\xff\xfe\x00\x01", "not a feed"),
        (b"<!doctype html><html><body>Not found</body></html>", "not a feed: an HTML page"),
        (b'{"items": 3}', "not a feed: JSON without items"),
        (b'{"items": [', "malformed JSON feed"),
        (b"[" * 100_000, "not a feed"),
        (b'{"items":' + b"[" * 100_000, "malformed JSON feed"),
    ],
)
def test_what_is_no_feed_says_so(body: bytes, problem: str) -> None:
    found = parsed(body)
    assert found.candidates == ()
    assert found.problems[0].startswith(problem)


@pytest.mark.parametrize(("encoding", "declared"), [("windows-1251", "windows-1251"), ("utf-8", "utf-8"), ("utf-16", "utf-16")])
def test_the_feeds_own_encoding_is_respected(encoding: str, declared: str) -> None:
    body = f'<?xml version="1.0" encoding="{declared}"?>{rss("<item><title>Учения</title><link>/a</link></item>")}'.encode(encoding)
    assert parsed(body).candidates[0].hints.title == "Учения"


def test_entity_bombs_stay_small() -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    found = parsed(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>{rss("<item><title>&l11;</title><link>/a</link></item>")}'
    )
    assert len(found.candidates[0].hints.title or "") < 1000


@pytest.mark.parametrize("reference", ["&#99999999;", "&#xFFFFFFFF;", "&#x0;", "&#1114112;"])
def test_references_beyond_unicode_lose_no_entry(reference: str) -> None:
    assert links(parsed(rss(f"<item><title>t{reference}</title><link>/a</link></item>") + "<")) == [HOME + "a"]


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the password")
    doctype = f'<!DOCTYPE x [<!ENTITY leak SYSTEM "{secret.as_uri()}">]>'
    found = parsed(f'<?xml version="1.0"?>{doctype}{rss("<item><title>&leak;</title><link>/a</link></item>")}')
    assert "password" not in repr(found)


def test_a_huge_feed_is_cut_and_says_so() -> None:
    item = "<item><title>t</title><link>/{}</link><description>" + "x" * 100_000 + "</description></item>"
    found = parsed(rss("".join(item.format(n) for n in range(230))))
    assert 150 < len(found.candidates) < 230
    assert found.problems[0].startswith("feed cut at 20000000 of ")


@given(st.binary(max_size=200) | st.text(alphabet='<>/&;!?[]"=rsitemlnk ', max_size=200).map(str.encode))
def test_any_bytes_give_a_discovery(body: bytes) -> None:
    for wrapped in (body, b'<rss version="2.0"><channel><item><link>/a</link>' + body, b"{" + body):
        assert isinstance(parsed(wrapped), Discovery)
