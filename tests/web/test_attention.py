"""Attention, gaps and what is unusual; bars, differences and the map."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from araswatch.records import Article, Removed
from araswatch.urls import article_id
from araswatch.web.attention import attention, collection_gaps, days_covered, unusual
from araswatch.web.differences import Part, differences, revision_differences
from araswatch.web.labels import read_labels
from araswatch.web.maps import region_map, world
from araswatch.web.timeline import timeline
from tests.web import sample

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 20)
DAYS = [FIRST + timedelta(days=offset) for offset in range(20)]
days = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def test_a_day_without_the_crawler_is_a_gap_even_where_articles_came_later() -> None:
    coverage = dict.fromkeys(DAYS, 40)
    collected = {at: 50 for at in DAYS if at not in DAYS[5:8]}
    (gap,) = collection_gaps(coverage, collected, began=FIRST, first=FIRST, last=LAST)
    assert (gap.since, gap.until, gap.reason, gap.partial) == (DAYS[5], DAYS[7], "the crawler did not run", True)


def test_a_day_without_articles_is_told_from_one_that_was_caught_up_in_part() -> None:
    coverage = dict.fromkeys(DAYS, 40) | dict.fromkeys(DAYS[5:7], 0)
    collected = {at: 50 for at in DAYS if at not in DAYS[5:8]}
    gaps = collection_gaps(coverage, collected, began=FIRST, first=FIRST, last=LAST)
    assert [(gap.since, gap.until, gap.partial) for gap in gaps] == [(DAYS[5], DAYS[6], False), (DAYS[7], DAYS[7], True)]


def test_a_trickle_is_a_gap_and_a_weekend_is_not() -> None:
    coverage = dict.fromkeys(DAYS, 40) | {DAYS[3]: 5, DAYS[9]: 22}
    (gap,) = collection_gaps(coverage, dict.fromkeys(DAYS, 50), began=FIRST, first=FIRST, last=LAST)
    assert (gap.since, gap.until, gap.partial) == (DAYS[3], DAYS[3], True)


def test_before_collecting_began_and_today_are_told_apart() -> None:
    gaps = collection_gaps({}, dict.fromkeys(DAYS[10:19], 9), began=DAYS[10], first=FIRST, last=LAST)
    assert [(gap.since, gap.until, gap.reason) for gap in gaps] == [(DAYS[0], DAYS[9], "before collecting began")]


def test_the_days_before_collecting_began_are_known_in_part_since_the_first_article() -> None:
    """A feed lists what is older than the crawler: some days of it by chance have nothing, and are known no less for that."""
    gaps = collection_gaps({DAYS[4]: 2, DAYS[8]: 3}, {DAYS[10]: 9}, began=DAYS[10], first=FIRST, last=DAYS[10])
    assert [(gap.since, gap.until, gap.partial) for gap in gaps] == [(DAYS[0], DAYS[3], False), (DAYS[4], DAYS[9], True)]


def test_share_is_unknown_without_coverage() -> None:
    with_coverage, without = attention({DAYS[0]: 2}, {DAYS[0]: 8}, first=DAYS[0], last=DAYS[1])
    assert (with_coverage.share, without.share) == (0.25, None)


def test_unusual_names_what_stands_out() -> None:
    now = {"theme": {"drills": 30, "trade": 10, "new": 4}}
    before = {"theme": {"drills": 20, "trade": 40, "quiet": 60}}
    found = {one.value: one.score for one in unusual(now, before, weeks=4)}
    assert found["drills"] > 0
    assert found["quiet"] < 0
    assert found["new"] > 0
    assert "trade" not in found


@given(st.dictionaries(days, st.integers(1, 50), max_size=30), days, days)
def test_bars_hold_every_article_once(counts: dict[date, int], one: date, other: date) -> None:
    first, last = min(one, other), max(one, other)
    shown = timeline(counts, first=first, last=last)
    assert sum(bar.count for bar in shown.bars) == sum(count for at, count in counts.items() if first <= at <= last)
    assert (shown.bars[0].since, shown.bars[-1].until) == (first, last)
    assert all(before.until + timedelta(days=1) == after.since for before, after in zip(shown.bars, shown.bars[1:], strict=False))


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_differences_give_both_texts_back(before: str, after: str) -> None:
    paragraphs = differences(before, after)
    for part, text in ((Part.ADDED, before), (Part.GONE, after)):
        kept = "".join(piece.text for pieces in paragraphs for piece in pieces if piece.part is not part)
        assert kept.replace(" ", "") == "".join(text.split())


def test_a_paragraph_that_stands_on_both_pages_is_no_change() -> None:
    first, second, third = (f"The {word} paragraph of the report is long enough to be told apart." for word in ("first", "second", "third"))
    before = page_article(f"{first}\n{second}\n{third}")
    aside = page_article(f"{first}\n{third}", Removed(kind="related", text=second))
    for one, other in ((before, aside), (aside, before)):
        assert {piece.part for pieces in revision_differences(one, other) for piece in pieces} == {Part.SAME}
    cut = revision_differences(before, page_article(f"{first}\n{third}"))
    assert [piece.text for pieces in cut for piece in pieces if piece.part is Part.GONE] == [second]


def page_article(text: str, *removed: Removed) -> Article:
    url = "https://x.example/report"
    return Article(
        id=article_id(url), url=url, canonical_url=url, source_id="x", title="The report", text=text, fetched_at=sample.NOW, removed=removed
    )


def test_the_map_shows_what_was_counted() -> None:
    drawn = region_map({"IR": 90, "AZ": 80, "IR-03": 20, "caspian": 5, "RU": 3}, lambda code: f"/{code}")
    links = {country.code: country.url for country in drawn.countries if country.url}
    assert links == {"IR": "/IR", "AZ": "/AZ", "RU": "/RU"}
    assert {country.code for country in drawn.countries if country.labelled} >= {"IR", "AZ"}
    assert drawn.box[2] < 1_000
    assert region_map({}, str).box[2] > 3_000
    assert len(world()) > 200


def test_only_days_of_which_anything_was_collected_make_a_mean() -> None:
    assert days_covered({DAYS[2]: 4, DAYS[3]: 0, DAYS[19]: 1}, first=DAYS[0], last=DAYS[9]) == 1


def test_a_province_is_called_by_its_own_name() -> None:
    labels = read_labels(())
    assert (labels.region("IR-03"), labels.region("TR-34"), labels.region("caspian")) == ("East Azerbaijan", "Istanbul", "Caspian")
