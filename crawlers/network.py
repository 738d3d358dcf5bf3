"""Which addresses may be connected to, checked where a name has become an address: no spelling, redirect or DNS answer goes round it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from twisted.internet.interfaces import IAddress, IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer  # type: ignore[import-untyped]  # ships no types

from araswatch.addresses import is_public


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
