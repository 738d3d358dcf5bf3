"""Step: query × article → its title and sentences with the found words marked; the same whichever store found it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from araswatch import fold
from araswatch.query import Query
from araswatch.query.evaluate import places, text_fields
from araswatch.query.nodes import All, Any, Near, Node, Value, WordPattern, Words
from araswatch.records import TaggedArticle, Tags

START, END = "\u0002", "\u0003"
MOST_SNIPPETS = 3
LONGEST_SNIPPET = 280
"""Characters; a longer sentence is cut around its first match."""

SENTENCE_END = re.compile(r"[.!?…։؟۔。]+[\"'”’»)\]]*\s+|\n+")

TextLeaf = Words | Near | WordPattern
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Highlights:
    """The title and up to three snippets, in the order of the text, with the found words between U+0002 and U+0003."""

    title: str
    snippets: tuple[str, ...]


def highlight(query: Query, tagged: TaggedArticle) -> Highlights:
    """Marks where an article answers a query.

    Without a word of the query in title or text, the evidence of the regions and themes that it asks for is marked instead. Snippets are
    empty where nothing can be marked in the text.
    """
    article = tagged.article
    for leaves in (_words_asked(query.root), _evidence_asked(query.root, tagged.tags)):
        title, text = _marked(article.title, leaves, "title"), _marked(article.text, leaves, "text")
        if title or text:
            return Highlights(title=_with_marks(article.title, (0, len(article.title)), title), snippets=_snippets(article.text, text))
    return Highlights(title=article.title, snippets=())


def _words_asked(node: Node) -> list[TextLeaf]:
    """Text clauses that are not negated."""
    match node:
        case All(children=children) | Any(children=children):
            return [leaf for child in children for leaf in _words_asked(child)]
        case Words() | Near() | WordPattern():
            return [node]
    return []


def _evidence_asked(node: Node, tags: Tags) -> list[TextLeaf]:
    """The words for which the tags were given that the query asks for."""
    match node:
        case All(children=children) | Any(children=children):
            return [leaf for child in children for leaf in _evidence_asked(child, tags)]
        case Value(field="region" | "mention" | "named", value=code):
            return _as_leaves(words for tag in tags.regions if tag.code == code for words in tag.evidence)
        case Value(field="pair", value=pair):
            return _as_leaves(words for tag in tags.regions if tag.code in pair.split("-") for words in tag.evidence)
        case Value(field="theme", value=theme):
            return _as_leaves(words for tag in tags.themes if tag.id == theme for words in tag.evidence)
    return []


def _as_leaves(evidence: Iterator[str]) -> list[TextLeaf]:
    return [Words(field="any", words=tuple(words)) for phrase in evidence if (words := fold.words(phrase))]


def _marked(text: str, leaves: Sequence[TextLeaf], field: str) -> list[Span]:
    """Where the leaves stand in a text: spans of characters in order, none touching another."""
    wanted = [leaf for leaf in leaves if field in text_fields(leaf.field)]
    if not wanted:
        return []
    tokens = fold.tokens(text)
    words = [token.folded for token in tokens]
    ranges = {part for leaf in wanted for place in places(leaf, words) for part in _parts(leaf, place, words)}
    return _merged(sorted((tokens[part.start].start, tokens[part.stop - 1].end) for part in ranges))


def _parts(leaf: TextLeaf, place: range, words: Sequence[str]) -> Iterator[range]:
    """What to mark of a place: the whole of a phrase, of a window only the words wanted."""
    if isinstance(leaf, Near):
        return (range(index, index + 1) for index in place if words[index] in leaf.words)
    return iter((place,))


def _merged(spans: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _snippets(text: str, marks: Sequence[Span]) -> tuple[str, ...]:
    """The sentences with the most different words found, in the order of the text."""
    if not marks:
        return ()
    sentences = list(dict.fromkeys(_sentence_around(text, mark) for mark in marks))
    found = {sentence: {fold.fold(text[slice(*mark)]) for mark in _inside(marks, sentence)} for sentence in sentences}
    best = sorted(sentences, key=lambda sentence: (-len(found[sentence]), sentence))[:MOST_SNIPPETS]
    return tuple(_with_marks(text, sentence, _inside(marks, sentence)) for sentence in sorted(best))


def _sentence_around(text: str, mark: Span) -> Span:
    """The sentence that holds a mark; where it is too long, the part around the mark, from space to space."""
    start = max((found.end() for found in SENTENCE_END.finditer(text, max(0, mark[0] - 2 * LONGEST_SNIPPET), mark[0])), default=None)
    following = SENTENCE_END.search(text, mark[1], min(len(text), mark[1] + 2 * LONGEST_SNIPPET))
    first = start if start is not None else (0 if mark[0] <= 2 * LONGEST_SNIPPET else mark[0] - 2 * LONGEST_SNIPPET)
    last = following.end() if following else min(len(text), mark[1] + 2 * LONGEST_SNIPPET)
    return _trimmed(text, (first, last)) if last - first <= LONGEST_SNIPPET else _cut(text, (first, last), mark)


def _cut(text: str, sentence: Span, mark: Span) -> Span:
    first = max(sentence[0], min(mark[0] - LONGEST_SNIPPET // 3, sentence[1] - LONGEST_SNIPPET))
    last = max(mark[1], min(sentence[1], first + LONGEST_SNIPPET))
    if first > sentence[0] and (space := text.find(" ", first, mark[0])) >= 0:
        first = space + 1
    if last < sentence[1] and (space := text.rfind(" ", mark[1], last)) >= 0:
        last = space
    return _trimmed(text, (first, last))


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    return span[0] + len(piece) - len(piece.lstrip()), span[1] - len(piece) + len(piece.rstrip())


def _inside(marks: Sequence[Span], span: Span) -> Sequence[Span]:
    """The marks that lie wholly within a span."""
    first, last = bisect_left(marks, (span[0], 0)), bisect_right(marks, span[1], key=lambda mark: mark[1])
    return marks[first:last]


def _with_marks(text: str, span: Span, marks: Sequence[Span]) -> str:
    """The piece of a text with its marks set; control characters of the text's own that look like marks are dropped."""
    pieces, at = [], span[0]
    for start, end in marks:
        pieces += [_clean(text[at:start]), START, _clean(text[start:end]), END]
        at = end
    return "".join((*pieces, _clean(text[at : span[1]])))


def _clean(text: str) -> str:
    return text.replace(START, "").replace(END, "")
