"""Which addresses of the network may be connected to: those of the whole world, unless the operator allows others."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

NAT64 = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address is reachable by everybody: global unicast; addresses that embed an IPv4 address count as that one."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address) and (embedded := _embedded(ip)):
        ip = embedded
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _embedded(ip: IPv6Address) -> IPv4Address | None:
    """The IPv4 address behind an IPv4-mapped, 6to4, Teredo or NAT64 address."""
    if ip in NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def public_address(host: str, port: int) -> str | None:
    """A public address of a host to connect to; `None` where it has only others. Raises `OSError` where it has none at all.

    Whoever connects to this very address is not led elsewhere by a second answer of the name service.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return next((address for *_, (address, *_) in found if isinstance(address, str) and is_public(address)), None)
