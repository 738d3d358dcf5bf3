from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from araswatch.enrich import load_vocabulary, tag
from araswatch.records import Tags
from tests.enrich.conftest import about

VOCABULARY = load_vocabulary()
WORDS = st.sampled_from(
    "Iran Azerbaijan Baku Tehran said on Monday the . , ¶ Азербайджан в Иране ایران با آذربایجان Bakıda US us Georgia — - TORONTO".replace(
        "¶", "\n\n"
    ).split(" ")
)
TEXTS = st.text() | st.lists(WORDS, max_size=60).map(" ".join)
FURNITURE = [
    "Leave a Reply",
    "Log in with your account to comment on Brazil",
    "Related",
    "Norway",
    "Подпишитесь на новости Франции",
    "دیدگاه خود را بنویسید",
    "Share this: Kenya, Japan",
]
ARTICLES = [
    (
        "Iran and Azerbaijan open bridge",
        "Iran and Azerbaijan opened a bridge on Monday. Officials came from Baku. The road is long. It is new. It was costly.",
    ),
    ("", "TEHRAN — The price of bread rose. Bakers complained. The ministry was silent. A study is due. It will take a month."),
    ("Мост открыт", "Азербайджан и Иран открыли мост. Приехали гости. Мост длинный. Он новый. Дорога готова."),
]


def run(title: str, text: str) -> Tags:
    return tag(title, text, language=None, url=None, vocabulary=VOCABULARY)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_no_text_raises_and_tags_are_the_same_each_time(title: str, text: str) -> None:
    tags = run(title, text)
    assert tags == run(title, text)
    assert list(tags.named) == sorted(set(tags.named))
    assert len({region.code for region in tags.regions}) == len(tags.regions)
    assert all(re.fullmatch(r"[A-Z]{2}-[A-Z]{2}", pair) and pair[:2] < pair[3:] for pair in tags.pairs)
    assert {code for pair in tags.pairs for code in pair.split("-")} <= about(tags)


@settings(deadline=None)
@given(st.sampled_from(ARTICLES), st.lists(st.sampled_from(FURNITURE), min_size=1, max_size=30))
def test_furniture_after_the_article_changes_nothing_of_what_it_is_about(article: tuple[str, str], lines: list[str]) -> None:
    title, text = article
    assert about(run(title, text + "\n" + "\n".join(lines))) == about(run(title, text))


@settings(deadline=None)
@given(TEXTS)
def test_highlights_lie_in_the_text(text: str) -> None:
    ids = {"AZ", "IR", "baku.AZ"}
    spans = VOCABULARY.find_names(text, ids)
    assert spans == sorted(set(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)
