"""Long lists, as statements take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

__all__ = ["slices"]

T = TypeVar("T")

_AT_ONCE = 500


def slices(values: Sequence[T]) -> list[Sequence[T]]:
    """The values, 500 at a time: a statement cannot name any number of them."""
    return [values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE)]
