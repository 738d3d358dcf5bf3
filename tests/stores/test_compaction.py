"""Months that are hardly written to any more are made one piece on Elasticsearch, and not again for a handful of revisions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from araswatch.records import StoredArticle
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.store import FEW_PIECES

OCTOBER = datetime(2026, 10, 5, tzinfo=UTC)


def test_an_old_month_is_made_one_piece_once(elastic: ElasticsearchStore, article: Callable[..., StoredArticle]) -> None:
    def add(slugs: range, revision: int) -> None:
        for number in slugs:
            elastic.put([article(str(number), "Aras", first_seen_at=OCTOBER, revision=revision), article(f"new{number}", "Aras")])
            elastic.refresh()

    old, new = elastic.names.index("2026.10"), elastic.names.index("2026.11")
    add(range(FEW_PIECES + 1), revision=1)
    many = elastic.pieces(new)
    assert many > FEW_PIECES
    elastic.compact()
    assert (elastic.pieces(old), elastic.pieces(new)) == (1, many)
    add(range(2), revision=2)
    elastic.compact()
    assert elastic.pieces(old) == 3
