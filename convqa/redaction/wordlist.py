"""One fast pattern for many words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

__all__ = ["any_of", "words"]

_Tree: TypeAlias = "dict[str, _Tree]"


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for lists that are easier to read and to add to as text."""
    return tuple(text.split())


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of the phrases at a place, branching letter by letter.

    Python's `re` tries the branches of ``a|b|…`` one by one; shared beginnings make that some twenty
    trials a place instead of hundreds.
    """
    tree: _Tree = {}
    for phrase in phrases:
        node = tree
        for letter in phrase:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _pattern(tree)


def _pattern(node: _Tree) -> str:
    """The pattern of a node; the key "" marks the end of a word."""
    branches = [re.escape(letter) + _pattern(child) for letter, child in node.items() if letter]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in node else joined
