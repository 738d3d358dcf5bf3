"""A search as a URL and back."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from araswatch.errors import QueryError
from araswatch.stores import Sort
from araswatch.web.state import NARROWING, SearchState, clause, without_repetition
from araswatch.web.watch_form import WatchForm, form_of, slug

NOW = datetime(2026, 11, 24, tzinfo=UTC)
words = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
states = st.builds(
    SearchState,
    q=st.text(max_size=40).map(str.strip),
    filters=st.lists(st.tuples(st.sampled_from(NARROWING), words), unique=True, max_size=5).map(
        lambda filters: tuple(sorted(filters, key=lambda one: NARROWING.index(one[0])))
    ),
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    sort=st.none() | st.sampled_from(Sort),
)


@given(states)
def test_a_state_is_its_url(state: SearchState) -> None:
    assert SearchState.of(QueryParams(state.url().partition("?")[2])) == state


@given(states)
def test_a_state_is_a_query_or_says_what_is_wrong(state: SearchState) -> None:
    with suppress(QueryError):
        state.query(now=NOW)


@given(st.sampled_from(NARROWING), words)
def test_one_filter_more_and_less(field: str, value: str) -> None:
    state = SearchState(q="a")
    assert state.with_filter(field, value).without_filter(field, value) == state


def test_filters_become_clauses() -> None:
    state = SearchState(q="a OR b", filters=(("region", "IR"), ("lang", "fa"), ("lang", "az"), ("author", 'A "B"')), since=date(2026, 1, 2))
    assert state.text == '(a OR b) region:IR (lang:fa OR lang:az) author:"A \\"B\\"" since:2026-01-02'
    assert clause("story", "0" * 32) == "story:" + "0" * 32


def test_what_is_said_twice_is_looked_up_once() -> None:
    once, often = (without_repetition(SearchState(q=q).query(now=NOW)).root for q in ("long region:IR", "long long region:IR long"))
    assert once == often


def test_a_form_is_its_watch() -> None:
    form = WatchForm(name="Drills", query="region:IR", webhook="https://hooks.example/1", schedule="weekly", at="07:30", weekday="friday",
                     quiet_from="22:00", quiet_to="06:00", minimum_sources="2")  # fmt: skip
    watch, problems = form.read("drills")
    assert problems == {}
    assert watch is not None
    assert form_of(watch) == form


def test_mistakes_are_said_by_field() -> None:
    _, problems = WatchForm(name="", query="region:", timezone="Nowhere", cap_per_hour="many").read("x")
    assert {"name", "query", "timezone", "cap_per_hour"} <= set(problems)
    assert WatchForm(name="x", query="y", webhook="https://x.example/${SECRET}").read("x")[0] is None


def test_names_become_ids() -> None:
    assert slug("Iran & Azerbaijan", ["iran-azerbaijan"]) == "iran-azerbaijan-2"
    assert slug("رزمایش", []) == "watch"
    assert (slug("New", []), slug("test!", ["test-2"])) == ("new-2", "test-3")
