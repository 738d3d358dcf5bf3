"""A new version of the indices beside the old ones, and the change from one to the other without a pause for readers.

Each old month is copied in order of id while writers go on; what they change meanwhile is found by its sequence number and copied again,
until little is left. Then the old months are closed for writing (writers wait and try again), the rest is copied, counts and a sample are
compared, and one request moves all aliases. The old indices stay until they are dropped. Killed at any moment, the next run goes on where
this one was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from elasticsearch import Elasticsearch

from araswatch.errors import StoreError
from araswatch.stores.document import from_document
from araswatch.stores.elasticsearch.bulk import Action
from araswatch.stores.elasticsearch.connection import cluster_errors
from araswatch.stores.elasticsearch.document import source_of
from araswatch.stores.elasticsearch.indices import install_template, live_indices, template_of
from araswatch.stores.elasticsearch.names import Names
from araswatch.stores.elasticsearch.store import ElasticsearchStore

SAMPLE = 200
FEW = 200
PAGES_AT_ONCE = 10
MOST_ROUNDS = 20
"""Rounds of catching up before writers are held back: at a steady rate of writing each round is shorter than the one before."""

Report = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One month's way from an old index to its new one."""

    month: str
    old: str
    new: str


def migrate(store: ElasticsearchStore, report: Report = lambda _: None) -> int:
    """Bring every month to the store's schema version; returns how many were moved. Idempotent.

    Raises `StoreError`, with the aliases where they were and the old months open again, where the copy differs from what it was made of.
    """
    moved = 0
    with cluster_errors(store.access):
        install_template(store.client, store.names)
        while moves := pending(store.client, store.names):
            for move in moves:
                _copy(store, move, report)
            _change_over(store, moves, report)
            moved += len(moves)
    return moved


def pending(client: Elasticsearch, names: Names) -> list[Move]:
    """The months that are read in another version than `names`."""
    live = live_indices(client, names)
    return [
        Move(month=month, old=index, new=names.index(month)) for index, (month, version) in sorted(live.items()) if version != names.version
    ]


def superseded(client: Elasticsearch, names: Names) -> list[str]:
    """Indices of the installation that no alias reads: what a finished migration left, or an unfinished one has built."""
    every = client.indices.get(index=names.every_index, ignore_unavailable=True, features="aliases").body
    return sorted(index for index, held in every.items() if names.read not in held["aliases"] and names.month_and_version(index))


def drop(store: ElasticsearchStore) -> list[str]:
    """Delete the indices that a finished migration left; returns their names. Raises `StoreError` while a migration is unfinished."""
    with cluster_errors(store.access):
        if pending(store.client, store.names):
            raise StoreError("a migration is unfinished, nothing was dropped: run `araswatch store migrate` first")
        left = superseded(store.client, store.names)
        for index in left:
            store.client.indices.delete(index=index)
        return left


def _copy(store: ElasticsearchStore, move: Move, report: Report) -> None:
    """Copy a month while it is written to, until little is left to copy."""
    state = _state(store, move)
    if not state["copied"]:
        report(f"{move.old}: copying to {move.new}")
        state = _copy_by_id(store, move, state)
    for _ in range(MOST_ROUNDS):
        state, changed = _catch_up(store, move, state)
        report(f"{move.old}: {changed} changed meanwhile")
        if changed <= FEW:
            return


def _copy_by_id(store: ElasticsearchStore, move: Move, state: dict[str, Any]) -> dict[str, Any]:
    """Copy a stretch of ids after the other; what is remembered is written wholly."""
    store.client.indices.refresh(index=move.old)
    pages = store.pages(move.old, {"range": {"id": {"gt": state["after"]}}} if state["after"] else {"match_all": {}})
    while stretch := list(islice(pages, PAGES_AT_ONCE)):
        _write(store, move, iter(stretch))
        state = _remember(store.client, move, state | {"after": stretch[-1][-1]["_id"]})
    return _remember(store.client, move, state | {"copied": True})


def _catch_up(store: ElasticsearchStore, move: Move, state: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Copy what was written since the last time; how many articles that was."""
    reached = _sequence(store.client, move.old)
    store.client.indices.refresh(index=move.old)
    changed = _write(store, move, store.pages(move.old, {"range": {"_seq_no": {"gt": state["sequence"]}}}))
    return _remember(store.client, move, state | {"sequence": reached}), changed


def _write(store: ElasticsearchStore, move: Move, pages: Iterator[Sequence[dict[str, Any]]]) -> int:
    """Write hits of the old index into the new one, made anew from the article; raises `StoreError` where one is refused."""
    outcome = store.bulk().write(
        Action(id=hit["_id"], index=move.new, version=hit["_version"], source=source_of(from_document(hit["_source"])), concrete=True)
        for hits in pages
        for hit in hits
    )
    if outcome.refused:
        id_, reason = next(iter(outcome.refused.items()))
        raise StoreError(f"{move.new} refuses {len(outcome.refused)} articles, nothing was changed over; the first is {id_}: {reason}")
    return len(outcome.done)


def _change_over(store: ElasticsearchStore, moves: Sequence[Move], report: Report) -> None:
    """Hold writers back, copy the rest, compare, and move the aliases."""
    with _closed_for_writing(store.client, [move.old for move in moves]):
        for move in moves:
            _catch_up(store, move, _state(store, move))
            store.client.indices.refresh(index=move.new)
            _forget_removed(store, move)
            _compare(store, move)
        _move_aliases(store.client, store.names, moves)
    report(f"changed over: {', '.join(move.new for move in moves)}")


@contextmanager
def _closed_for_writing(client: Elasticsearch, indices: Sequence[str]) -> Iterator[None]:
    """The block waits for writes that are under way; it is lifted only where the change failed."""
    for index in indices:
        client.indices.add_block(index=index, block="write")
    try:
        yield
    except BaseException:
        client.indices.put_settings(index=",".join(indices), settings={"index.blocks.write": None})
        raise


def _forget_removed(store: ElasticsearchStore, move: Move) -> None:
    """Delete from the new index what was deleted from the old one after it had been copied."""
    if _count(store.client, move.old) == _count(store.client, move.new):
        return
    kept = {hit["_id"] for hits in store.pages(move.old, {"match_all": {}}, source=False) for hit in hits}
    extra = [hit for hits in store.pages(move.new, {"match_all": {}}, source=False) for hit in hits if hit["_id"] not in kept]
    store.bulk().write(Action(id=hit["_id"], index=move.new, version=hit["_version"], source=None, concrete=True) for hit in extra)
    store.client.indices.refresh(index=move.new)


def _compare(store: ElasticsearchStore, move: Move) -> None:
    counts = _count(store.client, move.old), _count(store.client, move.new)
    if counts[0] != counts[1]:
        raise StoreError(
            f"{move.new} holds {counts[1]} articles and {move.old} {counts[0]}: nothing was changed over; delete {move.new}, try again"
        )
    sample = _sample(store.client, move.old)
    copies = _by_ids(store.client, move.new, list(sample))
    if different := [id_ for id_, hit in sample.items() if copies.get(id_) != hit]:
        raise StoreError(
            f"{move.new} differs from {move.old} in article {different[0]}: nothing was changed over; delete {move.new}, try again"
        )


def _move_aliases(client: Elasticsearch, names: Names, moves: Sequence[Move]) -> None:
    """In one step for all months: no search sees an article twice or not at all."""
    actions: list[Mapping[str, Any]] = []
    for move in moves:
        for alias in (names.read, names.write(move.month)):
            actions += [{"remove": {"index": move.old, "alias": alias}}, {"add": {"index": move.new, "alias": alias}}]
    client.indices.update_aliases(actions=actions)


def _state(store: ElasticsearchStore, move: Move) -> dict[str, Any]:
    """How far the copy is, kept in the new index, which is made where it is missing."""
    if not store.client.indices.exists(index=move.new):
        meta = {"schema_version": store.names.version, "after": None, "copied": False, "sequence": _sequence(store.client, move.old)}
        template = template_of(store.names)["template"]
        store.client.indices.create(index=move.new, settings=template["settings"], mappings=template["mappings"] | {"_meta": meta})
    state: dict[str, Any] = store.client.indices.get_mapping(index=move.new)[move.new]["mappings"]["_meta"]
    return state


def _remember(client: Elasticsearch, move: Move, state: dict[str, Any]) -> dict[str, Any]:
    client.indices.put_mapping(index=move.new, meta=state)
    return state


def _sequence(client: Elasticsearch, index: str) -> int:
    """The sequence number up to which every shard has written all: what a refresh does not show yet has a higher one."""
    shards = client.indices.stats(index=index, level="shards")["indices"][index]["shards"].values()
    return min(int(copy["seq_no"]["local_checkpoint"]) for copies in shards for copy in copies if copy["routing"]["primary"])


def _count(client: Elasticsearch, index: str) -> int:
    return int(client.count(index=index)["count"])


def _sample(client: Elasticsearch, index: str) -> dict[str, tuple[Any, int]]:
    query: dict[str, Any] = {"function_score": {"random_score": {}}}
    return _found(client.search(index=index, query=query, size=SAMPLE, version=True).body)


def _by_ids(client: Elasticsearch, index: str, ids: list[str]) -> dict[str, tuple[Any, int]]:
    return _found(client.search(index=index, query={"ids": {"values": ids}}, size=len(ids), version=True).body)


def _found(response: dict[str, Any]) -> dict[str, tuple[Any, int]]:
    """Article and revision by id."""
    return {hit["_id"]: (from_document(hit["_source"]), hit["_version"]) for hit in response["hits"]["hits"]}
