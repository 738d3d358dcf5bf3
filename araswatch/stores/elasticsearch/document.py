"""A stored article → the document that Elasticsearch indexes: the article's JSON, which it gives back, and what is derived to search it."""

from __future__ import annotations

from typing import Any

from araswatch.query.searchable import searchable
from araswatch.records import StoredArticle
from araswatch.stores.document import to_document, to_json
from araswatch.stores.elasticsearch.languages import ANALYZERS


def source_of(stored: StoredArticle) -> bytes:
    """The document as JSON. Raises `ValueError` with a reason for an article that no store can hold."""
    return to_json(document_of(stored))


def document_of(stored: StoredArticle) -> dict[str, Any]:
    """The document: `folded` words, `values` by keyword field, `times` in milliseconds, and the texts again as `stemmed` by language."""
    search, article = searchable(stored), stored.tagged.article
    language = search.values.get("lang", ("",))[0]
    stemmed = {language: {"title": article.title, "text": article.text}} if language in ANALYZERS else {}
    return {
        **to_document(stored),
        "folded": {field: " ".join(words) for field, words in search.words.items()},
        "values": search.values,
        "times": {"date": search.date_ms, "seen": search.seen_ms},
        "stemmed": stemmed,
    }
