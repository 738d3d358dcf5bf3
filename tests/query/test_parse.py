"""The query language: what a text means, and where it is wrong."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from araswatch.errors import QueryError
from araswatch.query import Query, parse
from araswatch.query.nodes import All, Any, Everything, Near, Node, Not, Times, Value, ValuePattern, WordPattern, Words
from araswatch.query.searchable import to_ms

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Names:
    """Two places, one of two words."""

    def name_ids(self, folded: Sequence[str]) -> frozenset[str]:
        return {("iran",): frozenset({"IR"}), ("nagorno", "karabakh"): frozenset({"karabakh"})}.get(tuple(folded), frozenset())

    def find_names(self, text: str, ids: Collection[str], language: str | None = None) -> list[tuple[int, int]]:
        return []


def root(text: str) -> Node:
    return parse(text, now=NOW).root


def words(*of: str, field: str = "any", literal: bool = False) -> Words:
    return Words(field=field, words=of, literal=literal)


def ms(*parts: int) -> int:
    return to_ms(datetime(*parts, tzinfo=UTC))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("*", Everything()),
        ("*:*", Everything()),
        ("Aras", words("aras")),
        ("aras baku", All(children=(words("aras"), words("baku")))),
        ("aras AND baku", All(children=(words("aras"), words("baku")))),
        ("+aras +baku", All(children=(words("aras"), words("baku")))),
        ("aras OR baku", Any(children=(words("aras"), words("baku")))),
        ("aras or baku", All(children=(words("aras"), words("or"), words("baku")))),
        ("aras -baku", All(children=(words("aras"), Not(child=words("baku"))))),
        ("NOT baku", Not(child=words("baku"))),
        ("a OR b AND c", Any(children=(words("a"), All(children=(words("b"), words("c")))))),
        ("a (b OR c)", All(children=(words("a"), Any(children=(words("b"), words("c")))))),
        ('"War games"', words("war", "games", literal=True)),
        ("“War games”", words("war", "games", literal=True)),
        ('"the “war games”. They"', words("the", "war", "games", "they", literal=True)),
        ("«بازی‌های جنگی»", words("بازی", "های", "جنگی", literal=True)),
        ("İRAN", words("iran")),
        ("آذربایجان‌غربی", words("اذربایجان", "غربی")),
        ('צה"ל', words("צהל")),
        ("Iran – Azerbaijan", All(children=(words("iran"), words("azerbaijan")))),
        ("Iran - Azerbaijan", All(children=(words("iran"), words("azerbaijan")))),
        ("'Iran'", words("iran")),
        (r"a\:b", words("a", "b")),
        ("title:aras", words("aras", field="title")),
        ("TITLE:aras", words("aras", field="title")),
        ("title:(aras OR kura)", Any(children=(words("aras", field="title"), words("kura", field="title")))),
        ('author:"Leyla Əliyeva"', words("leyla", "eliyeva", field="author", literal=True)),
        ("azerb*", WordPattern(field="any", pattern="azerb*")),
        ("*STAN", WordPattern(field="any", pattern="*stan")),
        ("t?hran", WordPattern(field="any", pattern="t?hran")),
        ('"aras bridge"~5', Near(field="any", words=("aras", "bridge"), gap=5)),
        ("region:ir", Value(field="region", value="IR")),
        ("region:ir-04", Value(field="region", value="IR-04")),
        ("region:Caspian", Value(field="region", value="caspian")),
        ("pair:az-ir", Value(field="pair", value="AZ-IR")),
        ("lang:fa-IR", Value(field="lang", value="fa")),
        ("host:www.BBC.com", Value(field="host", value="bbc.com")),
        ("region:IR-*", ValuePattern(field="region", pattern="ir-*")),
        ("region:*", ValuePattern(field="region", pattern="*")),
        ("region:(AZ OR IR)", Any(children=(Value(field="region", value="AZ"), Value(field="region", value="IR")))),
        ("since:2026-01-01", Times(field="date", low_ms=ms(2026, 1, 1), high_ms=None)),
        ("until:2026-01-31", Times(field="date", low_ms=None, high_ms=ms(2026, 2, 1))),
        ("since:7d", Times(field="date", low_ms=ms(2026, 11, 17, 12), high_ms=None)),
        ("since:2026-01-01T10:00:00+04:00", Times(field="date", low_ms=ms(2026, 1, 1, 6), high_ms=None)),
        ("until:2026-01-01T10:00", Times(field="date", low_ms=None, high_ms=ms(2026, 1, 1, 10, 1))),
        ("seen:yesterday", Times(field="seen", low_ms=ms(2026, 11, 23), high_ms=ms(2026, 11, 24))),
        ("seen:2h", Times(field="seen", low_ms=ms(2026, 11, 24, 10), high_ms=None)),
        ("seen:[2026-01-01 TO 2026-01-03]", Times(field="seen", low_ms=ms(2026, 1, 1), high_ms=ms(2026, 1, 4))),
        ("seen:{2026-01-01 TO 2026-01-03}", Times(field="seen", low_ms=ms(2026, 1, 2), high_ms=ms(2026, 1, 3))),
        ("date:[2026-12 TO *]", Times(field="date", low_ms=ms(2026, 12, 1), high_ms=None)),
        ("date:2026", Times(field="date", low_ms=ms(2026, 1, 1), high_ms=ms(2027, 1, 1))),
        ("date:>=2026-12-31", Times(field="date", low_ms=ms(2026, 12, 31), high_ms=None)),
        ("date:<2026-12-31", Times(field="date", low_ms=None, high_ms=ms(2026, 12, 31))),
    ],
)
def test_means(text: str, expected: Node) -> None:
    assert root(text) == expected


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("aras (baku", 5, "opening bracket"),
        ("aras) baku", 4, "closing bracket"),
        ('aras "baku', 5, "quotation mark"),
        ("aras AND", 8, "ends"),
        ("aras AND OR baku", 9, "'OR'"),
        ("()", 1, "')'"),
        ("regoin:IR", 0, "did you mean region:"),
        ("aras xyzzy:IR", 5, "known are title"),
        ("aras~", 0, "fuzzy"),
        ("aras^2", 0, "boost"),
        ("/ara.*/", 0, "regular expressions"),
        ("[a TO b]", 0, "ranges are for date"),
        ("region:[a TO b]", 7, "ranges are for date"),
        ("since:someday", 6, "no such date"),
        ("since:2026-02-30", 6, "no such date"),
        ("since:[2026 TO 2027]", 6, "needs a date"),
        ('"—"', 0, "no letters"),
        ("—", 0, "no letters"),
        ("war-ga*", 0, "one word"),
        ("title:?", 6, "at least one letter"),
        ('"aras aras"~3', 0, "different words"),
        ('"a b"~1000', 0, "up to 100"),
        ("title:(aras region:AZ)", 12, "inside field title"),
        ("aras || baku", 5, "AND, OR and NOT"),
        ("!aras", 0, "AND, OR and NOT"),
        ("(" * 41 + "a" + ")" * 41, 40, "brackets"),
        ("a" * 20_001, 20_000, "longer than"),
        (" ".join(["a"] * 1_001), None, "clauses"),
    ],
)
def test_says_what_is_wrong_and_where(text: str, position: int | None, reason: str) -> None:
    with pytest.raises(QueryError, match=re.escape(reason)) as caught:
        root(text)
    assert caught.value.position == position


def test_days_without_a_zone_are_in_the_zone_of_now() -> None:
    baku = datetime(2026, 11, 24, 1, tzinfo=timezone(timedelta(hours=4)))
    assert parse("seen:today", now=baku).root == Times(field="seen", low_ms=ms(2026, 11, 23, 20), high_ms=ms(2026, 11, 24, 20))


def test_a_place_is_searched_under_all_its_names() -> None:
    assert parse("iran talks", now=NOW, names=Names()).root == All(
        children=(Any(children=(words("iran"), Value(field="named", value="IR"))), words("talks"))
    )


def test_words_side_by_side_may_be_one_place() -> None:
    expected = Any(children=(All(children=(words("nagorno"), words("karabakh"))), Value(field="named", value="karabakh")))
    assert parse("Nagorno Karabakh", now=NOW, names=Names()).root == expected
    assert parse("-talks Nagorno Karabakh", now=NOW, names=Names()).root == All(children=(Not(child=words("talks")), expected))


@pytest.mark.parametrize("text", ['"iran"', "title:iran", "iran*", "nagorno AND karabakh"])
def test_quoted_or_fielded_words_are_taken_literally(text: str) -> None:
    assert parse(text, now=NOW, names=Names()).root == root(text)


def test_a_leaf_knows_where_it_stands() -> None:
    query = parse("aras  region:IR -(title:kura)", now=NOW)
    assert isinstance(query.root, All)
    assert [query.text[slice(*child.span)].strip() for child in query.root.children if child.span] == ["aras", "region:IR", "-(title:kura)"]


PIECES = st.sampled_from(
    ["aras", "AND", "OR", "NOT", "TO", "(", ")", '"', "“", "'", "[", "]", "{", "}", ":", "title:", "since:", "seen:", "region:",
     "*", "?", "~", "^", "/", "\\", "+", "-", "!", "&&", "||", ">", "<", "=", "2026-01-01", "7d", "T10:00", "0001", "9999-12-31", "99999y",
     "ایران", "צה\"ל", "\u200c",     "\0", "\ue000", "\ud800", " ", "\n", "½"]
)  # fmt: skip


@given(st.one_of(st.lists(PIECES, max_size=12).map(" ".join), st.lists(PIECES, max_size=12).map("".join), st.text(max_size=30)))
@example("date:[* TO 9999-12-31]")
@example("since:0001")
def test_whatever_is_typed_is_a_query_or_a_query_error(text: str) -> None:
    outcome = parsed(text)
    if isinstance(outcome, QueryError):
        assert outcome.position is None or 0 <= outcome.position <= len(text)
        assert outcome.reason in str(outcome)
    else:
        assert outcome.text == text


def parsed(text: str) -> Query | QueryError:
    try:
        return parse(text, now=NOW, names=Names())
    except QueryError as error:
        return error
