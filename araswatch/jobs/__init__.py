"""Jobs: one module a stage, where steps meet adapters; they read, call the step, write and count, and decide nothing.

`crawl` runs Scrapy in a process of its own, `process` takes segments through extract → enrich → index → alert, `deliver` empties
the outbox, `replay` rebuilds from the archive, `run` is one pass over all of them.
"""
