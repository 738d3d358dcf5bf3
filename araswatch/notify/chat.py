"""Mail, chat and a hundred other services, by Apprise. None promises to know a repeated message: each carries its key in its last line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

import apprise

from araswatch.addresses import is_public, public_address
from araswatch.alerts import Message
from araswatch.errors import DeliveryError
from araswatch.notify.guard import reaching_only
from araswatch.notify.webhook import PRIVATE


class Chat:
    """One Apprise address; several recipients in it are one channel."""

    def __init__(self, address: str, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._service = apprise.Apprise(asset=apprise.AppriseAsset(app_id="araswatch", async_mode=False))
        self._is_known = self._service.add(address)

    def send(self, message: Message) -> None:
        if not self._is_known:
            raise DeliveryError(
                "Apprise does not know this address; see https://appriseit.com for the spelling of each service", permanent=True
            )
        if not self._allow_private and any(map(_is_private, self._service)):
            raise DeliveryError(PRIVATE, permanent=True)
        with _complaints() as said, self._guarded() as refused:
            taken = self._service.notify(title=message.subject, body=message.text(), body_format=apprise.NotifyFormat.TEXT)
        if refused and not taken:
            raise DeliveryError(PRIVATE, permanent=True)
        if not taken:
            raise DeliveryError(f"not taken: {'; '.join(said) or 'Apprise gives no reason'}")

    def _guarded(self) -> AbstractContextManager[list[str]]:
        """Where private networks are not allowed, what no look at the address can tell: redirects, proxies, a name's second answer."""
        return nullcontext([]) if self._allow_private else reaching_only(is_public)

    def close(self) -> None:
        """Apprise keeps nothing open."""


def _is_private(service: apprise.NotifyBase) -> bool:
    """Whether the server that an address names has no public address; many addresses name none, but a room or a token."""
    host = getattr(service, "smtp_host", None) or getattr(service, "host", None)
    try:
        return bool(host) and public_address(str(host), getattr(service, "port", None) or 443) is None
    except OSError:
        return False


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What Apprise logs meanwhile: its only word on why a message was not taken."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("apprise")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
