"""araswatch watches news and blogs for an analyst.

Everything here reads in the order in which the news flows::

    discover → fetch → archive → extract → enrich → index → alert → serve

`records` holds the types that pass from stage to stage; the steps (`discover`, `extract`, `enrich`, `stories`, `query`, `alerts`) are
pure functions on them; the adapters (`archive`, `ledger`, `stores`, `notify`, `catalogue`) hold one outside system each; `jobs` is where
steps meet adapters; `cli` and `web` call the jobs.
"""
