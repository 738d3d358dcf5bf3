"""Step: page → the article and nothing else of the page, or a rejection with its reason.

decode → parse → structured data → blocks → body (trafilatura's choice, corrected) → title, authors, dates, site → verdict.
"""

from araswatch.extract.pipeline import extract, release_memory, warm_up

__all__ = ["extract", "release_memory", "warm_up"]
