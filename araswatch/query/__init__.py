"""Step: Lucene query syntax → a query that either store can run, and that can be evaluated on one article.

Words are searched in title and text; words side by side are all wanted (`AND`). `docs/search.md` describes the language.
"""

from araswatch.query.evaluate import explain, matches
from araswatch.query.nodes import NameLookup, Query
from araswatch.query.parse import parse

__all__ = ["NameLookup", "Query", "explain", "matches", "parse"]
