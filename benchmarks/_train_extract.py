"""Train the forests of `araswatch/extract/model.npz` on WCXB's development split (Murrough Foley 2026, CC BY 4.0), cross-validated by site.

    python -m benchmarks._train_extract WCXB [--jobs N] [--check] [--cache FILE]

WCXB is a folder with `gold.jsonl.gz` (or `gold.jsonl`) and its pages. Needs `catboost` beside the package's own dependencies (an
environment of its own under build/ is enough). Prints one JSON line with the cross-validated figures; `--check` trains the folds alone
and writes no file.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import pickle
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from araswatch.extract import authors, body, dates, features, pagefeatures, pagemarkup, pageshape, pagewords, site, title, verdict
from araswatch.extract.align import align
from araswatch.extract.blocks import Layout, lay_out, title_index
from araswatch.extract.decode import decode
from araswatch.extract.document import parse
from araswatch.extract.engine import engine_text
from araswatch.extract.features import Groups
from araswatch.extract.model import FILE
from araswatch.extract.pagerow import PageRow
from araswatch.extract.prune import prune
from araswatch.extract.structured import read_structured
from araswatch.records import NO_HINTS
from benchmarks import _bare_pages, _other_pages, _train_verdict

FOLDS = 5
SHAPE = {
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 6,
    "random_seed": 7,
    "thread_count": 1,  # the same trees on every machine
    "border_count": 64,
    "rsm": 0.5,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.7,
    "verbose": 0,
    "allow_writing_files": False,
}
TREES = {"blocks": 180, "blocks_again": 140}
LISTINGS = frozenset({"listing", "collection", "product"})
SURELY_NOT = 25.0
"""A cut at which only those pages are articles that the rules keep whatever the model says."""
BARE_TOO = 0.3
"""The share of pages in other letters that lose their names as well."""
SAME_WORDS = 0.6
PLAIN_CUT = 0.4
"""The probability from which a block is the article's where the page has no cut of its own (`body.best_cut`)."""
FETCHED_AT = datetime(2026, 6, 1, tzinfo=UTC)


@dataclass(slots=True)
class Sample:
    """A page of the set: its rows of features, which blocks the gold text holds, what else the models need. One that is `made` of a page of
    the set ("bare", "alone", "short", "foreign": `_bare_pages`, `_other_pages`) is for the verdict alone to learn from."""

    made: str
    gold: dict[str, Any]
    url: str
    texts: list[str]
    rows: NDArray[np.float32]
    wanted: NDArray[np.bool_]
    engine: list[bool]
    groups: Groups
    title: str
    outline: pageshape.Outline
    fixed: list[float]
    lengths: NDArray[np.float32]
    layout: Layout
    title_at: int | None
    authors: tuple[str, ...]
    declared: verdict.Declared
    words: frozenset[str]


@dataclass(slots=True)
class Validated:
    """What cross-validation leaves for the forests that ship: thresholds, and rows of pages made with opinions of forests that had not
    seen them."""

    figures: dict[str, float]
    thresholds: dict[str, float]
    rows: NDArray[np.float32]


def main() -> None:
    """Train, cross-validate, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--cache", type=Path, help="where the pages' features are kept between runs")
    options = arguments.parse_args()
    samples = cached_samples(options.folder, options.jobs, options.cache)
    print(f"{len(samples)} pages", flush=True)
    validated = cross_validate(samples)
    print(json.dumps(validated.figures), flush=True)
    if not options.check:
        write(samples, validated)


def cached_samples(folder: Path, jobs: int, cache: Path | None) -> list[Sample]:
    """Features of all pages, from the cache where there is one."""
    if cache and cache.exists():
        with cache.open("rb") as file:
            return list(pickle.load(file))
    samples = load_samples(folder, jobs)
    if cache:
        with cache.open("wb") as file:
            pickle.dump(samples, file)
    return samples


def load_samples(folder: Path, jobs: int) -> list[Sample]:
    """Features of all pages of the set."""
    packed = folder / "gold.jsonl.gz"
    raw = gzip.decompress(packed.read_bytes()) if packed.exists() else (folder / "gold.jsonl").read_bytes()
    golds = [json.loads(line) for line in raw.decode().split("\n") if line]
    with ProcessPoolExecutor(jobs) as pool:
        return list(chain.from_iterable(pool.map(read_samples, [str(folder)] * len(golds), golds, chunksize=8)))


def read_samples(folder: str, gold: dict[str, Any]) -> list[Sample]:
    """One page of the set, and what the verdict learns from it barer, shorter and in other letters."""
    text, _ = decode((Path(folder) / gold["path"]).read_bytes())
    samples = [read_sample(text, gold, gold["url"])]
    if gold["page_type"] in LISTINGS | {"article"}:
        samples += [read_sample(html, gold, url, made=made) for made, html, url in made_of(text, gold)]
    return [sample for sample in samples if sample]


def made_of(text: str, gold: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Pages made of one of the set: how, HTML, address."""
    chance, article = random.Random(gold["path"]), gold["page_type"] == "article"
    if (tree := parse(text)) is None:
        return
    yield "bare", _bare_pages.without_names(tree), gold["url"]
    if article and (alone := _bare_pages.text_alone(gold, chance)) is not None:
        yield "alone", *alone
    short = _shortened(text, gold, chance) if article else None
    if short is not None:
        yield "short", short, gold["url"]
    for html in (text, short):
        if html is not None and (tree := parse(html)) is not None:
            script = chance.choice(sorted(_other_pages.SCRIPTS))
            bare = chance.random() < BARE_TOO and (named := parse(_bare_pages.without_names(tree))) is not None
            url = _other_pages.foreign_address(gold["url"], script, article=article, chance=chance)
            yield "foreign", _other_pages.foreign(named if bare else parse(html), script), url


def _shortened(text: str, gold: dict[str, Any], chance: random.Random) -> str | None:
    if (tree := parse(text)) is None:
        return None
    layout = lay_out(tree)
    return _other_pages.shortened(tree, layout, label([block.text for block in layout.blocks], gold["body"]), chance)


def read_sample(text: str, gold: dict[str, Any], url: str, *, made: str = "") -> Sample | None:
    """A page as the pipeline sees it, up to the model."""
    tree = parse(text)
    if tree is None:
        return None
    data, layout = read_structured(tree), lay_out(tree)
    if not layout.blocks:
        return None
    name = site.site_name(data, url)
    heading = title.find_title(tree, data, name, url) or ""
    at = title_index(layout, heading)
    persons = authors.find_authors(tree, layout, data, name, url, at)
    published, _ = dates.find_dates(
        tree, layout, data, url=url, title=heading, title_at=at, language=None, fetched_at=FETCHED_AT, hints=NO_HINTS
    )
    markup = pagemarkup.read_markup(tree, url)
    engine = align([block.text for block in layout.blocks], engine_text(prune(tree, layout), url))
    texts = [block.text for block in layout.blocks]
    shape = pageshape.Outline(layout, data.first("description", "og:description") or "")
    found = {"dated": published is not None, "authored": bool(persons), "title_seen": at is not None}
    fixed = PageRow(pagefeatures.fixed_parts(markup, shape, data, url=url, title=heading, **found))
    return Sample(
        made,
        gold,
        url,
        texts,
        features.block_features(layout, engine, heading, at),
        np.array(label(texts, gold["body"])),
        engine,
        Groups(layout),
        heading,
        shape,
        list(fixed.values()),
        np.array([len(text) for text in texts], dtype=np.float32),
        _bare(layout),
        at,
        persons,
        verdict.how_declared(data, markup),
        markup.words | pagewords.text_words(layout, data, url, heading),
    )


def _bare(layout: Layout) -> Layout:
    """The layout without its elements, which cannot be sent between processes and which no later part looks at."""
    layout.by_element.clear()
    layout.elements.clear()
    nothing: Any = None
    for frame in layout.frames:
        frame.element = nothing
    return layout


def label(texts: Sequence[str], gold: str) -> list[bool]:
    """Which blocks the gold text holds: letters compared alone, long blocks by their 4-word shingles too."""
    held = align([_letters(text) for text in texts], _letters(gold))
    words = re.findall(r"\w+", gold.lower())
    shingles = {tuple(words[at : at + 4]) for at in range(len(words) - 3)}
    for number, text in enumerate(texts):
        tokens = re.findall(r"\w+", text.lower())
        if not held[number] and len(tokens) >= 6:
            own = [tuple(tokens[at : at + 4]) for at in range(len(tokens) - 3)]
            held[number] = sum(shingle in shingles for shingle in own) >= SAME_WORDS * len(own)
    return held


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text.casefold())


def cross_validate(samples: list[Sample]) -> Validated:
    """Figures on pages of sites that training did not see, and the thresholds that serve them best."""
    folds = np.array([_fold(sample.gold["url"]) for sample in samples])
    opinions: dict[int, NDArray[np.float32]] = {}
    for fold in range(FOLDS):
        seen = [sample for sample, number in zip(samples, folds, strict=True) if number != fold and not sample.made]
        first, again = train_blocks(seen)
        for number, sample in enumerate(samples):
            if folds[number] == fold:
                opinions[number] = second_opinion(sample, first, again)
        print(f"fold {fold}", flush=True)
    bodies = [decided(sample, opinions[number]) for number, sample in enumerate(samples)]
    pairs = [
        (sample, found) for sample, found in zip(samples, bodies, strict=True) if sample.gold["page_type"] == "article" and not sample.made
    ]
    plain = [_word_f1(sample.gold["body"], _text(sample, found.probabilities >= PLAIN_CUT)) for sample, found in pairs]
    rows = np.array([page_row(sample, found) for sample, found in zip(samples, bodies, strict=True)], dtype=np.float32)
    judged, page_cut = validate_pages(samples, bodies, rows, folds)
    figures = {
        "word_f1": float(np.mean([_word_f1(sample.gold["body"], found.text) for sample, found in pairs])),
        **shingle_figures([(sample.gold["body"], found.text) for sample, found in pairs]),
        "word_f1_of_the_model_alone": float(np.mean(plain)),
        **judged,
    }
    return Validated(figures, {"blocks": 0.5, "blocks_again": PLAIN_CUT, "page": page_cut}, rows)


def decided(sample: Sample, opinion: NDArray[np.float32]) -> body.Body:
    """The page's body as the pipeline finds it from the model's opinion: with the page's own cut, the lead and the guard."""
    return body.decide(
        sample.layout,
        opinion,
        sample.rows,
        sample.engine,
        title=sample.title,
        title_at=sample.title_at,
        authors=sample.authors,
    )


def shingle_figures(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Mean precision and recall of 4-word shingles over pairs of gold and found text, and the F1 of the two."""
    precisions, recalls = [], []
    for gold, found in pairs:
        want, have = _shingles(gold), _shingles(found)
        same = sum((want & have).values())
        recalls.append(same / max(sum(want.values()), 1))
        if have:
            precisions.append(same / sum(have.values()))
    precision, recall = float(np.mean(precisions)), float(np.mean(recalls))
    return {"shingle_precision": precision, "shingle_recall": recall, "shingle_f1": 2 * precision * recall / (precision + recall)}


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + 4]) for at in range(max(1, len(words) - 3)) if words)


def train_blocks(samples: list[Sample]) -> tuple[CatBoostClassifier, CatBoostClassifier]:
    """Both forests of blocks, on articles; the second learns from first opinions of pages that the first had not seen."""
    pages = [sample for sample in samples if sample.gold["page_type"] == "article"]
    halves = np.array([_fold(sample.gold["url"], 2, "half") for sample in pages])
    parts = [_fit("blocks", [page for page, half in zip(pages, halves, strict=True) if half != which]) for which in (0, 1)]
    blind = [parts[half].predict_proba(page.rows)[:, 1].astype(np.float32) for page, half in zip(pages, halves, strict=True)]
    rows = [np.hstack([page.rows, _spread(page, opinion)]) for page, opinion in zip(pages, blind, strict=True)]
    return _fit("blocks", pages), _fit("blocks_again", pages, rows)


def _fit(name: str, pages: list[Sample], rows: list[NDArray[np.float32]] | None = None) -> CatBoostClassifier:
    model = CatBoostClassifier(iterations=TREES[name], **SHAPE)
    weights = np.concatenate([_weights(page) for page in pages])
    model.fit(
        np.vstack(rows or [page.rows for page in pages]),
        np.concatenate([page.wanted for page in pages]).astype(int),
        sample_weight=weights / weights.mean(),
    )
    return model


def _weights(page: Sample) -> NDArray[np.float64]:
    """What a block's mistake costs its page's F1: its share of the wanted words."""
    words = np.array([text.count(" ") + 1 for text in page.texts], dtype=float)
    return (words + 1) / (float((words * page.wanted).sum()) + 60)


def _spread(page: Sample, opinion: NDArray[np.float32]) -> NDArray[np.float32]:
    return features.spread(page.lengths, page.groups, opinion)


def second_opinion(page: Sample, first: CatBoostClassifier, again: CatBoostClassifier) -> NDArray[np.float32]:
    """The probability of each block, as `body.judge` gives it."""
    opinion = first.predict_proba(page.rows)[:, 1].astype(np.float32)
    return again.predict_proba(np.hstack([page.rows, _spread(page, opinion)]))[:, 1].astype(np.float32)  # type: ignore[no-any-return]


def page_row(page: Sample, found: body.Body) -> list[float]:
    """The page's features with the blocks that are kept."""
    chosen = pagefeatures.chosen_parts(
        page.outline,
        found.probabilities,
        found.kept,
        page.engine,
        title=page.title,
        title_at=page.title_at,
        url=page.url,
    )
    return [*page.fixed, *PageRow(chosen).values()]


def validate_pages(
    samples: list[Sample], bodies: list[body.Body], rows: NDArray[np.float32], folds: NDArray[np.int64]
) -> tuple[dict[str, float], float]:
    """Articles kept and listings rejected by rules and forests together, of the set's own pages and of those made of them, and the
    probability that keeps as many articles of the set as is asked."""
    pages, listings = page_set(samples, rows), np.array([sample.gold["page_type"] in LISTINGS for sample in samples])
    odds = _train_verdict.blind_odds(pages, folds, pages.articles | listings)
    made = np.array([sample.made for sample in samples])
    full = _train_verdict.with_scores(rows, odds.tolist())

    values = [dict(zip(pagefeatures.NAMES, row, strict=True)) for row in full.tolist()]

    def kept_from(cut: float) -> NDArray[np.bool_]:
        chances = 1 / (1 + np.exp(cut - odds))
        judged = zip(samples, bodies, values, chances.tolist(), strict=True)
        return np.array(
            [verdict.is_article(found, value, chance, declared=sample.declared, cut=0.5) for sample, found, value, chance in judged]
        )

    whatever = kept_from(SURELY_NOT)
    cut = _train_verdict.cut_for(np.where(whatever, SURELY_NOT, odds)[made == ""], pages.articles[made == ""])
    kept = kept_from(cut)
    figures = {}
    for kind in ("", *sorted(set(made.tolist()) - {""})):
        name = f"{kind}_" if kind else ""
        figures[f"{name}articles_kept"] = float(kept[pages.articles & (made == kind)].mean())
        if (listings & (made == kind)).any():
            figures[f"{name}listings_rejected"] = float((~kept)[listings & (made == kind)].mean())
    return figures, float(1 / (1 + np.exp(-cut)))


def page_set(samples: list[Sample], rows: NDArray[np.float32]) -> _train_verdict.Pages:
    """What the verdict learns from."""
    articles = np.array([sample.gold["page_type"] == "article" for sample in samples])
    sites, made = [site_of(sample.gold["url"]) for sample in samples], [sample.made for sample in samples]
    return _train_verdict.Pages(rows, [sample.words for sample in samples], articles, sites, made)


def write(samples: list[Sample], validated: Validated) -> None:
    """The file that ships, from all pages."""
    first, again = train_blocks([sample for sample in samples if not sample.made])
    pages = page_set(samples, validated.rows)
    known = pages.articles | np.array([sample.gold["page_type"] in LISTINGS for sample in samples])
    page = _train_verdict.train(pages.take(known))
    arrays: dict[str, Any] = {}
    for name, models, names in (
        ("blocks", [first], features.NAMES),
        ("blocks_again", [again], (*features.NAMES, *(f"around_{place}" for place in features.SPREAD))),
        ("page", page.forests, pagefeatures.NAMES),
    ):
        arrays |= {f"{name}_{part}": value for part, value in together(models).items()}
        arrays |= {f"{name}_names": np.array(names), f"{name}_threshold": np.array(validated.thresholds[name], dtype=np.float32)}
    arrays["words_names"] = np.array("\n".join(page.weights.by_word))
    arrays["words_weights"] = np.array(list(page.weights.by_word.values()), dtype=np.float32)
    np.savez_compressed(FILE, **arrays)
    print(f"{FILE}: {FILE.stat().st_size} bytes")


def together(models: list[CatBoostClassifier]) -> dict[str, Any]:
    """The mean of several forests as one."""
    parts = [tables(model) for model in models]
    joined = {part: np.concatenate([table[part] for table in parts]) for part in ("columns", "borders", "leaves")}
    return {**joined, "leaves": joined["leaves"] / np.float32(len(parts)), "bias": np.mean([table["bias"] for table in parts])}


def tables(model: CatBoostClassifier) -> dict[str, Any]:
    """A forest of symmetric trees as arrays (see `araswatch.extract.model.Forest`)."""
    with NamedTemporaryFile(suffix=".json") as dump:
        model.save_model(dump.name, format="json")
        forest = json.loads(Path(dump.name).read_text(encoding="utf-8"))
    depth = max(len(tree["splits"]) for tree in forest["oblivious_trees"])
    columns, borders, leaves = [], [], []
    for tree in forest["oblivious_trees"]:
        splits = tree["splits"]
        columns.append([split["float_feature_index"] for split in splits] + [0] * (depth - len(splits)))
        borders.append([split["border"] for split in splits] + [np.inf] * (depth - len(splits)))
        leaves.append(list(tree["leaf_values"]) + [0.0] * (2**depth - len(tree["leaf_values"])))
    scale, bias = forest["scale_and_bias"]
    return {
        "columns": np.array(columns, dtype=np.int16),
        "borders": np.array(borders, dtype=np.float32),
        "leaves": np.array(leaves, dtype=np.float32) * np.float32(scale),
        "bias": np.array(bias[0] if isinstance(bias, list) else bias, dtype=np.float32),
    }


def _text(page: Sample, chosen: NDArray[np.bool_]) -> str:
    return "\n".join(text for text, yes in zip(page.texts, chosen, strict=True) if yes and text.casefold() != page.title.casefold())


def _word_f1(gold: str, text: str) -> float:
    want, have = Counter(re.findall(r"\w+", gold.lower())), Counter(re.findall(r"\w+", text.lower()))
    same = sum((want & have).values())
    return 2 * same / max(sum(want.values()) + sum(have.values()), 1)


def _fold(url: str, folds: int = FOLDS, salt: str = "") -> int:
    """The fold of a page: that of its site, so that no site is on both sides."""
    return int(hashlib.sha256((salt + site_of(url)).encode()).hexdigest(), 16) % folds


def site_of(url: str) -> str:
    """The host without its subdomains."""
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


if __name__ == "__main__":
    main()
