"""Sources become shards that keep hosts together and put failing sources last."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from araswatch.shards import MOST_CHUNKS, DueSource, Patience, chunked, plan_shards, run_name

SOURCES = st.lists(
    st.builds(DueSource, id=st.uuids().map(str), host=st.sampled_from("abcdefgh"), is_failing=st.booleans()), unique_by=lambda one: one.id
)


@given(SOURCES, st.integers(1, 10))
def test_every_source_is_in_one_shard_and_a_host_is_not_split(due: list[DueSource], size: int) -> None:
    shards = plan_shards(due, "run", size=size)
    placed = [source for shard in shards for source in shard.source_ids]
    assert sorted(placed) == sorted(source.id for source in due)
    assert len({shard.name for shard in shards}) == len(shards)
    of = {source.id: source for source in due}
    for failing in (False, True):
        hosts = Counter(host for shard in shards for host in {of[one].host for one in shard.source_ids if of[one].is_failing is failing})
        assert set(hosts.values()) <= {1}


@given(SOURCES)
def test_failing_sources_come_last_and_by_themselves(due: list[DueSource]) -> None:
    failing = {source.id for source in due if source.is_failing}
    kinds = [{one in failing for one in shard.source_ids} for shard in plan_shards(due, "run")]
    assert all(len(kind) == 1 for kind in kinds)
    flat = [kind.pop() for kind in kinds]
    assert flat == sorted(flat)


@given(st.integers(0, 5000), st.integers(1, 50))
def test_chunks_hold_everything_in_order_and_can_be_mapped(count: int, size: int) -> None:
    keys = [f"{number:05}" for number in range(count)]
    chunks = chunked(keys, size)
    assert [key for chunk in chunks for key in chunk] == keys
    assert len(chunks) <= MOST_CHUNKS


def test_runs_and_waves_have_names_of_their_own() -> None:
    names = {run_name(run, wave) for run in ("scheduled__1", "scheduled__2") for wave in (1, 2)}
    assert len(names) == 4
    assert run_name("scheduled__1", 1) == run_name("scheduled__1", 1)


def test_a_shard_ends_when_only_laggards_are_left_and_at_the_latest_after_its_slice() -> None:
    patience = Patience(slice_s=60, quiet_s=10)

    def is_over(found: int, archived: int, seconds: float) -> bool:
        patience.observe({"found": found, "archived": archived, "seconds": seconds})
        return patience.is_over

    assert not is_over(0, 0, 25)
    assert not any(is_over(5, second, second) for second in range(26, 40))
    assert not is_over(5, 39, 48)
    assert is_over(5, 39, 49)
    assert not is_over(6, 39, 50)
    assert is_over(9, 60, 60)
