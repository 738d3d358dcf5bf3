"""Blocks → what the model looks at: one row a block, one column a feature (float32), in the order of `NAMES`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from araswatch.extract.blocks import HEADINGS, Block, Frame, Layout, is_linked
from araswatch.extract.phrases import kinds_of_line
from araswatch.extract.structure import MARK_NAMES

Matrix = NDArray[np.float32]
TAGS = ("p", "li", "h1", "h2", "h3", "h4", "div", "tr", "blockquote", "pre", "dd", "figcaption", "section", "article", "td", "body")
PHRASE_KINDS = (
    "comment-form",
    "comments",
    "login",
    "author-box",
    "share",
    "related",
    "subscribe",
    "cookie",
    "navigation",
    "advert",
    "footer",
)
OWN = (
    "chars",
    "words",
    "stops",
    "commas",
    "digits",
    "ends",
    "upper",
    "links",
    "link_share",
    "strong_share",
    "depth",
    "engine",
    "is_title",
    "repeats",
    "brief",
)
FRAME = ("chars", "link_share", "paragraphs", "controls", "images", "blocks", "share")
PLACE = (
    "index",
    "from_end",
    "text_before",
    "after_title",
    "engine_before",
    "engine_after",
    "engine_span",
    "to_engine_before",
    "to_engine_after",
    "in_main",
    "main_depth",
    "template_engine",
    "template_count",
    "template_link",
    "siblings_engine",
    "parent_engine",
    "grand_engine",
    "page_blocks",
    "page_engine",
    "page_link_share",
    "title_seen",
)
NEAR_OWN = ("chars", "link_share", "engine", "ends", "heading", "phrase", "links")
OFFSETS = (-3, -2, -1, 1, 2, 3)
ANCESTORS = ("frame", "parent", "grand")
NAMES = (
    *OWN,
    *(f"tag_{tag}" for tag in TAGS),
    "heading",
    *(f"mark_{name}" for name in MARK_NAMES),
    *(f"phrase_{kind}" for kind in PHRASE_KINDS),
    *(f"{ancestor}_{name}" for ancestor in ANCESTORS for name in FRAME),
    *PLACE,
    *(f"{name}{offset:+d}" for offset in OFFSETS for name in NEAR_OWN),
)
SPREAD = ("mean3", "mean7", "frame", "parent", "template", "max_before", "max_after", "own", "page")
LINE = 60
"""Shorter lines that a page repeats are its furniture; a paragraph that stands twice is still a paragraph."""
STOPS = ".!?…。؟։۔"
COMMAS = ",;:،؛՝"


def block_features(layout: Layout, engine: Sequence[bool], title: str, title_at: int | None, groups: Groups | None = None) -> Matrix:
    """The features of every block. `engine` is trafilatura's choice, `title_at` the index of the title's block."""
    blocks = layout.blocks
    own = _own(layout, title)
    chosen = np.array(engine, dtype=np.float32)
    own[:, OWN.index("engine")] = chosen
    texts = Counter(block.text for block in blocks)
    own[:, OWN.index("repeats")] = [min(texts[block.text], 5) if len(block.text) < LINE else 1 for block in blocks]
    marks = np.array([block.marks for block in blocks], dtype=np.int64)
    bits = ((marks[:, None] >> np.arange(len(MARK_NAMES))) & 1).astype(np.float32)
    phrases = _phrases(blocks)
    groups = groups or Groups(layout)
    lengths = np.array([len(block.text) for block in blocks], dtype=np.float32)
    place = _place(layout, groups, own, chosen, lengths, title_at)
    heading = own[:, len(OWN) + len(TAGS)]
    near = _near(own, chosen, heading, phrases.max(axis=1, initial=0))
    return np.hstack([own, bits, phrases, _frames(layout, groups), place, near])


class Groups:
    """For each block the numbers of its frame, of the frames one and two above, and of its template (its tags and classes)."""

    def __init__(self, layout: Layout) -> None:
        parents = np.array([frame.parent.index if frame.parent else frame.index for frame in layout.frames], dtype=np.int64)
        templates: dict[tuple[object, ...], int] = {}
        frames = [block.frame for block in layout.blocks]
        self.frame = np.array([frame.index for frame in frames], dtype=np.int64)
        self.parent = parents[self.frame]
        self.grand = parents[self.parent]
        self.template = np.array([templates.setdefault(frame.template, len(templates)) for frame in frames], dtype=np.int64)

    def shares(self, group: NDArray[np.int64], values: Matrix, weights: Matrix) -> Matrix:
        """For each block the weighted mean of `values` over its group."""
        size = int(group.max()) + 1
        total = np.bincount(group, weights=values * weights, minlength=size)
        weight = np.bincount(group, weights=weights, minlength=size)
        means: Matrix = (total / np.maximum(weight, 1e-6))[group].astype(np.float32)
        return means


def spread(sizes: Matrix, groups: Groups, first: Matrix) -> Matrix:
    """How a first opinion of each block is spread around it: means over neighbours, frame, parent and template (`SPREAD`); `sizes` are
    characters."""
    lengths = np.sqrt(sizes)
    count = len(first)
    before = np.maximum.accumulate(first) if count else first
    after = np.maximum.accumulate(first[::-1])[::-1] if count else first
    return np.column_stack(
        [
            _window(first, lengths, 1),
            _window(first, lengths, 3),
            groups.shares(groups.frame, first, lengths),
            groups.shares(groups.parent, first, lengths),
            groups.shares(groups.template, first, lengths),
            before,
            after,
            first,
            np.full(count, (first * lengths).sum() / max(lengths.sum(), 1e-6)),
        ]
    ).astype(np.float32)


def _window(values: Matrix, weights: Matrix, reach: int) -> Matrix:
    kernel = np.ones(2 * reach + 1)
    total = np.convolve(values * weights, kernel)[reach:-reach]
    means: Matrix = (total / np.maximum(np.convolve(weights, kernel)[reach:-reach], 1e-6)).astype(np.float32)
    return means


def _own(layout: Layout, title: str) -> Matrix:
    """The columns `OWN`, `TAGS` and "heading"; the engine's choice and the repeats are filled in later."""
    blocks = layout.blocks
    texts = [block.text for block in blocks]
    size = np.array([len(text) for text in texts], dtype=np.float64)
    spaces, stops, commas, digits = _characters(texts, size)
    words = spaces + 1
    tags = [block.path[-1].tag for block in blocks]
    zero = np.zeros(len(blocks))
    own = [
        np.minimum(size, 2000) ** 0.5,
        np.minimum(words, 400) ** 0.5,
        stops / words,
        commas / words,
        digits / size,
        [text[-1] in STOPS or text[-2:-1] in STOPS for text in texts],
        [text[0].isupper() for text in texts],
        np.minimum([block.links for block in blocks], 20),
        np.minimum([block.link_chars for block in blocks] / size, 1.0),
        np.minimum([block.strong_chars for block in blocks] / size, 1.0),
        np.minimum([len(block.path) for block in blocks], 40),
        zero,
        [text == title for text in texts],
        zero,
        words <= 3,
    ]
    tagged = np.array([TAG_ROWS.get(tag, TAG_ROWS[""]) for tag in tags], dtype=np.float32)
    return np.hstack([np.column_stack(own).astype(np.float32), tagged])


def _characters(texts: Sequence[str], sizes: NDArray[np.float64]) -> list[NDArray[np.int64]]:
    """For each text, none of them empty, how many spaces, stops, commas and digits it holds."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = KIND_OF_CODE[np.minimum(codes, len(KIND_OF_CODE) - 1)]
    starts = np.cumsum(sizes).astype(np.int64) - sizes.astype(np.int64)
    return [np.add.reduceat(kinds == kind, starts, dtype=np.int64) for kind in range(1, 5)]


def _kind_of_code() -> NDArray[np.uint8]:
    """1 for a space, 2 for a stop, 3 for a comma, 4 for a digit, by code point; all above the last one are nothing."""
    table = np.zeros(0x10000, dtype=np.uint8)
    for kind, characters in enumerate((" ", STOPS, COMMAS, "0123456789"), start=1):
        table[[ord(character) for character in characters]] = kind
    return table


KIND_OF_CODE = _kind_of_code()
TAG_ROWS = {tag: [*(float(tag == name) for name in TAGS), float(tag in HEADINGS)] for tag in ("", *TAGS, *HEADINGS)}


def _phrases(blocks: Sequence[Block]) -> Matrix:
    found = np.zeros((len(blocks), len(PHRASE_KINDS)), dtype=np.float32)
    for row, block in enumerate(blocks):
        if kinds := kinds_of_line(block.text, is_linked(block)):
            found[row] = [kind in kinds for kind in PHRASE_KINDS]
    return found


def _frames(layout: Layout, groups: Groups) -> Matrix:
    page = max(sum(frame.chars for frame in layout.frames[:1]), 1)
    counts = np.array(
        [
            (frame.chars, frame.link_chars, frame.paragraphs, frame.controls, frame.images, frame.last - frame.first)
            for frame in layout.frames
        ],
        dtype=np.float64,
    )
    chars = np.maximum(counts[:, 0], 1)
    table = np.column_stack(
        [
            np.minimum(chars, 20000) ** 0.5,
            counts[:, 1] / chars,
            np.minimum(counts[:, 2], 30),
            np.minimum(counts[:, 3], 10),
            np.minimum(counts[:, 4], 20),
            np.minimum(counts[:, 5], 100) ** 0.5,
            chars / page,
        ]
    ).astype(np.float32)
    return np.hstack([table[groups.frame], table[groups.parent], table[groups.grand]])


def _place(layout: Layout, groups: Groups, own: Matrix, chosen: Matrix, lengths: Matrix, title_at: int | None) -> Matrix:
    count = len(lengths)
    index = np.arange(count, dtype=np.float32)
    cumulative = np.cumsum(lengths)
    picked = np.cumsum(lengths * chosen)
    total, engine_total = max(float(cumulative[-1]), 1.0), max(float(picked[-1]), 1.0)
    links = own[:, OWN.index("link_share")]
    inside, depth = _main_frame(layout, count)
    ones = np.ones(count, dtype=np.float32)
    at = -1 if title_at is None else title_at
    return np.column_stack(
        [
            np.minimum(index, 300),
            np.minimum(count - index, 300),
            cumulative / total,
            np.clip(index - at, -50, 150) if title_at is not None else -60 * ones,
            (picked - lengths * chosen) / engine_total,
            1 - picked / engine_total,
            _within(chosen),
            _distance(chosen),
            _distance(chosen[::-1])[::-1],
            inside,
            depth,
            groups.shares(groups.template, chosen, lengths),
            np.minimum(np.bincount(groups.template)[groups.template], 50),
            groups.shares(groups.template, links, lengths),
            groups.shares(groups.frame, chosen, lengths),
            groups.shares(groups.parent, chosen, lengths),
            groups.shares(groups.grand, chosen, lengths),
            min(count, 500) * ones,
            engine_total / total * ones,
            float((links * lengths).sum()) / total * ones,
            float(title_at is not None) * ones,
        ]
    ).astype(np.float32)


def _within(chosen: Matrix) -> Matrix:
    """1 between the engine's first and last block."""
    hits = np.flatnonzero(chosen)
    span = np.zeros(len(chosen), dtype=np.float32)
    if len(hits):
        span[hits[0] : hits[-1] + 1] = 1
    return span


def _distance(chosen: Matrix) -> Matrix:
    """Blocks since the last one that the engine chose; 50 where there is none near."""
    index = np.arange(len(chosen))
    last = np.maximum.accumulate(np.where(chosen > 0, index, -1))
    blocks: Matrix = np.where(last < 0, 50, np.minimum(index - last, 50)).astype(np.float32)
    return blocks


def _main_frame(layout: Layout, count: int) -> tuple[Matrix, Matrix]:
    """Whether each block is inside the frame that holds most paragraphs of its own level, and how far up that frame is."""
    scores: dict[int, float] = {}
    frames: dict[int, Frame] = {}
    for block in layout.blocks:
        if len(block.text) >= 80 and block.link_chars < len(block.text) / 2:
            for up, share in ((-2, 1.0), (-3, 0.5)):
                if len(block.path) >= -up:
                    frame = block.path[up]
                    scores[id(frame)] = scores.get(id(frame), 0.0) + share * min(len(block.text), 600)
                    frames[id(frame)] = frame
    inside = np.zeros(count, dtype=np.float32)
    depth = np.full(count, -1, dtype=np.float32)
    if scores:
        main = frames[max(scores, key=lambda key: scores[key])]
        inside[main.first : main.last] = 1
        depth[:] = (
            sum(1 for frame in layout.frames if frame.first <= main.first and frame.last >= main.last) if len(layout.frames) < 5000 else -1
        )
    return inside, depth


def _near(own: Matrix, chosen: Matrix, heading: Matrix, phrase: Matrix) -> Matrix:
    columns = np.column_stack(
        [own[:, OWN.index(name)] for name in ("chars", "link_share")]
        + [chosen, own[:, OWN.index("ends")], heading, phrase, own[:, OWN.index("links")]]
    )
    count, width = columns.shape
    padded = np.zeros((count + 6, width), dtype=np.float32)
    padded[3 : 3 + count] = columns
    return np.hstack([padded[3 + offset : 3 + offset + count] for offset in OFFSETS])
