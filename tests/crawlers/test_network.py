"""Addresses that the crawler must not reach, in every spelling, through every door."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.network import is_public
from tests.crawlers.conftest import Station, Web, rss, send

PRIVATE = (
    "127.0.0.1", "127.255.255.255", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "0.0.0.0", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0",
    "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a00:1", "2002:7f00:1::", "2002:c0a8:101::1", "::ffff:169.254.169.254",
)  # fmt: skip
PUBLIC = ["1.1.1.1", "93.184.216.34", "185.143.232.1", "2606:4700:4700::1111", "2a00:1450:4001::1", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_within_a_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_embedded_address_counts_as_the_one_it_embeds(address: object) -> None:
    assert is_public(f"::ffff:{address}") == is_public(str(address))


SPELLINGS = ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_loopback_address_is_connected_to(spelling: str, loopback_crawl: tuple[Web, Station, dict[str, str]]) -> None:
    _, _, errors = loopback_crawl
    assert errors[spelling] == "private-address"


def test_the_web_behind_was_never_asked(loopback_crawl: tuple[Web, Station, dict[str, str]]) -> None:
    web, station, _ = loopback_crawl
    assert web.seen == []
    assert station.archive.segments() == []


@pytest.fixture(scope="module")
def loopback_crawl(module_web: Web, module_station: Station) -> tuple[Web, Station, dict[str, str]]:
    """A crawl, without permission, of feeds on this machine in every spelling."""
    for number, spelling in enumerate(SPELLINGS):
        module_station.add(f"s{number}", feeds=[f"http://{spelling}:{module_web.port}/feed"])
    crawled = module_station.crawl(allow_private_networks="false")
    assert crawled.status == 3, crawled.log
    assert "Traceback" not in crawled.log
    return module_web, module_station, {SPELLINGS[int(poll["source"][1:])]: poll["error"] for poll in crawled.events("poll")}


def test_an_intranet_may_be_crawled_where_the_setting_says_so(station: Station, web: Web) -> None:
    web.paths |= {"/feed": send(rss(web.url("/a", "localhost"))), "/a": send("<html>intranet</html>")}
    station.add("intranet", feeds=[web.url("/feed", "localhost")])
    station.crawl()
    assert station.fate(web.url("/a", "localhost")) == ("archived", "")
