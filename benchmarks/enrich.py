"""Tagging: scores on the development sets beside the checkout, articles a second on one core, load time and memory of the vocabulary.

Prints one JSON line. Without the evaluation data the scores are left out and the speed is that on one sentence repeated.
"""

from __future__ import annotations

import gzip
import json
import resource
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from araswatch.enrich import Vocabulary, load_vocabulary, tag
from araswatch.language import identify
from araswatch.records import Role, Tags
from benchmarks.measure import SHARED_DATA, print_line

SETS = {"reuters": "regions/reuters-dev.jsonl.gz", "beat": "regions/beat-dev.jsonl"}
SENTENCE = {
    "title": "Iran and Azerbaijan open bridge",
    "text": "Iran and Azerbaijan opened a bridge near Astara, officials in Baku said. " * 20,
}


def main() -> None:
    """Load, tag each set once to warm up, then again against the clock."""
    identify("the first call loads the model")
    before, started = _memory_mb(), time.process_time()
    vocabulary = load_vocabulary()
    loaded_s = time.process_time() - started
    figures: dict[str, Any] = {"bench": "enrich", "load_s": round(loaded_s, 2), "vocabulary_mb": round(_memory_mb() - before, 1)}
    for name, file in SETS.items():
        texts = read_set(SHARED_DATA / file) if (SHARED_DATA / file).exists() else [SENTENCE] * 1000
        tagged = [_tag(text, vocabulary) for text in texts]
        figures[f"{name}_articles_per_s"] = round(len(texts) / _seconds(texts, vocabulary))
        if (SHARED_DATA / file).exists():
            figures[name] = scores(texts, tagged)
    print_line(**figures)


def read_set(path: Path) -> list[dict[str, Any]]:
    """The labelled texts of a JSON lines file, packed or not."""
    opened: Callable[..., Any] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def scores(texts: list[dict[str, Any]], tagged: list[Tags]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of what the set labels."""
    pairs = list(zip(texts, tagged, strict=True))
    found = {"about": precision_recall((set(text["about"]), about(tags)) for text, tags in pairs)}
    if "pair_ir_az" in texts[0]:
        found["pair"] = precision_recall(({"AZ-IR"} if text["pair_ir_az"] else set(), {"AZ-IR"} & set(tags.pairs)) for text, tags in pairs)
        found["themes"] = precision_recall((set(text["themes"]), {theme.id for theme in tags.themes}) for text, tags in pairs)
    return found


def about(tags: Tags) -> set[str]:
    """Countries that a text is about, itself or by a subdivision."""
    return {region.code[:2] for region in tags.regions if region.role is Role.ABOUT and region.code[:2].isupper()}


def precision_recall(sets: Iterable[tuple[set[str], set[str]]]) -> dict[str, float]:
    """Micro average over (wanted, had)."""
    both = wanted = had = 0
    for want, have in sets:
        both, wanted, had = both + len(want & have), wanted + len(want), had + len(have)
    return {
        "precision": round(both / max(had, 1), 4),
        "recall": round(both / max(wanted, 1), 4),
        "f1": round(2 * both / max(wanted + had, 1), 4),
    }


def _seconds(texts: list[dict[str, Any]], vocabulary: Vocabulary) -> float:
    started = time.process_time()
    for text in texts:
        _tag(text, vocabulary)
    return time.process_time() - started


def _tag(text: dict[str, Any], vocabulary: Vocabulary) -> Tags:
    return tag(text["title"], text["text"], language=None, url=None, vocabulary=vocabulary)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
