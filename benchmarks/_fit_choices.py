"""Fit the weights of `schemas/choices/weights.yml` on WCXB's development split (Murrough Foley 2026, CC BY 4.0), cross-validated by site.

    _fit_choices.py WCXB [--check]

WCXB is a folder with `gold.jsonl.gz` (or `gold.jsonl`) and its pages. Prints one JSON line with the cross-validated share of right days and
author F1; `--check` writes no file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from araswatch.extract import authors, choice, dateplaces, dates, site, title
from araswatch.extract.blocks import lay_out, title_index
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.phrases import schemas
from araswatch.extract.structured import read_structured
from araswatch.records import NO_HINTS

FOLDS = 5
PENALTY = {"authors": 3.0, "dates": 1.0}
STEPS, RATE = 400, 0.1
SEEN_AT_LEAST = 4
"""Features of fewer candidates are left out: they would name single pages."""
FETCHED_AT = datetime(2026, 6, 1, tzinfo=UTC)
AND = re.compile(r"\s*(?:;|,|/|\||&|\bund\b|\band\b|\bet\b|\by\b)\s*", re.I)
HEADER = """# How much each feature of a candidate speaks for it (log-odds), see
# araswatch/extract/choice.py. Made by benchmarks/_fit_choices.py from WCXB's development split (Murrough Foley 2026, CC BY 4.0).
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A page's candidates: their features, their answers, and how right each answer is (0 to 1)."""

    host: str
    features: list[choice.Features]
    answers: list[frozenset[str]]
    wanted: frozenset[str]

    def worth(self) -> list[float]:
        """F1 of each answer."""
        return [2 * len(self.wanted & answer) / (len(self.wanted) + len(answer)) for answer in self.answers]


@dataclass(frozen=True, slots=True)
class Judged:
    """A page's candidates with their scores by weights that have not seen its site."""

    case: Case
    scores: list[float]

    @property
    def answer(self) -> frozenset[str]:
        """The best candidate's; empty where there is none."""
        return self.case.answers[self.scores.index(max(self.scores))] if self.scores else frozenset()


def main() -> None:
    """Fit, cross-validate, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    cases = read_cases(options.folder)
    judged = {kind: list(cross_validate(found, PENALTY[kind])) for kind, found in cases.items()}
    print(json.dumps({kind: round(MEASURE[kind](found), 4) for kind, found in judged.items()}))
    if not options.check:
        tables = {kind: fit(found, PENALTY[kind]) for kind, found in cases.items()}
        tables["dates"] |= dict.fromkeys(dates.NO_DAY, level_of_doubt(judged["dates"]))
        write(tables)


def read_cases(folder: Path) -> dict[str, list[Case]]:
    """The candidates of every article whose author or day is known."""
    packed = folder / "gold.jsonl.gz"
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "gold.jsonl").read_bytes()
    cases: dict[str, list[Case]] = {"authors": [], "dates": []}
    for line in filter(None, raw.decode().split("\n")):
        gold = json.loads(line)
        if gold.get("page_type") == "article" and (gold.get("authors") or gold.get("published_on")):
            for kind, case in read_page(folder, gold):
                cases[kind].append(case)
    return cases


def read_page(folder: Path, gold: dict[str, Any]) -> Iterable[tuple[str, Case]]:
    """One page's candidates as the product finds them."""
    tree = parse(decode((folder / gold["path"]).read_bytes())[0])
    if tree is None:
        return
    url = str(gold["url"])
    data, layout = read_structured(tree), lay_out(tree)
    name = site.site_name(data, url)
    heading = title.find_title(tree, data, name, url) or ""
    at = title_index(layout, heading)
    host = ".".join((urlsplit(url).hostname or "").split(".")[-2:])
    if gold.get("authors"):
        claims = authors.author_claims(tree, layout, data, name, url, at)
        answers = [spelled(claim.names) for claim in claims]
        yield "authors", Case(host, authors.claim_features(claims, at), answers, spelled(gold["authors"]))
    if gold.get("published_on"):
        clock = dates.clock_of(tree, layout, data, url=url, language=None, fetched_at=FETCHED_AT, hints=NO_HINTS)
        found = dateplaces.find_claims(tree, layout, data, url=url, title=heading, title_at=at, clock=clock)
        days = dates.candidates(dates.believable(found, clock), url, heading)
        wanted = frozenset({gold["published_on"][:10]})
        yield "dates", Case(host, list(days.values()), [frozenset({str(day)}) for day in days], wanted)


def spelled(names: Sequence[str]) -> frozenset[str]:
    """Names as they are compared: single persons, words alone, without case."""
    return frozenset(" ".join(re.findall(r"\w+", part.casefold())) for part in AND.split("; ".join(names)) if re.search(r"\w", part))


def fit(cases: Sequence[Case], penalty: float) -> dict[str, float]:
    """Weights that make the best candidate of each page the likeliest: a conditional logit with a ridge penalty, by Adam."""
    answerable = [case for case in cases if max(case.worth(), default=0) > 0]
    counts = Counter(name for case in answerable for features in case.features for name in features)
    names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    rows = [features for case in answerable for features in case.features]
    matrix = np.array([[name in features for name in names] for features in rows], dtype=np.float64)
    page = np.repeat(np.arange(len(answerable)), [len(case.features) for case in answerable])
    right = np.array([value == max(worth) for case in answerable for worth in [case.worth()] for value in worth], dtype=np.float64)
    weights = descend(lambda weights: matrix.T @ surplus(matrix @ weights, page, right) + penalty * weights, len(names))
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.005}


def surplus(scores: NDArray[np.float64], page: NDArray[np.int64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each candidate its probability less that among the right candidates of its page."""
    powers = np.exp(np.clip(scores, -30, 30))
    return powers / np.bincount(page, powers)[page] - powers * right / np.bincount(page, powers * right)[page]


def descend(gradient: Callable[[NDArray[np.float64]], NDArray[np.float64]], size: int) -> NDArray[np.float64]:
    """The weights at which the gradient vanishes, nearly; the same at every run."""
    weights, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS + 1):
        slope = gradient(weights)
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        weights = weights - RATE * (1 - step / STEPS) * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return weights


def cross_validate(cases: Sequence[Case], penalty: float) -> Iterator[Judged]:
    """Each page, judged by weights that have not seen its site."""
    for fold in range(FOLDS):
        table = fit([case for case in cases if zlib.crc32(case.host.encode()) % FOLDS != fold], penalty)
        for case in (case for case in cases if zlib.crc32(case.host.encode()) % FOLDS == fold):
            yield Judged(case, [choice.score(features, table) for features in case.features])


def micro_f1(judged: Sequence[Judged]) -> float:
    """Of all names wanted and chosen."""
    hits = sum(2 * len(page.case.wanted & page.answer) for page in judged)
    return hits / sum(len(page.case.wanted) + len(page.answer) for page in judged)


def share_right(judged: Sequence[Judged]) -> float:
    """Pages with the wanted day; no day is a wrong one."""
    return sum(page.case.wanted == page.answer for page in judged) / len(judged)


def level_of_doubt(judged: Sequence[Judged]) -> float:
    """The score of "none of these" with which the chosen candidates' probabilities come nearest to how often they are right."""

    def squares(level: float) -> float:
        shares = [(choice.shares([*page.scores, level])[:-1], page) for page in judged if page.scores]
        return sum((max(chances) - (page.case.wanted == page.answer)) ** 2 for chances, page in shares)

    return min((step / 10 for step in range(-50, 51)), key=squares)


MEASURE: dict[str, Callable[[Sequence[Judged]], float]] = {"authors": micro_f1, "dates": share_right}


def write(tables: dict[str, dict[str, float]]) -> None:
    """Store the weights, the heaviest first."""
    lines = [HEADER.rstrip()]
    for kind, table in tables.items():
        lines += [
            f"{kind}:",
            *(f"  {json.dumps(name)}: {weight}" for name, weight in sorted(table.items(), key=lambda pair: (-abs(pair[1]), pair[0]))),
        ]
    (schemas() / "choices" / "weights.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
