"""Numbers of things, as sentences and tables for a terminal tell them."""

from __future__ import annotations

__all__ = ["counted"]


def counted(number: int, one: str, many: str | None = None, *, width: int = 0) -> str:
    """A number and what is counted: "1 turn", "1,204 turns".

    Args:
        number: how many.
        one: the word for one.
        many: the word for any other number; `None` adds an s.
        width: the least that the number takes up, for columns.
    """
    return f"{number:{width},} {one if number == 1 else many or one + 's'}"
