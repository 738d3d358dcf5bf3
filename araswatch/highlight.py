"""Step: query × article → its title and sentences with the found words marked; the same whichever store found it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from araswatch import fold
from araswatch.query import Query
from araswatch.query.evaluate import places, text_fields
from araswatch.query.nodes import All, Any, NameLookup, Near, Node, Value, WordPattern, Words
from araswatch.records import TaggedArticle, Tags

START, END = "\u0002", "\u0003"
MOST_SNIPPETS = 3
MOST_READ = 8
"""Sentences that hold a part of what is asked and are looked at word by word, those with the most first."""
LONGEST_SNIPPET = 280
"""Characters; a longer sentence is cut around its first match."""

SENTENCE_END = re.compile(r"[.!?…։؟۔。]+[\"'”’»)\]]*\s+")

EVIDENCE_PART = ": "
"""Ends the part of the text (`lead: Baku`) in a region's evidence."""

TextLeaf = Words | Near | WordPattern
Span = tuple[int, int]
Sentence = tuple[int, Span, list[Span]]
"""How many different words of a query it holds, negative, so that the best come first, then the first; its place; theirs."""


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
    for leaves in (_words_asked(query.root, query.names, tagged), _evidence_asked(query.root, tagged.tags)):
        title = _marked(article.title, (0, len(article.title)), _of_field(leaves, "title"))
        snippets = _snippets(article.text, _of_field(leaves, "text"))
        if title or snippets:
            return Highlights(title=_with_marks(article.title, (0, len(article.title)), title), snippets=snippets)
    return Highlights(title=_clean(article.title), snippets=())


def highlight_whole(query: Query, tagged: TaggedArticle) -> tuple[str, str]:
    """Title and whole text with all that answers a query between U+0002 and U+0003, as `highlight` would choose it."""
    title, text = tagged.article.title, tagged.article.text
    for leaves in (_words_asked(query.root, query.names, tagged), _evidence_asked(query.root, tagged.tags)):
        in_title = _marked(title, (0, len(title)), _of_field(leaves, "title"))
        in_text = _marked(text, (0, len(text)), _of_field(leaves, "text"))
        if in_title or in_text:
            return _with_marks(title, (0, len(title)), in_title), _with_marks(text, (0, len(text)), in_text)
    return _clean(title), _clean(text)


def _words_asked(node: Node, names: NameLookup | None, tagged: TaggedArticle) -> list[TextLeaf]:
    """Text clauses that are not negated, and the names by which a place that is asked for is known here."""
    match node:
        case All(children=children) | Any(children=children):
            return [leaf for child in children for leaf in _words_asked(child, names, tagged)]
        case Words() | Near() | WordPattern():
            return [node]
        case Value(field="named", value=place) if names and place in tagged.tags.named:
            return _as_leaves(_names_of(place, names, tagged))
    return []


def _names_of(place: str, names: NameLookup, tagged: TaggedArticle) -> Iterator[str]:
    """A place's names as title and text have them."""
    for text in (tagged.article.title, tagged.article.text):
        yield from dict.fromkeys(text[slice(*span)] for span in names.find_names(text, {place}, tagged.tags.language))


def _evidence_asked(node: Node, tags: Tags) -> list[TextLeaf]:
    """The words for which the tags were given that the query asks for."""
    match node:
        case All(children=children) | Any(children=children):
            return [leaf for child in children for leaf in _evidence_asked(child, tags)]
        case Value(field="region" | "mention", value=code):
            return _as_leaves(_surfaces(tags, {code}))
        case Value(field="pair", value=pair):
            return _as_leaves(_surfaces(tags, {*pair.split("-")}))
        case Value(field="theme", value=theme):
            return _as_leaves(words for tag in tags.themes if tag.id == theme for words in tag.evidence)
    return []


def _surfaces(tags: Tags, codes: Collection[str]) -> Iterator[str]:
    """The words that speak for regions, without the part of the text that the evidence names before them."""
    return (words.partition(EVIDENCE_PART)[2] or words for tag in tags.regions if tag.code in codes for words in tag.evidence)


def _as_leaves(evidence: Iterator[str]) -> list[TextLeaf]:
    return [Words(field="any", words=tuple(words)) for phrase in evidence if (words := fold.words(phrase))]


def _of_field(leaves: Sequence[TextLeaf], field: str) -> list[TextLeaf]:
    return list(dict.fromkeys(leaf for leaf in leaves if field in text_fields(leaf.field)))


def _snippets(text: str, leaves: Sequence[TextLeaf]) -> tuple[str, ...]:
    """The sentences with the most different words found, in the order of the text; across two sentences where there is no other."""
    if not leaves:
        return ()
    found = _best(text, leaves) or _across(text, leaves)
    return tuple(_with_marks(text, *_cut(text, span, marks)) for span, marks in sorted(found))


def _best(text: str, leaves: Sequence[TextLeaf]) -> list[tuple[Span, list[Span]]]:
    """Up to three sentences with their marks.

    Letters say how many leaves a sentence may hold: it is read word by word only while three others are not known to hold as many.
    """
    best: list[Sentence] = []
    partly: list[tuple[int, Span]] = []
    for count, span in _promising(text, leaves):
        if count < len(leaves):
            partly.append((-count, span))
        elif _enough(best := sorted((*best, *_read(text, span, leaves))), count):
            break
    else:
        for less, span in sorted(partly)[:MOST_READ]:
            if _enough(best, -less):
                break
            best = sorted((*best, *_read(text, span, leaves)))
    return [(span, marks) for _, span, marks in best[:MOST_SNIPPETS]]


def _read(text: str, span: Span, leaves: Sequence[TextLeaf]) -> list[Sentence]:
    """The sentence at a place, unless it holds nothing."""
    marks = _marked(text, span, leaves)
    return [(-len({fold.fold(text[slice(*mark)]) for mark in marks}), span, marks)] if marks else []


def _enough(best: Sequence[Sentence], count: int) -> bool:
    """Whether there are sentences for all snippets that hold as many words."""
    return len(best) >= MOST_SNIPPETS and -best[MOST_SNIPPETS - 1][0] >= count


def _across(text: str, leaves: Sequence[TextLeaf]) -> list[tuple[Span, list[Span]]]:
    """The first place of words that stand in two sentences."""
    longer = [leaf for leaf in leaves if not isinstance(leaf, WordPattern) and len(leaf.words) > 1]
    folded = fold.fold(text) if longer else ""
    marks = _marked(text, (0, len(text)), [leaf for leaf in longer if all(word in folded for word in leaf.words)])[:1]
    return [(mark, marks) for mark in marks]


def _promising(text: str, leaves: Sequence[TextLeaf]) -> Iterator[tuple[int, Span]]:
    """The sentences that may hold a leaf, each with how many, letters compared alone."""
    asked = [(_letters(leaf), not isinstance(leaf, WordPattern)) for leaf in leaves]
    first = [pieces[0] for pieces, _ in asked if pieces]
    end = -1
    for line in text.split("\n"):
        start, end, folded = end + 1, end + 1 + len(line), fold.fold(line)
        if any(map(folded.__contains__, first)):
            is_plain = fold.keeps_places(line)
            for span in _sentences(text, (start, end)):
                sentence = folded[span[0] - start : span[1] - start] if is_plain else fold.fold(text[slice(*span)])
                if count := sum(_may_hold(sentence, pieces, words=words and is_plain) for pieces, words in asked):
                    yield count, span


def _may_hold(folded: str, pieces: Sequence[str], *, words: bool) -> bool:
    """Whether all pieces stand in a folded sentence, each as a word of its own if they are words."""
    return all(piece in folded for piece in pieces) and (not words or all(_has_word(folded, piece) for piece in pieces))


def _has_word(folded: str, word: str) -> bool:
    """Whether a word stands in a folded text with no letter or digit before or behind it."""
    start = folded.find(word)
    while start >= 0:
        end = start + len(word)
        if not folded[start - 1 : start].isalnum() and not folded[end : end + 1].isalnum():
            return True
        start = folded.find(word, start + 1)
    return False


def _letters(leaf: TextLeaf) -> tuple[str, ...]:
    """What must stand in a text for a leaf to be found there."""
    return tuple(piece for piece in re.split(r"[*?]", leaf.pattern) if piece) if isinstance(leaf, WordPattern) else leaf.words


def _sentences(text: str, line: Span) -> Iterator[Span]:
    start, last = line
    for end in (*(found.end() for found in SENTENCE_END.finditer(text, *line)), last):
        if end > start:
            yield start, end
        start = end


def _marked(text: str, span: Span, leaves: Sequence[TextLeaf]) -> list[Span]:
    """Where leaves stand in a piece of a text: spans of the text's characters in order, none touching another."""
    tokens = fold.tokens(text[slice(*span)]) if leaves else []
    words = [token.folded for token in tokens]
    ranges = {part for leaf in leaves for place in places(leaf, words) for part in _parts(leaf, place, words)}
    return _merged(sorted((span[0] + tokens[part.start].start, span[0] + tokens[part.stop - 1].end) for part in ranges))


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


def _cut(text: str, sentence: Span, marks: Sequence[Span]) -> tuple[Span, Sequence[Span]]:
    """A sentence without the white space around it, and the part around its first mark where it is too long, from space to space."""
    first, last = sentence
    if last - first > LONGEST_SNIPPET:
        first = max(first, min(marks[0][0] - LONGEST_SNIPPET // 3, last - LONGEST_SNIPPET))
        last = max(marks[0][1], min(last, first + LONGEST_SNIPPET))
        if first > sentence[0] and (space := text.find(" ", first, marks[0][0])) >= 0:
            first = space + 1
        if last < sentence[1] and (space := text.rfind(" ", marks[0][1], last)) >= 0:
            last = space
    span = _trimmed(text, (first, last))
    return span, [mark for mark in marks if span[0] <= mark[0] and mark[1] <= span[1]]


def _trimmed(text: str, span: Span) -> Span:
    piece = text[slice(*span)]
    return span[0] + len(piece) - len(piece.lstrip()), span[1] - len(piece) + len(piece.rstrip())


def _with_marks(text: str, span: Span, marks: Sequence[Span]) -> str:
    """The piece of a text with its marks set; control characters of the text's own that look like marks are dropped."""
    pieces, at = [], span[0]
    for start, end in marks:
        pieces += [_clean(text[at:start]), START, _clean(text[start:end]), END]
        at = end
    return "".join((*pieces, _clean(text[at : span[1]])))


def _clean(text: str) -> str:
    return text.replace(START, "").replace(END, "")
