"""Which revision a text is, also when old fetches are read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from araswatch.records import Article, Removed
from araswatch.revisions import Change, Revision, is_revised, only_on, place, text_digest

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
HISTORY = [Revision(number=1, digest="a", seen_at=NOON), Revision(number=2, digest="b", seen_at=NOON + HOUR)]


def test_the_first_text_is_new() -> None:
    assert place([], "a", NOON) == (1, Change.NEW)


def test_a_changed_text_is_a_revision() -> None:
    assert place(HISTORY, "c", NOON + 2 * HOUR) == (3, Change.REVISED)


def test_a_text_that_comes_back_is_a_revision_again() -> None:
    assert place(HISTORY, "a", NOON + 2 * HOUR) == (3, Change.REVISED)


def test_the_same_text_is_none() -> None:
    assert place(HISTORY, "b", NOON + 2 * HOUR) == (2, Change.SAME)


def test_old_fetches_read_again_stay_what_they_were() -> None:
    assert place(HISTORY, "a", NOON) == (1, Change.SAME)
    assert place(HISTORY, "b", NOON + HOUR) == (2, Change.SAME)


def test_an_older_text_never_seen_changes_nothing() -> None:
    assert place(HISTORY, "x", NOON + HOUR / 2) == (1, Change.OLDER)
    assert place(HISTORY, "x", NOON - HOUR) == (1, Change.OLDER)


def test_looks_do_not_make_a_revision() -> None:
    assert text_digest("Aras", "Two  bridges\nopen") == text_digest("ARAS", "Two bridges open")
    assert text_digest("Aras", "Two bridges open") != text_digest("Aras", "Three bridges open")


BODY = "The ministers opened the bridge on Tuesday after three years of building.\nIt carries both road and rail, and a path for walkers."


def test_prices_counters_and_teasers_make_no_revision() -> None:
    assert text_digest("Bridge", BODY) == text_digest("Bridge", f"only 14,90 a month\n{BODY}\n1,204 readers")


def test_a_changed_word_or_headline_makes_one() -> None:
    assert text_digest("Bridge", BODY) != text_digest("Bridge", BODY.replace("three", "four"))
    assert text_digest("Bridge", BODY) != text_digest("Bridge opened", BODY)


def test_of_a_text_in_short_lines_every_line_counts() -> None:
    assert text_digest("Song", "Snow on the hill\nand no road home") != text_digest("Song", "Snow on the hill\nand a road home")


OFFER = "Read all of our reports from the river for three months at half the price."


def article(text: str, *removed: str, title: str = "Bridge") -> Article:
    blocks = tuple(Removed(kind="other", text=one) for one in removed)
    return Article(id="1" * 32, url="u", canonical_url="u", source_id="s", title=title, text=text, fetched_at=NOON, removed=blocks)


def test_a_paragraph_taken_for_the_text_or_not_is_no_change_of_the_page() -> None:
    assert not is_revised(article(BODY, OFFER), article(f"{OFFER}\n{BODY}"))
    assert not is_revised(article(f"{OFFER}\n{BODY}"), article(BODY, OFFER))
    assert not is_revised(article(BODY, *OFFER.split(" of ")), article(f"{OFFER.replace(' of ', ' ')}\n{BODY}"))


def test_a_changed_paragraph_is_a_change_even_where_it_is_taken_for_something_else() -> None:
    first, second = BODY.split("\n")
    assert is_revised(article(BODY), article(BODY.replace("three", "four")))
    assert is_revised(article(BODY), article(first, f"{second} It closes on Sunday."))
    assert is_revised(article(BODY), article(f"{BODY}\nNobody was hurt that day."))
    assert is_revised(article(BODY), article(first))
    assert is_revised(article(BODY), article(BODY, title="Bridge opened"))


def test_paragraphs_in_another_order_are_no_change() -> None:
    assert not is_revised(article(BODY), article("\n".join(reversed(BODY.split("\n")))))


def test_what_is_only_on_one_page_leaves_out_what_moved_or_was_taken_for_something_else() -> None:
    first, second = BODY.split("\n")
    before, after = article(f"{first}\n2 : 1\n{second}", OFFER), article(f"{OFFER}\n{second}\n3 : 1\n{first} It rained.")
    assert only_on(before, after) == ["2 : 1"]
    assert only_on(after, before) == ["3 : 1", f"{first} It rained."]
