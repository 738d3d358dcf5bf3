"""A watch tells a story once, whatever the order of arrival and however often a segment is done again."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.alerts import ChannelKind, Watch, plan
from araswatch.ledger import Ledger, StoryItem
from araswatch.ledger.alerting import insert_alerts
from araswatch.records import Alert, AlertKind
from araswatch.stories import signature

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WIRE = "The two ministers opened the new bridge over the river near the border town on Tuesday and promised lorries on it by spring."
WATCH = Watch(id="w", name="W", query="bridge")


def item(number: int, text: str = WIRE) -> StoryItem:
    return StoryItem(
        article_id=f"{number:032x}", source_id=f"s{number}", appeared_at=NOON + timedelta(minutes=number), signature=signature(text)
    )


def alert(number: int, **changes: object) -> Alert:
    made = Alert(watch_id="w", article_id=f"{number:032x}", matched_at=NOON, channels=("terminal",), title=f"Title {number}")
    return replace(made, **changes)  # type: ignore[arg-type]


def tell(ledger: Ledger, *numbers: int) -> None:
    ledger.place_stories([item(number) for number in numbers])
    with ledger.writing() as connection:
        insert_alerts(connection, [alert(number) for number in numbers])


def pending_keys(ledger: Ledger) -> list[str]:
    return [one.key for one in ledger.pending("w", "terminal")]


def test_copies_join_the_alert_of_their_story(ledger: Ledger) -> None:
    tell(ledger, 3, 4)
    tell(ledger, 5)
    assert pending_keys(ledger) == [f"w/{3:032x}/new"]
    assert ledger.pending("w", "terminal")[0].sources == 3


def test_a_copy_that_appeared_earlier_renames_the_story_and_alerts_no_more(ledger: Ledger) -> None:
    tell(ledger, 3)
    tell(ledger, 1)
    (one,) = ledger.pending("w", "terminal")
    assert one.key == f"w/{3:032x}/new"
    assert one.story_id == f"{1:032x}"
    tell(ledger, 2)
    assert len(pending_keys(ledger)) == 1


def test_a_segment_done_again_adds_nothing(ledger: Ledger) -> None:
    tell(ledger, 1, 2)
    ledger.settle("w", "terminal", plan(WATCH, ChannelKind.TERMINAL, ledger.pending("w", "terminal"), recent=[], now=NOON), at=NOON)
    tell(ledger, 1, 2)
    assert pending_keys(ledger) == []
    assert len(ledger.outgoing("terminal")) == 1


def test_two_stories_are_two_alerts(ledger: Ledger) -> None:
    other = "A clash at a customs post left lorries waiting all night while officers of both sides argued about papers and tea."
    ledger.place_stories([item(1), item(2, other)])
    with ledger.writing() as connection:
        insert_alerts(connection, [alert(1), alert(2)])
    assert len(pending_keys(ledger)) == 2


def test_each_revision_is_told_once(ledger: Ledger) -> None:
    tell(ledger, 1)
    with ledger.writing() as connection:
        insert_alerts(connection, [alert(1, kind=AlertKind.REVISION, revision=2), alert(1, kind=AlertKind.REVISION, revision=3)])
        insert_alerts(connection, [alert(1, kind=AlertKind.REVISION, revision=3)])
    assert [key.rpartition("/")[2] for key in pending_keys(ledger)] == ["new", "revision-2", "revision-3"]


def test_a_silent_match_tells_nobody(ledger: Ledger) -> None:
    with ledger.writing() as connection:
        insert_alerts(connection, [alert(1, silent=True)])
    assert pending_keys(ledger) == []


def test_a_message_names_the_copies_with_their_lag(ledger: Ledger) -> None:
    tell(ledger, 2)
    (one,) = ledger.pending("w", "terminal")
    (reported,) = ledger.reported([one.alert_id])
    assert reported.title == "Title 2"
    assert reported.copies == ()


@settings(deadline=None, max_examples=40)
@given(order=st.permutations(range(1, 7)), cuts=st.sets(st.integers(1, 5)))
def test_order_and_segments_do_not_change_the_outcome(order: list[int], cuts: set[int]) -> None:
    with Ledger.open("sqlite://") as ledger:
        bounds = [0, *sorted(cuts), 6]
        for start, end in pairwise(bounds):
            tell(ledger, *order[start:end])
        assert len(pending_keys(ledger)) == 1
        assert set(ledger.story_of([f"{number:032x}" for number in order]).values()) == {f"{1:032x}"}


def test_of_two_that_tell_one_story_at_once_the_second_knows_what_the_first_told(ledger: Ledger) -> None:
    """A processor has placed a copy and its alert is on the way; another finds that an earlier copy gives the story a new name."""
    ledger.place_stories([item(2)])

    def other() -> None:
        ledger.place_stories([item(1)])
        with ledger.writing() as connection:
            insert_alerts(connection, [alert(1)])

    with ThreadPoolExecutor() as threads:
        with ledger.writing() as connection:
            insert_alerts(connection, [alert(2)])
            second = threads.submit(other)
            time.sleep(0.5)
        second.result()
    assert pending_keys(ledger) == [f"w/{2:032x}/new"]


def test_alerts_are_numbered_in_the_order_in_which_they_are_there_to_be_read(ledger: Ledger) -> None:
    with ThreadPoolExecutor() as threads:
        with ledger.writing() as connection:
            insert_alerts(connection, [alert(1)])
            second = threads.submit(tell, ledger, 9)
            time.sleep(0.5)
            assert pending_keys(ledger) == []
        second.result()
    assert len(pending_keys(ledger)) == 2
