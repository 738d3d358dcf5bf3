"""Lower case for patterns: without `re.I` they are searched several times as fast, and match the same."""

from __future__ import annotations


def lower(text: str) -> str:
    """`text` in lower case, character by character; those that `re.I` takes for i, s and k (such as ı) become those."""
    if text.isascii():
        return text.lower()
    return text.replace("İ", "i").replace("ı", "i").replace("ſ", "s").replace("\u212a", "k").lower()


def fold_case(text: str) -> str:
    """`text` with one form for all that `re.I` takes for the same letter; some letters become two. To ask for the parts of a pattern
    before the pattern itself."""
    return lower(text).casefold()
