"""What newsrooms do to one another's texts, and texts that only look alike; by a random generator, so that a set can be made again."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

Edit = Callable[[str, str, random.Random], str]
"""(text, another article's text, generator) → the edited text."""

SENTENCE = re.compile(r"(?<=[.!?…؟۔։。])\s+|\n+")
NUMBER = re.compile(r"\d+")


def sentences(text: str) -> list[str]:
    """The sentences of a text, without the white space between them."""
    return [part for part in SENTENCE.split(text) if part.strip()]


def cut(text: str, _: str, generator: random.Random) -> str:
    """Without 40 % of its sentences, anywhere."""
    whole = sentences(text)
    kept = sorted(generator.sample(range(len(whole)), max(1, round(len(whole) * 0.6))))
    return "\n".join(whole[index] for index in kept)


def cut_tail(text: str, _: str, generator: random.Random) -> str:
    """The first 60 % of its words."""
    words = text.split()
    return " ".join(words[: round(len(words) * 0.6)])


def add(text: str, other: str, generator: random.Random) -> str:
    """With half as many words again of another article behind it."""
    extra = other.split()
    wanted = len(text.split()) // 2
    return text + "\n" + " ".join((extra * (wanted // max(1, len(extra)) + 1))[:wanted])


def replace(text: str, other: str, generator: random.Random) -> str:
    """With 10 % of its words replaced by another article's."""
    words, others = text.split(), other.split()
    for index in generator.sample(range(len(words)), len(words) // 10):
        words[index] = generator.choice(others)
    return " ".join(words)


def headline(text: str, other: str, generator: random.Random) -> str:
    """Under a new headline, taken for the first paragraph."""
    return " ".join(other.split()[:12]) + "\n" + text


def boilerplate(text: str, _: str, generator: random.Random) -> str:
    """Between a dateline and a site's usual last lines."""
    dateline = generator.choice(("BAKU, Azerbaijan —", "TEHRAN (Agencies)", "By our correspondent", "Photo: archive"))
    last = "Follow us on Telegram. Subscribe to our newsletter. All rights reserved. Reprinting only with a link to the source."
    return f"{dateline} {text}\n{last}"


EDITS: Mapping[str, Edit] = {
    "cut": cut,
    "cut tail": cut_tail,
    "add": add,
    "replace": replace,
    "headline": headline,
    "boilerplate": boilerplate,
}


def other_numbers(text: str, generator: random.Random) -> str | None:
    """The same words around other numbers: tomorrow's report from today's template. `None` where the text has too few numbers."""
    if len(set(NUMBER.findall(text))) < 3:
        return None
    changed: dict[str, str] = {}
    return NUMBER.sub(lambda found: changed.setdefault(found[0], _another(found[0], generator)), text)


def _another(number: str, generator: random.Random) -> str:
    return next(
        made for made in iter(lambda: str(generator.randint(10 ** (len(number) - 1), 10 ** len(number) - 1)), None) if made != number
    )


def halves(text: str) -> tuple[str, str]:
    """Two texts on the same event with the same names in them, and no sentence in common: every other sentence of one article."""
    whole = sentences(text)
    return "\n".join(whole[::2]), "\n".join(whole[1::2])


def both(text: str, other: str, generator: random.Random, edits: Sequence[Edit]) -> str:
    """One edit after the other."""
    for edit in edits:
        text = edit(text, other, generator)
    return text
