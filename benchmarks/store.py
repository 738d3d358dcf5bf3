"""Both stores side by side on articles grown from real pages: speed against a bare bulk, bytes an article, ten typical searches.

`python -m benchmarks.store --million` goes up to a million articles (about two hours). `--sizes 10000,100000` chooses sizes,
`--only sqlite` one store.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from elasticsearch import helpers

from araswatch.query import parse
from araswatch.records import Article, Dated, RegionTag, Role, StoredArticle, TaggedArticle, Tags, ThemeTag
from araswatch.stores import Interval, SearchRequest, Store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.elasticsearch.document import document_of
from araswatch.stores.elasticsearch.indices import make_month
from araswatch.stores.elasticsearch.names import month_of
from araswatch.stores.sqlite import SqliteStore
from araswatch.urls import article_id
from benchmarks.measure import print_line
from benchmarks.real_pages import article_bodies
from infra.elasticsearch.node import Node, make_node

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SPAN_DAYS = 180
REGIONS = ["IR", "AZ", "TR", "RU", "AM", "IL", "US", "GE", "GB", "FR", "DE", "CN", "IQ", "SY", "UA", "caspian", "IR-04", "AZ-NX"]
THEMES = ["military-exercise", "energy", "trade", "diplomacy", "border-tension", "elections", "water", "transport", "religion", "sport"]
SEARCHES = (
    "government",
    '"last year"',
    "market price",
    "water -sport lang:en",
    "title:new",
    "econom*",
    "region:IR theme:energy",
    "region:AZ since:30d people",
    "(health OR school) pair:AZ-IR",
    '"prime minister" region:(IR OR AZ) until:2026-10-01',
)
ROUNDS = 12
WARM_UP_ROUNDS = 20
"""A server's virtual machine compiles what is used often: just started it takes twice as long as two hundred searches later."""
FACETS = ("source", "language", "region", "theme")
BULK_DOCUMENTS = 4_000
TURNS = 6
"""Half of them begin with the store, half with the bare bulk: the server gets faster all the while."""


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--only", choices=["sqlite", "elasticsearch"])
    options, _ = parser.parse_known_args()
    sizes = [int(size) for size in options.sizes.split(",")] + ([1_000_000] if options.million else [])
    print_line(bench="store", searches=len(SEARCHES), **measured(sizes, options.only))


def measured(sizes: Sequence[int], only: str | None) -> dict[str, Any]:
    """The figures of each store at each size."""
    figures: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="araswatch-bench-") as scratch:
        if only != "elasticsearch":
            store = SqliteStore(Path(scratch) / "store.sqlite")
            figures["sqlite"] = grown(store, sizes, lambda: sum(file.stat().st_size for file in Path(scratch).iterdir()))
            store.close()
        if only != "sqlite":
            with running_node() as node:
                access = Access(urls=(node.url,), prefix="bench")
                figures["bulk"] = against_bare_bulk(node)
                elastic = ElasticsearchStore(access)
                figures["elasticsearch"] = grown(elastic, sizes, lambda: index_bytes(elastic))
    return figures


def grown(store: Store, sizes: Sequence[int], used_bytes: Any) -> dict[str, Any]:
    """Put articles until each size is reached; what putting costs there, and searching once the night's upkeep has been."""
    figures: dict[str, Any] = {}
    articles, count = grow(article_bodies()), 0
    for size in sizes:
        batch_s, batch = 0.0, size - count
        while count < size:
            portion = list(islice(articles, min(5_000, size - count)))
            start = time.perf_counter()
            report = store.put(portion)
            batch_s += time.perf_counter() - start
            assert not report.refused, report.refused
            count += len(portion)
        store.refresh()
        store.compact()
        figures[str(size)] = {"documents_per_s": round(batch / batch_s), **searches(store)} | {
            "bytes_per_article": round(used_bytes() / size)
        }
        sys.stderr.write(f"{type(store).__name__} {size}: {figures[str(size)]}\n")
    return figures


def searches(store: Store) -> dict[str, Any]:
    """Milliseconds of the searches, with facets, highlights and histogram, each as often; and the slowest of them.

    `cpu_p95_ms` is this process's own processor time, which other work on the machine does not lengthen.
    """
    taken: dict[str, list[float]] = {text: [] for text in SEARCHES}
    worked: list[float] = []
    for round_ in range(WARM_UP_ROUNDS + ROUNDS):
        for text in SEARCHES:
            request = SearchRequest(query=parse(text, now=NOW), limit=20, facets=FACETS, histogram=Interval.DAY, timezone="Asia/Baku")
            start, cpu = time.perf_counter(), time.process_time()
            store.search(request)
            if round_ >= WARM_UP_ROUNDS:
                taken[text].append((time.perf_counter() - start) * 1000)
                worked.append((time.process_time() - cpu) * 1000)
    every = np.concatenate([np.array(times) for times in taken.values()])
    slowest = max(taken, key=lambda text: float(np.median(taken[text])))
    return {f"p{share}_ms": round(float(np.percentile(every, share)), 1) for share in (50, 95, 99)} | {
        "cpu_p95_ms": round(float(np.percentile(np.array(worked), 95)), 1),
        "slowest": slowest,
    }


def against_bare_bulk(node: Node) -> dict[str, Any]:
    """Documents a second of the store and of a bare `streaming_bulk` of the same documents, ready made, in turns on the same node."""
    articles = list(islice(grow(article_bodies()), BULK_DOCUMENTS))
    rates: dict[str, list[float]] = {"store": [], "bare": []}
    measures = [("store", rate_of_store), ("bare", rate_of_bare_bulk)]
    for turn in range(TURNS):
        for name, rate in measures[:: 1 if turn % 2 else -1]:
            rates[name].append(rate(node, articles, f"bulk-{name}-{turn}"))
    best = {name: max(values) for name, values in rates.items()}
    return {f"{name}_documents_per_s": round(rate) for name, rate in best.items()} | {"ratio": round(best["store"] / best["bare"], 3)}


def rate_of_store(node: Node, articles: Sequence[StoredArticle], prefix: str) -> float:
    store = store_with_months(node, articles, prefix)
    start = time.perf_counter()
    report = store.put(articles)
    rate = len(articles) / (time.perf_counter() - start)
    assert len(report.written) == len(articles)
    store.prune(datetime(2100, 1, 1, tzinfo=UTC))
    store.close()
    return rate


def rate_of_bare_bulk(node: Node, articles: Sequence[StoredArticle], prefix: str) -> float:
    store = store_with_months(node, articles, prefix)
    actions: list[dict[str, Any]] = [
        {"_index": store.names.write(month_of(article.first_seen_at)), "_id": article.id, "_source": document_of(article)}
        for article in articles
    ]
    start = time.perf_counter()
    done = sum(ok for ok, _ in helpers.streaming_bulk(store.client, actions))
    rate = done / (time.perf_counter() - start)
    store.prune(datetime(2100, 1, 1, tzinfo=UTC))
    store.close()
    return rate


def store_with_months(node: Node, articles: Sequence[StoredArticle], prefix: str) -> ElasticsearchStore:
    """A store whose indices are there already, since the bare bulk does not make any."""
    store = ElasticsearchStore(Access(urls=(node.url,), prefix=prefix))
    for month in {month_of(article.first_seen_at) for article in articles}:
        make_month(store.client, store.names, month)
    return store


def index_bytes(store: ElasticsearchStore) -> int:
    """Bytes of the primary shards."""
    return int(store.client.indices.stats(index=store.names.read, metric="store")["_all"]["primaries"]["store"]["size_in_bytes"])


@contextmanager
def running_node() -> Iterator[Node]:
    node = make_node()
    try:
        node.start()
        yield node
    finally:
        node.stop()
        shutil.rmtree(node.home, ignore_errors=True)


def grow(bodies: Sequence[str], seed: int = 7) -> Iterator[StoredArticle]:
    """Articles without end, each of paragraphs of two real ones, with tags, sources and dates as unevenly spread as news."""
    chance = random.Random(seed)
    paragraphs = [[line for line in body.splitlines() if line.strip()] for body in bodies]
    number = 0
    while True:
        number += 1
        yield grown_article(number, paragraphs, chance)


def grown_article(number: int, paragraphs: Sequence[list[str]], chance: random.Random) -> StoredArticle:
    first, second = chance.choice(paragraphs), chance.choice(paragraphs)
    text = "\n".join(chance.sample(first, k=max(1, len(first) * 2 // 3)) + chance.sample(second, k=max(1, len(second) // 3)))[:12_000]
    source = min(int(chance.expovariate(0.02)), 299)
    url = f"https://source{source}.example/{number}"
    at = NOW - timedelta(days=SPAN_DAYS * chance.random())
    codes = list(dict.fromkeys(REGIONS[min(int(chance.expovariate(0.4)), len(REGIONS) - 1)] for _ in range(chance.randint(0, 4))))
    themes = list(dict.fromkeys(THEMES[min(int(chance.expovariate(0.4)), len(THEMES) - 1)] for _ in range(chance.randint(0, 3))))
    language = chance.choices(["en", "fa", "az", "ru", "tr"], [70, 10, 8, 7, 5])[0]
    return StoredArticle(
        tagged=TaggedArticle(
            article=Article(
                id=article_id(url), url=url, canonical_url=url, source_id=f"source{source}", title=chance.choice(first)[:90], text=text,
                fetched_at=at, authors=(f"Author {chance.randint(0, 4000)}",), language=language,
                published=Dated(at=at - timedelta(minutes=20), source="json-ld"),
            ),
            tags=Tags(
                language=language,
                regions=tuple(
                    RegionTag(code=code, role=Role.ABOUT if place < 2 else Role.MENTION, score=0.8, evidence=(code,))
                    for place, code in enumerate(codes)
                ),
                pairs=("AZ-IR",) if {"AZ", "IR"} <= set(codes) else (),
                themes=tuple(ThemeTag(id=theme, iptc=None, score=0.7, evidence=(theme,)) for theme in themes),
                named=tuple(codes),
            ),
        ),
        first_seen_at=at,
        source_kind=chance.choice(["newspaper", "agency", "blog"]),
    )  # fmt: skip


if __name__ == "__main__":
    main()
