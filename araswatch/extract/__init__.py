"""Step: page → the article and nothing else of the page, or a rejection with its reason.

decode → parse → structured data → blocks → title, authors, dates, site → prune → body (trafilatura's choice, corrected by a small model,
then by the furniture guard) → verdict.
"""

from araswatch.extract.explain import explain
from araswatch.extract.pipeline import extract, release_memory, study, warm_up

__all__ = ["explain", "extract", "release_memory", "study", "warm_up"]
