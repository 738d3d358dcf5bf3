"""What every store promises, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from araswatch.errors import StoreError
from araswatch.query import Query
from araswatch.records import StoredArticle
from araswatch.stores import FACETS, Interval, SearchRequest, SearchResult, Sort, Store

Make = Callable[..., StoredArticle]
Ask = Callable[[str], Query]


def put(store: Store, *articles: StoredArticle) -> None:
    assert set(store.put(articles).written) == {article.id for article in articles}
    store.refresh()


def ids(result: SearchResult) -> list[str]:
    return [hit.article.id for hit in result.hits]


def test_gives_back_what_was_put(store: Store, article: Make) -> None:
    stored = article("a", "War games on the Aras", "Azerbaijan and Iran.", about=["AZ", "IR"], authors=("Leyla Əliyeva",), pairs=["AZ-IR"])
    put(store, stored)
    assert store.get([stored.id, "absent"]) == {stored.id: stored}


def test_keeps_offset_and_microseconds_of_dates(store: Store, article: Make) -> None:
    at = datetime(2026, 3, 2, 10, 15, 30, 123456, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    put(store, article("a", published=at))
    (held,) = store.get([article("a").id]).values()
    published = held.tagged.article.published
    assert published is not None
    assert (published.at, published.at.utcoffset()) == (at, at.utcoffset())


def test_putting_again_changes_nothing(store: Store, article: Make, query: Ask) -> None:
    for _ in range(3):
        put(store, article("a", "Aras"), article("b", "Aras"))
    assert store.search(SearchRequest(query=query("aras"))).total == 2
    assert store.health().articles == 2


def test_a_newer_revision_replaces(store: Store, article: Make, query: Ask) -> None:
    put(store, article("a", "First title", "old words", themes=["energy"]))
    put(store, article("a", "Second title", "new words", themes=["trade"], revision=2))
    for text, total in {"first": 0, "old": 0, "theme:energy": 0, "second": 1, "new": 1, "theme:trade": 1}.items():
        assert store.search(SearchRequest(query=query(text))).total == total, text


def test_an_older_revision_never_replaces_a_newer(store: Store, article: Make) -> None:
    newer = article("a", "Second", revision=2)
    put(store, newer)
    put(store, article("a", "First", revision=1))
    assert store.get([newer.id]) == {newer.id: newer}


def test_one_batch_may_hold_several_revisions(store: Store, article: Make) -> None:
    newest = article("a", "Third", revision=3)
    store.put([article("a", "First"), newest, article("a", "Second", revision=2)])
    store.refresh()
    assert store.get([newest.id]) == {newest.id: newest}


def test_refuses_what_no_store_can_hold_and_writes_the_rest(store: Store, article: Make) -> None:
    good, bad = article("good", "Aras"), article("bad", "half a pair: \ud800")
    report = store.put([bad, good])
    assert report.written == (good.id,)
    assert "surrogate" in report.refused[bad.id]


def test_total_is_exact_and_limit_holds(store: Store, article: Make, query: Ask) -> None:
    put(store, *(article(f"a{number}", "Aras") for number in range(25)))
    result = store.search(SearchRequest(query=query("aras"), limit=10))
    assert (result.total, len(result.hits)) == (25, 10)


@pytest.mark.parametrize("sort", list(Sort))
def test_pages_give_each_article_once_while_others_are_added(store: Store, article: Make, query: Ask, sort: Sort) -> None:
    old = [
        article(f"a{number}", "Aras " * (number % 5 + 1), published=datetime(2026, 1, number % 7 + 1, tzinfo=UTC)) for number in range(30)
    ]
    put(store, *old)
    request = SearchRequest(query=query("aras"), limit=7, sort=sort)
    result = store.search(request)
    seen = ids(result)
    while result.next:
        put(store, article(f"new{len(seen)}", "Aras", published=datetime(2026, 1, 4, tzinfo=UTC)))
        result = store.search(replace(request, after=result.next))
        seen += ids(result)
    assert len(seen) == len(set(seen))
    assert {stored.id for stored in old} <= set(seen)


def test_sorts_by_time_of_publication_or_first_sight(store: Store, article: Make, query: Ask) -> None:
    undated = article("undated", "Aras", published=None, first_seen_at=datetime(2026, 1, 2, tzinfo=UTC))
    first, last = (article(slug, "Aras", published=datetime(2026, 1, day, tzinfo=UTC)) for slug, day in (("first", 1), ("last", 3)))
    put(store, last, undated, first)
    assert ids(store.search(SearchRequest(query=query("aras"), sort=Sort.OLDEST))) == [first.id, undated.id, last.id]
    assert ids(store.search(SearchRequest(query=query("*"), sort=Sort.NEWEST))) == [last.id, undated.id, first.id]


def test_a_word_in_the_title_is_worth_more(store: Store, article: Make, query: Ask) -> None:
    filler = " ".join(f"word{number}" for number in range(40))
    text, title = article("text", filler, f"{filler} aras"), article("title", f"aras {filler}", filler)
    put(store, text, title, article("other", filler, filler))
    assert ids(store.search(SearchRequest(query=query("aras")))) == [title.id, text.id]


def test_refuses_a_cursor_that_is_not_its_own(store: Store, query: Ask) -> None:
    for cursor in ("nonsense", "W10", "é"):
        with pytest.raises(StoreError, match="cursor"):
            store.search(SearchRequest(query=query("*"), after=cursor))


def test_marks_what_was_found(store: Store, article: Make, query: Ask) -> None:
    put(store, article("a", "War games near Nakhchivan", "Nothing here. The war  games began in İran’s north! Then rain."))
    (hit,) = store.search(SearchRequest(query=query('"war games"'))).hits
    assert hit.title_highlighted == "\2War games\3 near Nakhchivan"
    assert hit.snippets == ("The \2war  games\3 began in İran’s north!",)


def test_counts_facets_of_everything_found(store: Store, article: Make, query: Ask) -> None:
    shared = {
        "about": ["AZ"],
        "mention": ["IR"],
        "themes": ["energy"],
        "source_kind": "blog",
        "authors": ("Ann Lee", "Bob Ray"),
        "pairs": ["AZ-IR"],
    }
    first = article("a", "Aras", host="www.one.example", **shared)
    put(store, first, article("b", "Aras", host="two.example", language="fa", story_id=first.id, **shared), article("c", "Kura", **shared))
    facets = store.search(SearchRequest(query=query("aras"), limit=0, facets=FACETS)).facets
    assert facets == {
        "source": {"example": 2}, "host": {"one.example": 1, "two.example": 1}, "language": {"en": 1, "fa": 1}, "region": {"AZ": 2},
        "mention": {"AZ": 2, "IR": 2}, "pair": {"AZ-IR": 2}, "theme": {"energy": 2}, "kind": {"blog": 2},
        "author": {"Ann Lee": 2, "Bob Ray": 2}, "story": {first.id: 2},
    }  # fmt: skip


def test_facets_are_cut_after_the_most_frequent(store: Store, article: Make, query: Ask) -> None:
    put(store, *(article(f"{theme}{number}", themes=[theme]) for theme, count in (("a", 1), ("b", 3), ("c", 2)) for number in range(count)))
    facets = store.search(SearchRequest(query=query("*"), facets=["theme"], facet_size=2)).facets
    assert list(facets["theme"].items()) == [("b", 3), ("c", 2)]


def test_names_words_that_are_telling_of_what_was_found(store: Store, article: Make, query: Ask) -> None:
    put(store, *(article(f"aras{number}", "Aras", f"the bridge of khodaafarin number{number} is open") for number in range(6)))
    put(store, *(article(f"other{number}", "Kura", f"the road of ganja number{number} is closed") for number in range(30)))
    words = store.search(SearchRequest(query=query("title:aras"), limit=0, significant=3)).significant
    assert set(words) == {"bridge", "khodaafarin", "open"}


def test_an_unknown_facet_is_an_error(store: Store, query: Ask) -> None:
    with pytest.raises(StoreError, match="unknown facet"):
        store.search(SearchRequest(query=query("*"), facets=["colour"]))


@pytest.mark.parametrize(
    ("interval", "starts"),
    [
        (Interval.HOUR, {"2026-03-01T23:00+04:00": 1, "2026-03-02T00:00+04:00": 2, "2026-04-06T09:00+04:00": 1}),
        (Interval.DAY, {"2026-03-01T00:00+04:00": 1, "2026-03-02T00:00+04:00": 2, "2026-04-06T00:00+04:00": 1}),
        (Interval.WEEK, {"2026-02-23T00:00+04:00": 1, "2026-03-02T00:00+04:00": 2, "2026-04-06T00:00+04:00": 1}),
        (Interval.MONTH, {"2026-03-01T00:00+04:00": 3, "2026-04-01T00:00+04:00": 1}),
    ],
)
def test_counts_over_time_in_a_zone(store: Store, article: Make, query: Ask, interval: Interval, starts: dict[str, int]) -> None:
    baku = ZoneInfo("Asia/Baku")
    times = [datetime(2026, 3, 1, 23, 59), datetime(2026, 3, 2, 0, 0), datetime(2026, 3, 2, 0, 30), datetime(2026, 4, 6, 9)]  # noqa: DTZ001
    put(store, *(article(f"a{number}", published=at.replace(tzinfo=baku)) for number, at in enumerate(times)))
    histogram = store.search(SearchRequest(query=query("*"), histogram=interval, timezone="Asia/Baku")).histogram
    assert list(histogram.items()) == [(datetime.fromisoformat(start), count) for start, count in starts.items()]


def test_days_are_local_where_the_clocks_change(store: Store, article: Make, query: Ask) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    times = [
        datetime(2026, 10, 25, 0, 30, tzinfo=berlin),
        datetime(2026, 10, 25, 23, 30, tzinfo=berlin),
        datetime(2026, 10, 26, 0, 0, tzinfo=berlin),
    ]
    put(store, *(article(f"a{number}", published=at) for number, at in enumerate(times)))
    histogram = store.search(SearchRequest(query=query("*"), histogram=Interval.DAY, timezone="Europe/Berlin")).histogram
    assert [(start.isoformat(), count) for start, count in histogram.items()] == [
        ("2026-10-25T00:00:00+02:00", 2),
        ("2026-10-26T00:00:00+01:00", 1),
    ]


def test_an_unknown_zone_is_an_error(store: Store, query: Ask) -> None:
    with pytest.raises(StoreError, match="time zone"):
        store.search(SearchRequest(query=query("*"), histogram=Interval.DAY, timezone="Mars/Olympus"))


def test_matches_only_among_the_ids_asked(store: Store, article: Make, query: Ask) -> None:
    first, second, third = (article(slug, title) for slug, title in (("a", "Aras"), ("b", "Aras"), ("c", "Kura")))
    put(store, first, second, third)
    assert store.matching(query("aras"), [first.id, third.id, "absent"]) == {first.id}
    assert store.matching(query("-aras"), [first.id, third.id]) == {third.id}
    assert store.matching(query("aras"), []) == set()
    many = [query(text) for text in ("aras", "-aras", "nothing", "ar*")] * 50
    assert store.matching_each(many, [first.id, third.id, "absent"]) == [store.matching(one, [first.id, third.id]) for one in many]
    assert store.matching_each([], [first.id]) == []
    assert store.matching_each(many[:2], []) == [set(), set()]


def test_scans_everything_by_id(store: Store, article: Make, query: Ask) -> None:
    articles = [article(f"a{number}", "Aras" if number % 2 else "Kura") for number in range(30)]
    put(store, *articles)
    assert list(store.scan()) == sorted(articles, key=lambda stored: stored.id)
    assert {stored.id for stored in store.scan(query("aras"))} == {stored.id for stored in articles[1::2]}


def test_forgets_what_is_removed(store: Store, article: Make, query: Ask) -> None:
    kept, gone = article("kept", "Aras"), article("gone", "Aras")
    put(store, kept, gone)
    store.remove([gone.id, "absent"])
    store.refresh()
    assert ids(store.search(SearchRequest(query=query("aras")))) == [kept.id]
    assert store.get([gone.id]) == {}
    put(store, gone)
    assert store.search(SearchRequest(query=query("aras"))).total == 2


def test_prunes_whole_months_first_seen_before(store: Store, article: Make, query: Ask) -> None:
    old = [article(f"old{number}", "Aras", first_seen_at=datetime(2026, 1, 5, tzinfo=UTC)) for number in range(3)]
    new = article("new", "Aras", first_seen_at=datetime(2026, 2, 1, tzinfo=UTC))
    put(store, new, *old)
    assert store.prune(datetime(2026, 2, 1, tzinfo=UTC)) == 3
    assert ids(store.search(SearchRequest(query=query("*")))) == [new.id]
    assert store.health().articles == 1


def test_finds_the_same_when_compact(store: Store, article: Make, query: Ask) -> None:
    for number in range(12):
        month = datetime(2026, 1 + number % 3, 5, tzinfo=UTC)
        put(store, article(f"a{number}", f"Aras {'high' if number % 2 else 'low'}", first_seen_at=month))
    request = SearchRequest(query=query("aras high"), facets=("source",))
    before = store.search(request)
    store.compact()
    after = store.search(request)
    assert (ids(after), after.total, after.facets) == (ids(before), 6, before.facets)
    put(store, article("later", "Aras high"))
    assert store.search(request).total == 7


def test_an_empty_store_finds_nothing(store: Store, query: Ask) -> None:
    result = store.search(SearchRequest(query=query("aras OR *"), facets=FACETS, histogram=Interval.DAY))
    assert (result.total, result.hits, result.next, result.histogram) == (0, (), None, {})
    assert list(store.scan()) == []
    assert store.health().ok
