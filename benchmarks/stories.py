"""Stories: B-cubed F1 on edited real articles with hard negatives, articles a second, and what one look-up costs as their number grows.

`python -m benchmarks.stories --million` takes the look-ups up to a million articles (about half an hour and 2 GB of disk).
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from araswatch.ledger import Ledger, Placement, StoryItem
from araswatch.ledger.stories import settle_labels
from araswatch.stories import signature
from benchmarks.edits import EDITS, add, both, cut, halves, other_numbers, replace, sentences
from benchmarks.measure import print_line
from benchmarks.real_pages import article_bodies

START = datetime(2026, 11, 1, tzinfo=UTC)
SEGMENT = 100
BULK = 1_000
LOOKUPS = 100
"""Articles that are placed one by one at each size."""
WORDS = 400
COPIES = 0.2
"""Part of the articles of the speed test that copy another with a few words replaced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and the story that it was made to belong to."""

    text: str
    story: str


def main() -> None:
    """One JSON line."""
    bodies = article_bodies()
    sizes = (10_000, 100_000, 1_000_000) if "--million" in sys.argv else (10_000, 100_000)
    print_line(bench="stories", **quality(bodies), **speed(bodies, sizes))


def quality(bodies: Sequence[str], *, seed: int = 7) -> dict[str, Any]:
    """B-cubed precision, recall and F1 of the set, placed in random order in segments; then with two edits at once in place of one."""
    figures: dict[str, Any] = {}
    for name, edited in (("", single_edits), ("_two_edits", double_edits)):
        generator = random.Random(seed)
        labelled = list(labelled_set(bodies, generator, edited))
        generator.shuffle(labelled)
        precision, recall = bcubed([one.story for one in labelled], found_stories(labelled))
        figures |= {f"texts{name}": len(labelled), f"precision{name}": round(precision, 4), f"recall{name}": round(recall, 4)}
        figures[f"bcubed_f1{name}"] = round(2 * precision * recall / (precision + recall), 4)
    return figures


def labelled_set(bodies: Sequence[str], generator: random.Random, edited: Any) -> Iterator[Labelled]:
    """Each article with its edited copies is one story, the same words around other numbers another; of every fourth article
    there are two reports instead that share the event and its names, and no sentence."""
    for number, text in enumerate(bodies):
        if number % 4 == 0 and len(sentences(text)) >= 12:
            for half, name in zip(halves(text), ("one report", "another report"), strict=True):
                yield Labelled(text=half, story=f"{number} {name}")
            continue
        other = bodies[(number + generator.randrange(1, len(bodies))) % len(bodies)]
        for copy in (text, *edited(text, other, generator)):
            yield Labelled(text=copy, story=f"{number}")
        if renumbered := other_numbers(text, generator):
            yield Labelled(text=renumbered, story=f"{number} renumbered")


def single_edits(text: str, other: str, generator: random.Random) -> Iterator[str]:
    return (edit(text, other, generator) for edit in EDITS.values())


def double_edits(text: str, other: str, generator: random.Random) -> Iterator[str]:
    return (both(text, other, generator, edits) for edits in ((cut, replace), (add, replace), (replace, cut)))


def found_stories(labelled: Sequence[Labelled]) -> list[str]:
    """The story that each text is placed in."""
    items = [item(number, one.text) for number, one in enumerate(labelled)]
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{Path(folder) / 'ledger.sqlite'}") as ledger:
        for start in range(0, len(items), SEGMENT):
            ledger.place_stories(items[start : start + SEGMENT])
        placed = ledger.story_of([one.article_id for one in items])
    return [placed[one.article_id] for one in items]


def item(number: int, text: str) -> StoryItem:
    """The text as an article of its own source, a second after the one before."""
    article_id = sha256(str(number).encode()).hexdigest()[:32]
    return StoryItem(
        article_id=article_id, source_id=f"s{number % 40}", appeared_at=START + timedelta(seconds=number), signature=signature(text)
    )


def bcubed(gold: Sequence[str], found: Sequence[str]) -> tuple[float, float]:
    """B-cubed precision and recall."""
    both_ways, by_gold, by_found = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    shared = [(both_ways[pair], by_gold[pair[0]], by_found[pair[1]]) for pair in zip(gold, found, strict=True)]
    return sum(s / f for s, _, f in shared) / len(shared), sum(s / g for s, g, _ in shared) / len(shared)


def speed(bodies: Sequence[str], sizes: Sequence[int]) -> dict[str, Any]:
    """Articles a second of one core: signatures, and clustering in the ledger; milliseconds for one more article at each size."""
    generator = random.Random(1)
    texts = generated(bodies, generator)
    signing = placing = 0.0
    lookup_ms: dict[str, float] = {}
    rates: dict[str, int] = {}
    done = 0
    with tempfile.TemporaryDirectory() as folder, Ledger.open(f"sqlite:///{Path(folder) / 'ledger.sqlite'}") as ledger:
        for size in sizes:
            while done < size:
                batch = list(islice(texts, BULK))
                started = time.process_time()
                items = [item(done + number, text) for number, text in enumerate(batch)]
                signing += time.process_time() - started
                started = time.process_time()
                settle(ledger, ledger.place_stories(items))
                placing += time.process_time() - started
                done += BULK
            rates[str(size)] = round(done / placing)
            lookup_ms[str(size)] = round(
                median(one_lookup(ledger, item(10**9 + done + number, next(texts))) for number in range(LOOKUPS)), 2
            )
    return {
        "words": WORDS,
        "signatures_per_cpu_s": round(done / signing),
        "clustered_per_cpu_s": rates,
        "one_lookup_ms": lookup_ms,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def settle(ledger: Ledger, placement: Placement) -> None:
    with ledger.writing() as connection:
        settle_labels(connection, {**placement.story_of, **placement.renamed})


def one_lookup(ledger: Ledger, one: StoryItem) -> float:
    started = time.process_time()
    ledger.place_stories([one])
    return (time.process_time() - started) * 1000


def generated(bodies: Sequence[str], generator: random.Random) -> Iterator[str]:
    """Endless articles of about 400 words out of real sentences; every fifth is an earlier one, a tenth of its words replaced."""
    pool = [sentence for body in bodies for sentence in sentences(body)]
    recent: list[str] = []
    while True:
        if recent and generator.random() < COPIES:
            yield replace(generator.choice(recent), generator.choice(pool), generator)
            continue
        words: list[str] = []
        while len(words) < WORDS:
            words += generator.choice(pool).split()
        text = " ".join(words[:WORDS])
        recent = [*recent[-500:], text]
        yield text


if __name__ == "__main__":
    main()
