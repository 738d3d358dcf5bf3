"""What changed, as a person reads it."""

from __future__ import annotations

from datetime import UTC, datetime

from araswatch.alerts.changes import MOST_LINES, readable_changes
from araswatch.records import Article, Removed

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
OPENED = "The bridge over the river was opened on Tuesday after three years."
LORRIES = "The first lorries crossed it before noon, with apples from the southern valleys."
OFFER = "Read all of our reports from the river for three months at half the price."


def article(*paragraphs: str, beside: tuple[str, ...] = (), title: str = "Bridge opened") -> Article:
    removed = tuple(Removed(kind="advertisement", text=one) for one in beside)
    return Article(
        id="1" * 32, url="u", canonical_url="u", source_id="s", title=title, text="\n".join(paragraphs), fetched_at=NOON, removed=removed
    )


def test_the_headline_comes_first_then_each_paragraph_as_it_was_and_is() -> None:
    four = OPENED.replace("three", "four")
    assert readable_changes(article(OPENED, LORRIES), article(four, LORRIES, title="Bridge opens")) == (
        "- Bridge opened",
        "+ Bridge opens",
        f"- {OPENED}",
        f"+ {four}",
    )


def test_a_paragraph_that_was_taken_for_an_advertisement_once_is_no_change() -> None:
    assert readable_changes(article(OPENED, LORRIES, beside=(OFFER,)), article(OPENED, OFFER, LORRIES)) == ()
    assert readable_changes(article(OPENED, OFFER, LORRIES), article(OPENED, LORRIES, beside=(OFFER,))) == ()


def test_a_paragraph_that_moved_or_changed_in_case_alone_is_no_change() -> None:
    assert readable_changes(article(OPENED, LORRIES), article(LORRIES.upper(), OPENED)) == ()


def test_a_new_sentence_in_an_advertisement_that_became_text_is_a_change() -> None:
    assert readable_changes(article(OPENED, beside=(OFFER,)), article(OPENED, f"{OFFER} Two were hurt.")) == (f"+ {OFFER} Two were hurt.",)


def test_many_changes_are_cut_and_counted() -> None:
    changed = readable_changes(article(OPENED), article(*(f"Lorry number {number} crossed the river before noon." for number in range(40))))
    assert len(changed) == MOST_LINES + 1
    assert changed[-1] == "… and 29 more changed lines"
