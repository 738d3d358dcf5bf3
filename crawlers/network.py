"""Which addresses may be connected to, checked where a name has become an address: no spelling, redirect or DNS answer goes round it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

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


@implementer(IHostnameResolver)
class GuardedResolver:
    """Resolves names (and numeric hosts in any spelling) to public addresses alone; `refused` holds the hosts that had only others.

    The connection is made to the very address that was checked, so a second DNS answer changes nothing.
    """

    def __init__(self, resolver: Any) -> None:
        self._resolver = resolver
        self.refused: set[str] = set()

    def resolveHostName(  # noqa: N802 - Twisted's name
        self,
        resolutionReceiver: IResolutionReceiver,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        receiver = _PublicOnly(resolutionReceiver, hostName, self.refused)
        resolution: IHostResolution = self._resolver.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
        return resolution


@implementer(IResolutionReceiver)
class _PublicOnly:
    """Passes public addresses on; notes the host among `refused` where some others were held back and none was passed."""

    def __init__(self, receiver: Any, host: str, refused: set[str]) -> None:
        self._receiver, self._host, self._refused = receiver, host, refused
        self._passed = self._held_back = 0

    def resolutionBegan(self, resolution: IHostResolution) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        if is_public(address.host):
            self._passed += 1
            self._receiver.addressResolved(address)
        else:
            self._held_back += 1

    def resolutionComplete(self) -> None:  # noqa: N802
        if self._held_back and not self._passed:
            self._refused.add(self._host)
        self._receiver.resolutionComplete()
