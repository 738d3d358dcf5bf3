"""Messages as JSON to an http(s) address, with an idempotency key by which the receiver knows a repeated one."""

from __future__ import annotations

import httpx

from araswatch.alerts import Message
from araswatch.errors import DeliveryError

TIMEOUT_S = 10.0
WORTH_ANOTHER_TRY = frozenset({408, 409, 425, 429})
"""Client errors that pass; every other 4xx is a refusal for good. 5xx always pass."""


class Webhook:
    """Posts to one address over one kept connection. Redirects are not followed: they would turn a POST into a GET."""

    def __init__(self, address: str, *, user_agent: str, timeout_s: float = TIMEOUT_S) -> None:
        self._address = address
        self._client = httpx.Client(timeout=timeout_s, headers={"user-agent": user_agent}, trust_env=False)

    def send(self, message: Message) -> None:
        try:
            answer = self._client.post(self._address, json=message.as_json(), headers={"idempotency-key": message.key})
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise DeliveryError(f"not an address to post to: {error}", permanent=True) from None
        except httpx.HTTPError as error:
            raise DeliveryError(f"no answer: {type(error).__name__}: {error}") from None
        if not answer.is_success:
            permanent = answer.status_code < 500 and answer.status_code not in WORTH_ANOTHER_TRY
            raise DeliveryError(f"http-{answer.status_code}: {answer.text[:200]}", permanent=permanent)

    def close(self) -> None:
        self._client.close()
