"""One spelling per article: what differs only on the way to a page agrees, what names another page never does."""

from __future__ import annotations

import contextlib
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.urls import article_id, canonicalize, resolve, same_site

SAME = [
    ("HTTPS://News.Example.AZ:443/a", "https://news.example.az/a"),
    ("http://example.com:80", "http://example.com/"),
    ("https://example.com./a", "https://example.com/a"),
    ("https://example。com。/a", "https://example.com/a"),
    ("https://user:secret@example.com/a", "https://example.com/a"),
    ("https://example.com/a#comments", "https://example.com/a"),
    ("https://example.com/a?", "https://example.com/a"),
    ("https://example.com/a?&&", "https://example.com/a"),
    ("https://example.com/a?utm_source=rss&id=3&fbclid=xyz", "https://example.com/a?id=3"),
    ("https://example.com/a?id=3&amp;utm_medium=feed", "https://example.com/a?id=3"),
    ("https://example.com/a/?replytocom=81", "https://example.com/a/"),
    ("https://example.com/a/?share=telegram", "https://example.com/a/"),
    ("https://example.com/a?at_medium=RSS&at_campaign=KARANGA", "https://example.com/a"),
    ("https://example.com/a;jsessionid=0AFF?x=1", "https://example.com/a?x=1"),
    ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
    ("https://example.com/a?q=x%20y", "https://example.com/a?q=x+y"),
    ("https://example.com/%7euser/%c3%a9", "https://example.com/~user/%C3%A9"),
    ("https://example.com/a/../b/./c", "https://example.com/b/c"),
    ("https://example.com/a/%2e%2e/b", "https://example.com/b"),
    ("https://example.com/خبر/۱۲", "https://example.com/" + quote("خبر") + "/" + quote("۱۲")),
    ("https://пример.рф/новости", "https://xn--e1afmkfd.xn--p1ai/" + quote("новости")),
    ("  https://example.com/a\n", "https://example.com/a"),
    ("https://[2001:DB8:0::1]/a", "https://[2001:db8::1]/a"),
]

DIFFERENT = [
    ("https://example.com/?p=12", "https://example.com/?p=13"),
    ("https://example.com/?12", "https://example.com/?13"),
    ("https://example.com/A", "https://example.com/a"),
    ("https://example.com/a/", "https://example.com/a"),
    ("http://example.com/a", "https://example.com/a"),
    ("https://example.com/a", "https://example.com:8443/a"),
    ("https://example.com/a%2Fb", "https://example.com/a/b"),
    ("https://example.com/a?x=1%262", "https://example.com/a?x=1&2"),
    ("https://example.com/a?x=1%2B2", "https://example.com/a?x=1+2"),
    ("https://example.com/a?id=1&id=2", "https://example.com/a?id=2&id=1"),
    ("https://example.com/a?ref=12", "https://example.com/a"),
    ("https://example.com/a?share=12", "https://example.com/a"),
    ("https://example.com/#!/news/1", "https://example.com/#!/news/2"),
    ("https://example.com/a;12", "https://example.com/a;13"),
    ("https://fa.example.com/a", "https://en.example.com/a"),
]

NOT_WEB = ["", "example.com/a", "/a", "javascript:void(0)", "data:text/html,x", "mailto:a@example.com", "ftp://example.com/a"]
MALFORMED = ["http://", "http://a b/", "http://[::1", "http://example.com:port/"]

anything = st.text(max_size=40)
hosts = st.from_regex(r"[a-z]{1,9}\.[a-z]{2,5}", fullmatch=True)
ports = st.sampled_from(["", ":80", ":443", ":8080"])
web_urls = st.builds("{}://{}{}/{}?{}#{}".format, st.sampled_from(["http", "HTTPS"]), hosts, ports, anything, anything, anything)


@pytest.mark.parametrize(("url", "canonical"), SAME)
def test_spellings_of_one_page_agree(url: str, canonical: str) -> None:
    assert canonicalize(url) == canonical


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_stay_apart(one: str, other: str) -> None:
    assert article_id(canonicalize(one)) != article_id(canonicalize(other))


@pytest.mark.parametrize("url", NOT_WEB + MALFORMED)
def test_only_web_addresses_have_a_canonical_url(url: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the parser's own messages pass through
        canonicalize(url)


@given(web_urls)
def test_canonical_is_a_fixed_point_in_ascii(url: str) -> None:
    once = canonicalize(url)
    assert canonicalize(once) == once
    assert once.isascii()
    assert not any(character.isspace() for character in once)


@given(anything)
def test_any_text_gives_a_url_or_a_value_error(text: str) -> None:
    for url in (text, "http://" + text):
        with contextlib.suppress(ValueError):
            assert canonicalize(canonicalize(url)) == canonicalize(url)


@given(st.lists(st.tuples(st.text("abp", min_size=1, max_size=3), st.text("xyz%&=+ ", max_size=4)), max_size=4))
def test_what_a_parameter_says_is_never_lost(parameters: list[tuple[str, str]]) -> None:
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in parameters)
    kept = canonicalize(f"http://example.com/?{query}").partition("?")[2].split("&") if parameters else []
    assert sorted(kept) == sorted(f"{name}={quote(value, safe='').replace('%20', '+')}" for name, value in parameters)


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("/b?x=1", "https://example.com/b?x=1"),
        ("c", "https://example.com/a/c"),
        ("//other.example/b", "https://other.example/b"),
        ("https://example.com/d", "https://example.com/d"),
        ("\n /b ", "https://example.com/b"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:editor@example.com", None),
        ("tel:+994", None),
        ("http://[bad", None),
        ("http://example.com:port/", None),
    ],
)
def test_links_resolve_to_web_addresses_alone(href: str, url: str | None) -> None:
    assert resolve("https://example.com/a/", href) == url


@given(anything)
def test_what_resolves_has_a_canonical_url(href: str) -> None:
    url = resolve("https://example.com/a/", href)
    assert url is None or canonicalize(url)


def test_a_site_is_its_host_and_subdomains() -> None:
    home = "https://www.example.az/"
    assert same_site("https://example.az/a", home)
    assert same_site("https://fa.example.az/a", home)
    assert not same_site("https://notexample.az/a", home)
    assert not same_site("https://az/a", home)
