"""The part of a source's URLs that is held in memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from araswatch.records import Candidate
from crawlers.backlog import IN_FLIGHT, ROOM, Backlog


def candidates(*numbers: int) -> list[Candidate]:
    return [Candidate(url=f"https://a.example/{number}", source_id="a", via="https://a.example/feed") for number in numbers]


@given(st.lists(st.lists(st.integers(0, 20), max_size=30), max_size=5))
def test_whatever_is_offered_how_often_is_taken_once(offers: list[list[int]]) -> None:
    backlog = Backlog()
    taken = []
    for numbers in offers:
        backlog.offer(candidates(*numbers))
        while (candidate := backlog.take()) is not None:
            taken.append(candidate.url)
            backlog.in_flight -= 1
    assert sorted(taken) == sorted({candidate.url for numbers in offers for candidate in candidates(*numbers)})


def test_few_are_under_way_and_the_surplus_stays_in_the_ledger() -> None:
    backlog = Backlog(elsewhere=False)
    backlog.offer(candidates(*range(ROOM + 10)))
    assert backlog.elsewhere
    assert backlog.held == ROOM
    assert sum(backlog.take() is not None for _ in range(ROOM)) == IN_FLIGHT


def test_a_url_may_come_again_once_its_fate_is_settled() -> None:
    backlog = Backlog()
    backlog.offer(candidates(1))
    assert backlog.take() is not None
    assert backlog.offer(candidates(1)) == 0
    backlog.settle("https://a.example/1")
    assert backlog.offer(candidates(1)) == 1


def test_what_two_sources_name_is_taken_by_the_first() -> None:
    taken: set[str] = set()
    one, other = Backlog(taken=taken), Backlog(taken=taken)
    assert one.offer(candidates(1, 2)) == 2
    assert other.offer(candidates(2, 3)) == 1
    one.settle("https://a.example/2")
    assert other.offer(candidates(2)) == 1
