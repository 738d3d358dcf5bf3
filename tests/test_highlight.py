"""What is marked in titles and sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch import fold
from araswatch.highlight import END, LONGEST_SNIPPET, MOST_SNIPPETS, START, Highlights, highlight
from araswatch.query import parse
from araswatch.records import RegionTag, Role, TaggedArticle, Tags
from tests.stores.conftest import make_article

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def marked(query: str, title: str = "", text: str = "") -> Highlights:
    return highlight(parse(query, now=NOW), make_article("a", title, text).tagged)


@pytest.mark.parametrize(
    ("query", "text", "snippet"),
    [
        ("aras", "The Aras rose.", "The \2Aras\3 rose."),
        ("iran", "İRAN və Azərbaycan.", "\2İRAN\3 və Azərbaycan."),
        ("ایران", "سفير ايران در باکو.", "سفير \2ايران\3 در باکو."),
        ('"war games"', "The war, games and all.", "The \2war, games\3 and all."),
        ("azerb*", "In Azerbaijan, Azeri.", "In \2Azerbaijan\3, Azeri."),
        ('"bridge aras"~3', "The Aras has a bridge.", "The \2Aras\3 has a \2bridge\3."),
        ("aras -kura", "Aras, not Kura.", "\2Aras\3, not Kura."),
        ("aras OR kura", "Aras and Kura.", "\2Aras\3 and \2Kura\3."),
        ("text:aras", "The Aras.", "The \2Aras\3."),
        ('"rose it"', "The Aras rose. It fell.", "\2rose. It\3"),
    ],
)
def test_marks_words_as_they_stand_in_the_text(query: str, text: str, snippet: str) -> None:
    assert marked(query, text=text).snippets == (snippet,)


def test_gives_the_sentences_with_the_most_different_words_in_order() -> None:
    text = "Aras one. Aras two. Kura and Aras. Nothing. Aras three. Kura four."
    assert marked("aras OR kura", text=text).snippets == ("\2Aras\3 one.", "\2Aras\3 two.", "\2Kura\3 and \2Aras\3.")


def test_letters_inside_of_other_words_hide_nothing() -> None:
    for text, query in (("Toward a software award. " * 30 + "The war ended.", "war"), ("Ираноязычный. " * 30 + "Иран молчит.", "иран")):
        (snippet,) = marked(query, text=text).snippets
        assert snippet in ("The \2war\3 ended.", "\2Иран\3 молчит.")


def test_marks_the_title_and_leaves_it_whole() -> None:
    assert marked("title:aras", "The Aras and the Aras", "Aras").title == "The \2Aras\3 and the \2Aras\3"
    assert marked("title:aras", "The Aras", "Aras").snippets == ()


def test_cuts_a_long_sentence_around_its_match() -> None:
    (snippet,) = marked("aras", text="word " * 500 + "Aras " + "word " * 500).snippets
    assert "\2Aras\3" in snippet
    assert len(snippet) <= LONGEST_SNIPPET + 2


def test_marks_the_evidence_where_only_regions_are_asked_for() -> None:
    tagged = make_article("a", "Talks", "Tehran agreed. Nobody else did.").tagged
    tags = Tags(language="en", regions=(RegionTag(code="IR", role=Role.ABOUT, score=1, evidence=("text: Tehran",)),))
    assert highlight(parse("region:IR", now=NOW), TaggedArticle(article=tagged.article, tags=tags)).snippets == ("\2Tehran\3 agreed.",)


def test_marks_a_place_under_the_name_that_the_text_gives_it() -> None:
    class Names:
        def name_ids(self, folded: Sequence[str]) -> frozenset[str]:
            return frozenset({"IR"}) if list(folded) == ["iran"] else frozenset()

        def find_names(self, text: str, ids: Collection[str], language: str | None = None) -> list[tuple[int, int]]:
            assert set(ids) == {"IR"}
            return [(found.start(), found.end()) for found in re.finditer("ایران", text)]

    made = make_article("a", "گفتگو", "سفیر ایران در باکو.").tagged
    tags = Tags(language="fa", regions=(RegionTag(code="IR", role=Role.ABOUT, score=1, evidence=("lead: تهران",)),), named=("IR",))
    query = parse("iran باکو", now=NOW, names=Names())
    assert highlight(query, TaggedArticle(article=made.article, tags=tags)).snippets == ("سفیر \2ایران\3 در \2باکو\3.",)


WORDS = st.sampled_from(["aras", "Aras", "İran", "ایران", "kura.", "\n", "war", "games!", "\2", "\3", "e\u0301", "½", "x" * 300])


@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["aras", '"war games"', "ir* OR kura", '"aras war"~3', "x*", "* -aras"]))
def test_without_its_marks_a_snippet_is_a_piece_of_the_text(text: str, query: str) -> None:
    found = marked(query, text, text)
    plain = text.replace(START, "").replace(END, "")
    assert found.title.replace(START, "").replace(END, "") == plain
    assert len(found.snippets) <= MOST_SNIPPETS
    for snippet in found.snippets:
        assert snippet.replace(START, "").replace(END, "") in plain
        assert snippet.count(START) == snippet.count(END) > 0
        assert all(fold.words(piece.split(END)[0]) for piece in snippet.split(START)[1:])
