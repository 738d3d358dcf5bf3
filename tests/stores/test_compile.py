"""What a query is asked as of Elasticsearch."""

from __future__ import annotations

from araswatch.query import parse
from araswatch.stores.elasticsearch.compile import MOST_STEMS, compiled
from araswatch.stores.elasticsearch.languages import ANALYZERS, stemmed_languages
from araswatch.stores.elasticsearch.named import leaves_of

from .conftest import NOW


def leaves(words: int, languages: tuple[str, ...]) -> int:
    query = parse(" OR ".join(f"word{number}" for number in range(words)), now=NOW)
    return leaves_of(compiled(query, languages))


def test_a_word_is_stemmed_in_the_languages_that_there_are() -> None:
    assert leaves(1, ()) == 2
    assert leaves(1, ("en", "de", "fa")) == 2 + 4
    assert leaves(30, ("en", "de", "fa")) == 30 * (2 + 4)


def test_the_stems_of_a_long_query_are_left_out() -> None:
    """A node with a small heap and many cores refuses more than 1,024 clauses."""
    latin = len(stemmed_languages("word"))
    for words in (1, 5, 11, 12, 40, 200):
        assert leaves(words, tuple(ANALYZERS)) in (2 * words, 2 * words * (1 + latin))
        assert leaves(words, tuple(ANALYZERS)) <= 2 * words + MOST_STEMS
