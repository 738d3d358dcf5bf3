"""A small web of sample sites on loopback addresses, and a web that serves given pages: what demos, tests and benchmarks crawl.

All texts and names of the sample sites were written for this project; any likeness to a real outlet is accidental.
"""

from demo.page_web import PageWeb, WebPage
from demo.pages import DemoPage, Outcome
from demo.web import DemoWeb

__all__ = ["DemoPage", "DemoWeb", "Outcome", "PageWeb", "WebPage"]
