"""Stories grow together, are named by their earliest article, and the store learns every new name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.ledger import Ledger, StoryItem
from araswatch.ledger.connection import insert_new
from araswatch.ledger.stories import MOST_SHARING, settle_labels
from araswatch.ledger.tables import articles
from araswatch.stories import signature

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
PARTS = [
    "the ministers met in the old customs house beside the river and spoke for two hours about the new bridge and its tolls",
    "farmers on both banks complained that the water had been turned off without notice while the maize was still green",
    "a poet read verses about the snow to an audience of soldiers who had expected a film with horses and a happy end",
    "the railway said that trains would run again on sunday once the last sleepers had been laid in the tunnel under the pass",
]


def item(number: int, *parts: int, minute: int | None = None) -> StoryItem:
    text = ". ".join(PARTS[part] for part in parts)
    minutes = timedelta(minutes=number if minute is None else minute)
    return StoryItem(article_id=f"{number:032x}", source_id=f"s{number}", appeared_at=NOON + minutes, signature=signature(text))


def name(number: int) -> str:
    return f"{number:032x}"


def test_a_bridge_between_two_stories_makes_them_one(ledger: Ledger) -> None:
    ledger.place_stories([item(1, 0), item(2, 1)])
    assert ledger.story_of([name(1), name(2)]) == {name(1): name(1), name(2): name(2)}
    placed = ledger.place_stories([item(3, 0, 1)])
    assert placed.story_of == {name(3): name(1)}
    assert placed.renamed == {name(2): name(1)}


def test_new_names_are_said_until_the_store_has_them(ledger: Ledger) -> None:
    ledger.place_stories([item(1, 0), item(2, 1)])
    ledger.place_stories([item(3, 0, 1)])
    again = ledger.place_stories([])
    assert again.renamed == {name(2): name(1), name(3): name(1)}
    with ledger.writing() as connection:
        settle_labels(connection, again.renamed)
    assert ledger.place_stories([]).renamed == {}


def test_a_store_that_was_told_an_old_name_late_is_told_again(ledger: Ledger) -> None:
    ledger.place_stories([item(2, 1)])
    ledger.place_stories([item(1, 1)])
    with ledger.writing() as connection:
        settle_labels(connection, {name(2): name(2)})
    assert ledger.place_stories([]).renamed[name(2)] == name(1)


def test_a_revised_text_is_found_by_what_it_says_now(ledger: Ledger) -> None:
    ledger.place_stories([item(1, 0)])
    ledger.place_stories([item(1, 2)])
    assert ledger.place_stories([item(2, 2)]).story_of == {name(2): name(1)}


def test_articles_without_a_signature_stay_alone(ledger: Ledger) -> None:
    short = [StoryItem(article_id=name(number), source_id="s", appeared_at=NOON, signature=signature("Read on")) for number in (1, 2)]
    assert ledger.place_stories(short).story_of == {name(1): name(1), name(2): name(2)}


def test_a_copy_is_found_among_many_that_share_a_frame(ledger: Ledger) -> None:
    frame = " ".join(f"frame{number}" for number in range(20))
    framed = [
        StoryItem(
            article_id=name(number),
            source_id="s",
            appeared_at=NOON,
            signature=signature(f"{' '.join(f'w{number}x{place}' for place in range(90))} {frame}"),
        )
        for number in range(3 * MOST_SHARING)
    ]
    ledger.place_stories(framed)
    copies = [replace(one, article_id=name(1_000 + number)) for number, one in enumerate(framed)]
    placed = ledger.place_stories(copies).story_of
    assert placed == {copy.article_id: one.article_id for copy, one in zip(copies, framed, strict=True)}


def test_old_articles_are_not_found_as_copies_any_more_and_keep_their_story(ledger: Ledger) -> None:
    ledger.place_stories([item(1, 0), item(2, 0), item(3, 1)])
    rows = [
        {"article_id": name(number), "url_id": name(number), "source_id": "s", "title": "t", "first_seen_at": seen, "revision": 1}
        for number, seen in ((1, NOON - timedelta(days=70)), (2, NOON - timedelta(days=70)), (3, NOON))
    ]
    with ledger.writing() as connection:
        insert_new(connection, articles, rows)
    before = NOON - timedelta(days=60)
    assert [ledger.forget_bands(before, limit=1), ledger.forget_bands(before)] == [2, 0]
    assert ledger.place_stories([item(4, 0), item(5, 1)]).story_of == {name(4): name(4), name(5): name(3)}
    assert ledger.story_of([name(1), name(2)]) == {name(1): name(1), name(2): name(1)}


ITEMS = [item(1, 0), item(2, 0, minute=9), item(3, 0, 1), item(4, 1, minute=0), item(5, 2), item(6, 2, 3), item(7, 3), item(8, 3, minute=2)]


@settings(deadline=None, max_examples=40)
@given(order=st.permutations(ITEMS), size=st.integers(1, 8), again=st.integers(0, 7))
def test_the_outcome_is_the_same_in_any_order_and_repeated(order: list[StoryItem], size: int, again: int) -> None:
    with Ledger.open("sqlite://") as ledger:
        for start in range(0, len(order), size):
            ledger.place_stories(order[start : start + size])
        ledger.place_stories(order[again : again + 1])
        placed = ledger.story_of([one.article_id for one in ITEMS])
    first, second = [name(number) for number in (1, 2, 3, 4)], [name(number) for number in (5, 6, 7, 8)]
    assert placed == dict.fromkeys(first, name(4)) | dict.fromkeys(second, name(8))
