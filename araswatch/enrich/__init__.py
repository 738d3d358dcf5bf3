"""The enrich stage: article → tagged article (language, regions, pairs, themes), and names in every script for search."""

from araswatch.enrich.tagging import enrich, tag
from araswatch.enrich.vocabulary import Vocabulary, load_vocabulary

__all__ = ["Vocabulary", "enrich", "load_vocabulary", "tag"]
