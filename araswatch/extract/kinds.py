"""Which kind of furniture each removed block is: by the element around it, then by what its line says, then by what it stands with.

A line alone says little ("Email" is a form's field, a way to share and a way to subscribe), so that a removed block without a kind of
its own takes that of the form or list in which it stands, or of the line that heads it. What is removed is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from araswatch.extract.blocks import Asks, Block, Frame, Layout, is_linked
from araswatch.extract.formwords import Word, word_of
from araswatch.extract.phrases import kinds_of_line
from araswatch.extract.structure import HEADINGS, Marks

KINDS: tuple[tuple[int, str], ...] = (
    (Marks.COMMENT_FORM, "comment-form"),
    (Marks.COMMENTS, "comments"),
    (Marks.COOKIE, "cookie"),
    (Marks.LOGIN, "login"),
    (Marks.AUTHOR_BOX, "author-box"),
    (Marks.SHARE, "share"),
    (Marks.SUBSCRIBE, "subscribe"),
    (Marks.ADVERT, "advert"),
    (Marks.RELATED, "related"),
    (Marks.CAPTION, "caption"),
    (Marks.NAVIGATION, "navigation"),
    (Marks.FOOTER, "footer"),
    (Marks.FORM, "other"),
)
ANY_KIND = sum(mark for mark, _ in KINDS)
REPEATED = frozenset({"repeated-title", "repeated-text"})
TAIL_KINDS = frozenset({"comment-form", "comments", "author-box", "login"})
FORMS = (
    (Asks.PROSE, "comment-form"),
    (Asks.PASSWORD, "login"),
    (Asks.SEARCH, "navigation"),
    (Asks.ADDRESS, "subscribe"),
)
"""What a form is for, by the first of these that it asks for."""
HOLDERS = frozenset({"comment-form", "comments", "cookie"})
"""Kinds of elements whose parts are what the whole is, whatever they are called ("comment-form-cookies-consent")."""
WITHIN = frozenset({("comments", "comment-form"), ("comment-form", "login")})
"""Of those, the pairs of which the second may stand within the first all the same."""
NAMED = ANY_KIND & ~Marks.FORM
TELLING_TAGS = frozenset({"header", "form"})
PAGE_TAGS = frozenset({"html", "body", "main", "article"})
FOLLOWERS: dict[str, tuple[int, int]] = {
    "comments": (100_000, 1_000),
    "comment-form": (240, 40),
    "login": (160, 12),
    "author-box": (1_500, 3),
    "subscribe": (320, 5),
    "cookie": (600, 5),
    "share": (40, 16),
    "related": (300, 40),
    "navigation": (60, 40),
    "footer": (400, 20),
}
"""Of each kind whose first line heads others: how long a block that follows may be, in characters, and how many go along."""
LINKED_KINDS = frozenset({"related", "navigation", "share", "footer"})
"""Kinds of which any block may be no more than a link; of the others a short one may."""
LISTS = frozenset({"comments", "comment-form", "login", "share", "related", "navigation", "footer"})
"""Kinds of which what stands between two lines is, too."""
FORM_KINDS = frozenset({"comment-form", "login", "subscribe"})
WEAK = frozenset({"share", "advert", "navigation", "subscribe", "caption", "related"})
"""Kinds that a short line among comments or a form's fields only seems to be: "Share", "Email", "Ad"."""
LINK_CHARS = 60
NO_HEADING = 7
REACH = 30
"""So many blocks ahead is looked whether comments or a form go on."""


def kind_of(block: Block) -> str:
    """The kind of a block seen alone: by its marks, else by its phrase."""
    marked = _kind_marked(block.marks & ANY_KIND)
    phrases = kinds_of_line(block.text, False)
    if marked in TAIL_KINDS:
        return "comment-form" if marked == "comments" and "comment-form" in phrases else str(marked)
    return phrases[0] if phrases else marked or "other"


@cache
def _kind_marked(marks: int) -> str | None:
    """The first of the kinds whose marks these are."""
    return next((kind for mark, kind in KINDS if marks & mark), None)


def name_kinds(layout: Layout, kept: Sequence[bool], said: Mapping[int, str], authors: Sequence[str] = ()) -> dict[int, str]:
    """The kind of every block that is not kept, by index. `said` are the kinds that the guard gave."""
    return _Naming(layout, kept, said, authors).kinds()


@dataclass(frozen=True, slots=True)
class _Place:
    """What an element is: its kind; whether it holds all sorts, so that a line's own words are nearer to the truth; whether it is a form
    known by its fields alone, so that an element around it that has a name is."""

    kind: str
    vague: bool = False
    guessed: bool = False


@dataclass(slots=True)
class _Zone:
    """The blocks behind a line that heads others of its kind, up to `end`; `level` is the heading's."""

    kind: str
    place: _Place | None
    end: int
    level: int
    left: int

    def takes(self, block: Block) -> bool:
        """Whether the block goes with the line; a heading of the same level or above is about something else."""
        closed = block.frame.tag in HEADINGS and not (is_linked(block) and self.kind in LINKED_KINDS) and self._closes(block)
        return self.left > 0 and not closed and _goes_with(self.kind, block)

    def _closes(self, heading: Block) -> bool:
        return self.level == NO_HEADING or _level(heading) <= self.level


class _Naming:
    """One pass over the removed blocks in page order, with the zone that is open."""

    def __init__(self, layout: Layout, kept: Sequence[bool], said: Mapping[int, str], authors: Sequence[str]) -> None:
        self.blocks, self.kept, self.said, self.authors = layout.blocks, kept, said, authors
        self.tail = max((number + 1 for number, yes in enumerate(kept) if yes), default=0)
        self.places = _places(layout, kept)
        self.zone: _Zone | None = None

    def kinds(self) -> dict[int, str]:
        found: dict[int, str | None] = {}
        for block in self.blocks:
            if self.kept[block.index]:
                self.zone = None
            else:
                found[block.index] = self._name(block)
        for number, kind in _between(self.blocks, found):
            found[number] = kind
        return {number: kind or self._guess(self.blocks[number]) for number, kind in found.items()}

    def _name(self, block: Block) -> str | None:
        if (said := self.said.get(block.index)) in REPEATED:
            return said
        place = self.places[block.frame]
        if self.zone and (block.index >= self.zone.end or self.zone.place != place):
            self.zone = None
        if place and not place.vague:
            return self._in_place(block, place)
        if named := self._by_line(block, place):
            return named
        among_readers = self.zone is not None and self.zone.kind in {"comments", "comment-form"}
        return (among_readers and self._with_zone(block)) or self._by_guard(block) or self._with_zone(block)

    def _in_place(self, block: Block, place: _Place) -> str:
        """The kind of a block in an element that says what it is: a form for comments may stand in the list of comments, a log-in in
        the form."""
        if place.kind == "comment-form":
            return "login" if word_of(block.text) is Word.ACCOUNT else place.kind
        if place.kind != "comments":
            return place.kind
        word = word_of(block.text)
        if "comment-form" in kinds_of_line(block.text, is_linked(block)) and word is not Word.REPLY:
            self._open("comment-form", block)
            return "comment-form"
        return place.kind if word in {Word.REPLY, Word.WRITES} else self._with_zone(block) or place.kind

    def _by_line(self, block: Block, place: _Place | None) -> str | None:
        word, zone = word_of(block.text), self.zone
        heading = block.frame.tag in HEADINGS
        if word is Word.ACCOUNT:
            return "login"
        if word is Word.WRITES:
            return self._open("comments", block, place)
        if word and not heading:
            return self._with_zone(block)
        kind = next(iter(kinds_of_line(block.text, is_linked(block))), None)
        if kind is None or (zone and not heading and self._only_seems(kind, block, zone)):
            return self._with_zone(block) if kind else self._by_name(block)
        nested = zone is not None and zone.kind == "comment-form" and kind == "login"
        above = kind in TAIL_KINDS and block.index < self.tail
        headless = kind not in FOLLOWERS or nested or above or is_linked(block)
        if not headless:
            return self._open(kind, block, place)
        if zone and zone.kind != kind and kind in TAIL_KINDS and not nested:
            self.zone = None
        return kind

    def _by_name(self, block: Block) -> str | None:
        """Prose behind the article that begins with its author's name, or stands behind a line of no more, is about the author."""
        number = block.index
        if number < self.tail or self.zone or not block.text.startswith(tuple(self.authors)):
            return None
        if _is_prose(block):
            return "author-box"
        headed = block.text in self.authors and number + 1 < len(self.blocks) and _is_prose(self.blocks[number + 1])
        return self._open("author-box", block, self.places[block.frame]) if headed else None

    def _by_guard(self, block: Block) -> str | None:
        said = self.said.get(block.index)
        return said if said != "other" and word_of(block.text) is None else None

    def _with_zone(self, block: Block) -> str | None:
        if self.zone is None:
            return None
        if not self.zone.takes(block):
            self.zone = None
            return None
        self.zone.left -= 1
        return self.zone.kind

    def _open(self, kind: str, block: Block, place: _Place | None = None) -> str:
        """Begin a zone in the smallest element around the block that goes on behind it."""
        end = next((frame.last for frame in reversed(block.path) if frame.last > block.index + 1), block.index + 1)
        self.zone = _Zone(kind, place or self.places[block.frame], end, _level(block), FOLLOWERS[kind][1])
        return kind

    def _only_seems(self, kind: str, block: Block, zone: _Zone) -> bool:
        """Whether a line is part of the comments or form in which it stands, though it reads like something else: "Share" under a comment,
        "3 comments" under a related story."""
        if kind == "comments" and zone.kind == "related":
            return block.index + 1 < len(self.blocks) and is_linked(self.blocks[block.index + 1])
        if zone.kind not in {"comments", "comment-form"} or kind not in WEAK or not zone.takes(block):
            return False
        return any(self._goes_on(other, zone) for other in self._ahead(block.index, zone))

    def _ahead(self, number: int, zone: _Zone) -> Iterator[Block]:
        for other in self.blocks[number + 1 : min(number + 1 + REACH, zone.end)]:
            if self.kept[other.index] or self.places[other.frame] != zone.place or other.frame.tag in HEADINGS:
                return
            yield other

    def _goes_on(self, block: Block, zone: _Zone) -> bool:
        word = word_of(block.text)
        words = {Word.REPLY, Word.WRITES} if zone.kind == "comments" else {Word.FIELD, Word.ACCOUNT}
        return word in words or zone.kind in kinds_of_line(block.text, is_linked(block))

    def _guess(self, block: Block) -> str:
        """The kind of a block that nothing around it explains."""
        word, place = word_of(block.text), self.places[block.frame]
        if word is Word.FIELD and (block.text.endswith("*") or block.frame.controls):
            return "comment-form"
        if kinds := kinds_of_line(block.text, is_linked(block)):
            return kinds[0]
        if place:
            return place.kind
        teased = is_linked(block) and block.marks & (Marks.ASIDE | Marks.TEASER)
        return "related" if teased else "other"


def _places(layout: Layout, kept: Sequence[bool]) -> dict[Frame, _Place | None]:
    """What the innermost element says that encloses each frame, says anything, and holds nothing of the article (nor most of
    a page that has none)."""
    before = [0, *accumulate(kept)]
    most = sum(len(block.text) for block in layout.blocks) / 2 if not any(kept) else float("inf")
    places: dict[Frame, _Place | None] = {}
    for frame in layout.frames:
        place = places[frame.parent] if frame.parent else None
        telling = frame.own & NAMED or frame.tag in TELLING_TAGS
        if telling and before[frame.last] == before[frame.first] and frame.chars <= most:
            place = _nested(_place_of(frame), place)
        places[frame] = place
    return places


def _place_of(frame: Frame) -> _Place | None:
    if frame.tag in PAGE_TAGS and not frame.own & Marks.COMMENTS:
        return None
    if frame.tag == "header" and not frame.marks & (Marks.ARTICLE | Marks.COMMENTS | Marks.BODY):
        return _Place("navigation", vague=True)
    if frame.own & Marks.LOGIN and frame.own & Marks.COMMENT_FORM:
        return _Place("login")
    if marked := _kind_marked(frame.own & NAMED):
        return _Place(marked, vague=marked == "footer")
    asked = next((kind for ask, kind in FORMS if frame.asks & ask), None) if frame.tag == "form" else None
    return _Place(asked, guessed=True) if asked else None


def _nested(inner: _Place | None, outer: _Place | None) -> _Place | None:
    if inner is None:
        return outer
    if outer is None or outer.vague:
        return inner
    if outer.kind in HOLDERS:
        return inner if (outer.kind, inner.kind) in WITHIN else outer
    return outer if inner.guessed else inner


def _between(blocks: Sequence[Block], found: Mapping[int, str | None]) -> Iterator[tuple[int, str]]:
    """The blocks without a kind that stand between two of one kind, and fields before a line that says what their form is."""
    last: str | None = None
    waiting: list[int] = []
    for number in range(len(blocks)):
        if number not in found:
            last, waiting = None, []
        elif kind := found[number]:
            for other in waiting if len(waiting) <= REACH else ():
                field = kind in FORM_KINDS and word_of(blocks[other].text) is Word.FIELD
                if field or (kind == last and kind in LISTS and _goes_with(kind, blocks[other])):
                    yield other, kind
            last, waiting = kind, []
        else:
            waiting.append(number)


def _goes_with(kind: str, block: Block) -> bool:
    """Whether a block that says nothing of itself may be part of what is of this kind."""
    longest, _ = FOLLOWERS[kind]
    return len(block.text) <= longest and (kind in LINKED_KINDS or not is_linked(block) or len(block.text) <= LINK_CHARS)


def _is_prose(block: Block) -> bool:
    return len(block.text) > LINK_CHARS and not is_linked(block)


def _level(block: Block) -> int:
    return int(block.frame.tag[1]) if block.frame.tag in HEADINGS else NO_HEADING
