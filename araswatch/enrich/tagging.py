"""Step: article → tagged article."""

from __future__ import annotations

from araswatch.enrich.mentions import find_mentions
from araswatch.enrich.reading import read
from araswatch.enrich.regions import tag_regions
from araswatch.enrich.vocabulary import Vocabulary
from araswatch.language import identify
from araswatch.records import Article, TaggedArticle, Tags


def tag(title: str, text: str, *, language: str | None, url: str | None, vocabulary: Vocabulary) -> Tags:
    """Language, regions, pairs and themes of a text. The same input and vocabulary always give the same tags."""
    language = identify(f"{title}\n{text}", language)
    reading = read(title, text)
    mentions = find_mentions(reading, vocabulary.words, language)
    named = tuple(sorted({mention.word.place.id for mention in mentions if mention.word.names}))
    return Tags(language=language, regions=tag_regions(mentions), named=named)


def enrich(article: Article, vocabulary: Vocabulary) -> TaggedArticle:
    """The article with its tags."""
    tags = tag(article.title, article.text, language=article.language, url=article.canonical_url, vocabulary=vocabulary)
    return TaggedArticle(article=article, tags=tags)
