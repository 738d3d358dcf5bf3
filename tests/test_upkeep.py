"""Which segments are read and which are merged follows from their names and sizes alone."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from araswatch.upkeep import AUDIT_DAYS, MERGED_BYTES, audited_on, plan_merges

DAY = date(2026, 11, 24)
NAMES = st.builds("202611{:02}/crawl-{}.warc.gz".format, st.integers(20, 26), st.integers(0, 10**6))


@given(st.lists(NAMES, unique=True))
def test_every_segment_is_audited_once_a_cycle(names: list[str]) -> None:
    read = [name for number in range(AUDIT_DAYS) for name in audited_on(names, DAY + timedelta(days=number))]
    assert sorted(read) == sorted(names)


@given(st.dictionaries(NAMES, st.integers(0, MERGED_BYTES)))
def test_merges_are_of_one_past_day_and_of_a_bounded_size(sizes: dict[str, int]) -> None:
    merges = plan_merges(sizes, before=DAY)
    parts = [part for one in merges for part in one.parts]
    assert len(parts) == len(set(parts))
    for one in merges:
        assert {part.partition("/")[0] for part in one.parts} == {one.name.partition("/")[0]}
        assert one.name < "20261124"
        assert len(one.parts) > 1
        assert sum(sizes[part] for part in one.parts) <= MERGED_BYTES


def test_what_was_merged_is_not_merged_again() -> None:
    (one,) = plan_merges({"20261120/a.warc.gz": 1, "20261120/b.warc.gz": 1}, before=DAY)
    assert plan_merges({one.name: 2}, before=DAY) == []
