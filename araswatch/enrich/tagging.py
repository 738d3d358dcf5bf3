"""Step: article → tagged article."""

from __future__ import annotations

from araswatch.enrich.mentions import find_mentions, named_places, with_support
from araswatch.enrich.pairs import related
from araswatch.enrich.reading import read
from araswatch.enrich.regions import tag_regions
from araswatch.enrich.shadows import without_shadowed
from araswatch.enrich.themes import tag_themes
from araswatch.enrich.vocabulary import Vocabulary
from araswatch.language import identify
from araswatch.records import Article, Role, TaggedArticle, Tags


def tag(title: str, text: str, *, language: str | None, url: str | None, vocabulary: Vocabulary) -> Tags:
    """Language, regions, pairs and themes of a text. The same input and vocabulary always give the same tags.

    `language` is what the page declares. `url` is not read: where a text stands says nothing of what it is about.
    """
    language = identify(f"{text}\n{title}" if text else title, language)
    reading = read(title, text)
    gazetteer = vocabulary.gazetteer
    found = find_mentions(reading, gazetteer.words, language)
    supported = with_support(found)
    mentions = without_shadowed(supported, gazetteer.shadows)
    regions = tag_regions(mentions)
    about = {region.code for region in regions if region.role is Role.ABOUT}
    return Tags(
        language=language,
        regions=regions,
        pairs=related(mentions, about),
        themes=tag_themes(reading, vocabulary.themes, language),
        named=tuple(sorted(named_places(found, supported))),
    )


def enrich(article: Article, vocabulary: Vocabulary) -> TaggedArticle:
    """The article with its tags."""
    tags = tag(article.title, article.text, language=article.language, url=article.canonical_url, vocabulary=vocabulary)
    return TaggedArticle(article=article, tags=tags)
