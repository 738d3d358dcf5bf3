"""Which of the found articles stand on a page, and where the next page begins."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from araswatch.stores import SearchRequest, Sort, cursor
from araswatch.stores.sqlite.columns import Columns, Integers, Mask

Ranked = list[tuple[int, float]]
"""Docids with their scores, in order."""

KEPT_ORDERS = 16


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders by relevance that are remembered for their next pages, since scores shift a little with every article added."""

    held: OrderedDict[str, Integers] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: str) -> Integers | None:
        return self.held.get(key)

    def keep(self, key: str, order: Integers) -> None:
        with self.lock:
            self.held[key] = order
            if len(self.held) > KEPT_ORDERS:
                self.held.popitem(last=False)


def page_by_time(request: SearchRequest, columns: Columns, mask: Mask) -> tuple[Ranked, str | None]:
    """A page by date, equal dates by docid. The cursor is the last article's date and docid."""
    positions = np.flatnonzero(mask)
    sign = -1 if request.sort is Sort.NEWEST else 1
    times, docids = sign * columns.dates_ms[positions], columns.docids[positions]
    if request.after:
        time, docid = cursor.decode(request.after, (int, int))
        later = (times > time) | ((times == time) & (docids > docid))
        times, docids = times[later], docids[later]
    first = _smallest(times, docids, request.limit)
    more = len(docids) > len(first) > 0
    return [(int(docids[index]), 0.0) for index in first], cursor.encode(int(times[first[-1]]), int(docids[first[-1]])) if more else None


def page_by_relevance(
    request: SearchRequest, columns: Columns, scores: NDArray[np.float64], mask: Mask, orders: Orders
) -> tuple[Ranked, str | None]:
    """A page by score, equal scores newest first.

    The cursor names the first page's order, and the last article in case that order is forgotten.
    """
    key, start, last = f"{columns.version} {request.query.text}", 0, -1
    if request.after:
        key, start, last = cursor.decode(request.after, (str, int, int))
    order = orders.get(key)
    if order is None:
        order = _ranked(columns, np.flatnonzero(mask), scores)
        orders.keep(key, order)
        start = _after(order, last, start)
    page = order[start : start + request.limit]
    end = start + len(page)
    following = cursor.encode(key, end, int(page[-1])) if len(page) > 0 and end < len(order) else None
    found = page[mask[columns.positions[page]]]
    return list(zip(found.tolist(), scores[columns.positions[found]].tolist(), strict=True)), following


def _ranked(columns: Columns, positions: NDArray[np.intp], scores: NDArray[np.float64]) -> Integers:
    return columns.docids[positions[np.lexsort((columns.docids[positions], -columns.dates_ms[positions], -scores[positions]))]]


def _after(order: Integers, last: int, otherwise: int) -> int:
    """Where an order goes on after an article."""
    places = np.flatnonzero(order == last)
    return int(places[0]) + 1 if len(places) else otherwise


def _smallest(times: Integers, docids: Integers, count: int) -> NDArray[np.intp]:
    """Indices of the first `count` by time, then docid, without sorting the rest."""
    if len(times) <= count or not count:
        return np.lexsort((docids, times))[:count]
    near = np.flatnonzero(times <= np.partition(times, count - 1)[count - 1])
    return near[np.lexsort((docids[near], times[near]))[:count]]
