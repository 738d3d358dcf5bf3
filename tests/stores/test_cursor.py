"""Cursors come back as they were, and nothing else passes for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from araswatch.errors import StoreError
from araswatch.stores import cursor


@given(st.text(), st.integers(), st.floats(allow_nan=False, allow_infinity=False))
def test_comes_back_as_it_was(text: str, number: int, score: float) -> None:
    assert cursor.decode(cursor.encode(text, number, score), (str, int, float)) == [text, number, score]


@given(st.text())
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(StoreError, match="start again from the first page"):
        cursor.decode(text, (str, int))


def test_values_of_other_types_are_refused() -> None:
    with pytest.raises(StoreError):
        cursor.decode(cursor.encode(1, "a"), (str, int))
