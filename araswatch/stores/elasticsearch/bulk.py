"""Bulk writing with back-pressure: what the server cannot take now is sent again, what it will never take is refused with its reason."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import elasticsearch
from elasticsearch import ApiError, Elasticsearch

from araswatch.errors import StoreError
from araswatch.stores.elasticsearch.connection import OVERLOADED, Access, advice, cluster_errors, refusal

BYTES_AT_ONCE = 12_000_000
"""Each request makes the server sync the log of every month it touches: at 4 MB writing is 7 % slower. Elastic advises 5 to 15 MB."""
ACTIONS_AT_ONCE = 500
IN_FLIGHT = 2
"""Requests at once: the next is made ready while the server works on the one before."""
FIRST_WAIT_S = 0.25
LONGEST_WAIT_S = 10.0
SERVER_WAITS = "20s"
"""How long the server waits for a shard that is not there: less than the client waits for it, so that it comes to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One line or two of a bulk request: `source` is `None` for a deletion. `version` is the article's revision.

    `index` is an alias, which has to exist, unless `concrete`.
    """

    id: str
    index: str
    version: int
    source: bytes | None
    concrete: bool = False

    @property
    def lines(self) -> list[bytes]:
        target = {"_index": self.index, "_id": self.id, "version": self.version, "version_type": "external_gte"}
        header = json.dumps(
            {"delete": target} if self.source is None else {"index": target | {"require_alias": not self.concrete}}
        ).encode()
        return [header] if self.source is None else [header, self.source]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of actions: ids done, ids refused with the server's reason."""

    done: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulk:
    """Writes actions. `make_index` is told the name of an alias that is missing; `patience_s` is how long a server that is down, busy or
    blocked is waited for before `StoreError`."""

    client: Elasticsearch
    access: Access
    make_index: Callable[[str], None]
    patience_s: float

    def write(self, actions: Iterable[Action]) -> Outcome:
        """Write all actions, in any order: versions see to it that the newest revision stays."""
        outcome = Outcome()
        with ThreadPoolExecutor(IN_FLIGHT) as threads:
            waiting: list[Future[Outcome]] = []
            for portion in portions(actions):
                waiting.append(threads.submit(self._send, portion))
                if len(waiting) > IN_FLIGHT:
                    _take(waiting.pop(0), outcome)
            for one in waiting:
                _take(one, outcome)
        return outcome

    def _send(self, actions: Sequence[Action]) -> Outcome:
        outcome, deadline, wait_s = Outcome(), time.monotonic() + self.patience_s, FIRST_WAIT_S
        remaining, trouble = self._attempt(actions, outcome)
        while remaining:
            if time.monotonic() + wait_s > deadline:
                raise StoreError(f"Elasticsearch at {self.access.shown}: {trouble}")
            time.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_WAIT_S)
            remaining, trouble = self._attempt(remaining, outcome)
        return outcome

    def _attempt(self, actions: Sequence[Action], outcome: Outcome) -> tuple[Sequence[Action], str]:
        """Send once; the actions to send again, and why. Raises `StoreError` on what waiting does not mend."""
        try:
            lines: list[Any] = [line for action in actions for line in action.lines]
            response = self.client.options(max_retries=0).bulk(operations=lines, timeout=SERVER_WAITS)
        except (elasticsearch.SSLError, elasticsearch.UnsupportedProductError) as error:
            raise StoreError(f"Elasticsearch at {self.access.shown}: {advice(error)}") from error
        except elasticsearch.TransportError as error:
            return actions, advice(error)
        except ApiError as error:
            if error.status_code in OVERLOADED:
                return actions, advice(error)
            raise StoreError(f"Elasticsearch at {self.access.shown}: {advice(error)}") from error
        items = [next(iter(item.values())) for item in response["items"]]
        return self._sorted_out(list(zip(actions, items, strict=True)), outcome)

    def _sorted_out(self, answers: Sequence[tuple[Action, Mapping[str, Any]]], outcome: Outcome) -> tuple[Sequence[Action], str]:
        again, trouble = [], ""
        for action, item in answers:
            error = item.get("error") or {}
            kind, reason = error.get("type", ""), _full_reason(error)
            if item["status"] < 300 or item["status"] == 409 or (action.source is None and item["status"] == 404):
                outcome.done.append(action.id)
            elif kind == "index_not_found_exception":
                with cluster_errors(self.access):
                    self.make_index(action.index)
                again.append(action)
            elif item["status"] in OVERLOADED or kind == "cluster_block_exception":
                again.append(action)
                trouble = refusal(item["status"], kind, reason)
            elif item["status"] in (401, 403):
                raise StoreError(f"Elasticsearch at {self.access.shown}: {refusal(item['status'], kind, reason)}")
            else:
                outcome.refused[action.id] = f"{kind}: {reason}"
        return again, trouble


def portions(actions: Iterable[Action]) -> Iterator[list[Action]]:
    """Actions in requests of a size that servers like."""
    portion: list[Action] = []
    held_bytes = 0
    for action in actions:
        size = len(action.source or b"")
        if portion and (len(portion) == ACTIONS_AT_ONCE or held_bytes + size > BYTES_AT_ONCE):
            yield portion
            portion, held_bytes = [], 0
        portion.append(action)
        held_bytes += size
    if portion:
        yield portion


def _take(future: Future[Outcome], outcome: Outcome) -> None:
    part = future.result()
    outcome.done.extend(part.done)
    outcome.refused.update(part.refused)


def _full_reason(error: Mapping[str, Any]) -> str:
    """The reason of an error with that of its cause, which names the field."""
    cause = error.get("caused_by") or {}
    return ": ".join(part for part in (error.get("reason"), cause.get("reason")) if part)
