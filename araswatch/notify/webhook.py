"""Messages as JSON to an http(s) address, with an idempotency key by which the receiver knows a repeated one.

Addresses are also written by editors of the dashboard: unless private networks are allowed, only hosts of the whole world are reached.
"""

from __future__ import annotations

import httpx

from araswatch.addresses import public_address
from araswatch.alerts import Message
from araswatch.errors import DeliveryError

TIMEOUT_S = 10.0
WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429})
"""Client errors that pass; every other 4xx is a refusal for good. 5xx always pass."""

PRIVATE = "an address of a private network, refused unless ARASWATCH_ALLOW_PRIVATE_NETWORKS is set"


class Webhook:
    """Posts to one address over one kept connection. Redirects are not followed: they would turn a POST into a GET."""

    def __init__(self, address: str, *, user_agent: str, allow_private: bool = False, timeout_s: float = TIMEOUT_S) -> None:
        self._address = address
        self._allow_private = allow_private
        self._client = httpx.Client(timeout=timeout_s, headers={"user-agent": user_agent}, trust_env=False)

    def send(self, message: Message) -> None:
        try:
            request = self._client.build_request("POST", self._address, json=message.as_json(), headers={"idempotency-key": message.key})
            answer = self._client.send(request if self._allow_private else _to_public(request))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise DeliveryError(f"not an address to post to: {error}", permanent=True) from None
        except (httpx.HTTPError, OSError) as error:
            raise DeliveryError(f"no answer: {type(error).__name__}: {error}") from None
        if not answer.is_success:
            permanent = answer.status_code < 500 and answer.status_code not in WORTH_ANOTHER_TRY
            raise DeliveryError(f"http-{answer.status_code}: {answer.text[:200]}", permanent=permanent)

    def close(self) -> None:
        self._client.close()


def _to_public(request: httpx.Request) -> httpx.Request:
    """The request to a checked address of its host; name and certificate stay the host's."""
    host = request.url.host
    address = public_address(host, request.url.port or (443 if request.url.scheme == "https" else 80)) if host else None
    if address is None:
        raise DeliveryError(PRIVATE, permanent=True)
    request.url = request.url.copy_with(host=address)
    request.extensions = {**request.extensions, "sni_hostname": host}
    return request
