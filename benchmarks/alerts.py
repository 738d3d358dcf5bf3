"""Alerts: 1,000 watches against a segment of 200 articles on both stores, and 10,000 alerts through the outbox.

`--only sqlite` leaves Elasticsearch out; the store holds 20,000 articles beside the segment.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, product
from pathlib import Path
from typing import Any

from araswatch.alerts import Channel, ChannelKind, Matchable, Watch, match
from araswatch.jobs.deliver import deliver
from araswatch.ledger import Ledger
from araswatch.ledger.alerting import insert_alerts
from araswatch.records import Alert
from araswatch.settings import Settings
from araswatch.stores import Store
from araswatch.stores.elasticsearch import ElasticsearchStore
from araswatch.stores.elasticsearch.connection import Access
from araswatch.stores.sqlite import SqliteStore
from benchmarks.measure import print_line
from benchmarks.real_pages import article_bodies
from benchmarks.store import REGIONS, THEMES, grow, running_node

HELD = 20_000
SEGMENT = 200
WATCHES = 1_000
FLOOD = 10_000
CLAUSES = (
    "government",
    '"last year"',
    "market OR price",
    "econom*",
    "title:new",
    "-sport people",
    "(health OR school) since:30d",
    '"prime minister"',
)


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["sqlite", "elasticsearch"])
    parser.add_argument("--held", type=int, default=HELD)
    options, _ = parser.parse_known_args()
    figures: dict[str, Any] = {"watches": WATCHES, "segment": SEGMENT, "held": options.held}
    with tempfile.TemporaryDirectory(prefix="araswatch-bench-") as scratch:
        if options.only != "elasticsearch":
            store = SqliteStore(Path(scratch) / "store.sqlite")
            figures["sqlite"] = matching(store, options.held)
            store.close()
        if options.only != "sqlite":
            with running_node() as node:
                figures["elasticsearch"] = matching(ElasticsearchStore(Access(urls=(node.url,), prefix="bench-alerts")), options.held)
    print_line(bench="alerts", **figures, **outbox())


def watches() -> list[Watch]:
    """A thousand different searches: words, phrases, patterns and dates, with regions and themes."""
    generator = random.Random(5)
    queries = [f"{clause} region:{region} theme:{theme}" for clause, region, theme in product(CLAUSES, REGIONS, THEMES)]
    queries += [f"{clause} region:{region}" for clause, region in product(CLAUSES, REGIONS)]
    chosen = generator.sample(queries, WATCHES)
    return [Watch(id=f"w{number}", name=query, query=query) for number, query in enumerate(chosen)]


def matching(store: Store, held: int) -> dict[str, Any]:
    """Seconds from a refreshed segment to its alerts."""
    articles = grow(article_bodies())
    store.put(islice(articles, held))
    now = datetime.now(UTC)
    segment = [replace(article, first_seen_at=now) for article in islice(articles, SEGMENT)]
    store.put(segment)
    store.refresh()
    batch, chosen, at = [Matchable(article=article) for article in segment], watches(), datetime.now(UTC)
    taken: list[float] = []
    found: Sequence[Alert] = ()
    for _ in range(3):
        started = time.perf_counter()
        found = match(chosen, batch, store.matching_each, at=at)
        taken.append(round(time.perf_counter() - started, 2))
    return {"seconds": taken, "alerts": len(found)}


def outbox() -> dict[str, Any]:
    """Alerts a second into the outbox and, one message each, out of it."""
    with tempfile.TemporaryDirectory(prefix="araswatch-bench-") as scratch:
        settings = Settings(home=Path(scratch), config=Path(scratch) / "config")
        (settings.config / "watches").mkdir(parents=True)
        (settings.config / "watches" / "w.yml").write_text("name: W\nquery: bridge\nchannels: [terminal]\ncap_per_hour: 1000\n")
        made = Alert(
            watch_id="w", article_id="", matched_at=datetime.now(UTC), channels=(Channel(kind=ChannelKind.TERMINAL).id,), title="Bridge"
        )
        flood = [replace(made, article_id=f"{number:032x}") for number in range(FLOOD)]
        with Ledger.open(settings.ledger_url) as ledger:
            started = time.perf_counter()
            for start in range(0, FLOOD, SEGMENT):
                with ledger.writing() as connection:
                    insert_alerts(connection, flood[start : start + SEGMENT])
            entered = time.perf_counter()
            summary = deliver(settings, ledger, write=lambda _: None)
            delivered = time.perf_counter()
        return {
            "entered_per_s": round(FLOOD / (entered - started)),
            "messages_per_s": round(summary.sent / (delivered - entered)),
            "messages": summary.sent,
            "over_cap": summary.waiting,
        }


if __name__ == "__main__":
    main()
