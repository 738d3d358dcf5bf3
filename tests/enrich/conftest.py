from __future__ import annotations

from collections.abc import Callable

import pytest

from araswatch.enrich import Vocabulary, load_vocabulary, tag
from araswatch.records import Role, Tags

Tagger = Callable[..., Tags]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture(scope="session")
def tagger(vocabulary: Vocabulary) -> Tagger:
    def run(text: str, title: str = "", language: str | None = None) -> Tags:
        return tag(title, text, language=language, url=None, vocabulary=vocabulary)

    return run


def about(tags: Tags) -> set[str]:
    """Codes of role about, countries alone."""
    return {region.code for region in tags.regions if region.role is Role.ABOUT and len(region.code) == 2}


def mentioned(tags: Tags) -> set[str]:
    """Codes of any role."""
    return {region.code for region in tags.regions}
