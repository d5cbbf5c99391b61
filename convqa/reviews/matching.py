"""Which review belongs to which conversation: by id, whatever its case and spacing."""

from __future__ import annotations

from collections.abc import Iterable

from convqa.reviews.review import identity

__all__ = ["Names"]


class Names:
    """The conversations that reviews speak of.

    Args:
        names: their ids as the reviews write them.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._exact = frozenset(names)
        self._loose = {identity(name): name for name in sorted(self._exact, reverse=True)}

    def find(self, conversation: str) -> str | None:
        """A conversation's id as the reviews write it; `None` where they do not."""
        return conversation if conversation in self._exact else self._loose.get(identity(conversation))
