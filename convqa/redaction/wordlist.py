"""One fast pattern for many words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TypeAlias

__all__ = ["any_of", "words"]

MIN_WORDS, MIN_SAVED = 40, 60  # below these, to look for endings that are shared costs more than it saves
MAX_WORDS = 800  # above it, only endings that are whole words are looked for

_Tree: TypeAlias = "dict[str, _Tree]"


def words(text: str) -> tuple[str, ...]:
    """The words of a text, for lists that are easier to read and to add to as text."""
    return tuple(text.split())


def any_of(phrases: Iterable[str]) -> str:
    """A pattern that matches the longest of the phrases at a place, branching letter by letter.

    Python's `re` tries the branches of ``a|b|…`` one by one; shared beginnings make that some twenty
    trials a place instead of hundreds. Endings that many phrases share are written once, since compiling takes as
    long as a pattern is.
    """
    return _any_of(frozenset(phrases))


def _any_of(phrases: Collection[str]) -> str:
    heads, tails = _most_shared(phrases) if len(phrases) >= MIN_WORDS else ((), ())
    if not heads:
        tree: _Tree = {}
        for phrase in sorted(phrases):
            node = tree
            for letter in phrase:
                node = node.setdefault(letter, {})
            node[""] = {}
        return _pattern(tree)
    # All phrases that begin with a head are taken here, so none of the rest is longer where both match.
    shared = _any_of(heads) + _any_of(tails)
    rest = frozenset(phrases).difference(head + tail for head in heads for tail in tails)
    return f"(?:{shared}|{_any_of(rest)})" if rest else shared


def _most_shared(phrases: Collection[str]) -> tuple[Collection[str], Collection[str]]:
    """The beginnings that go on in the same ways, and these, where to write them once saves most; nothing if little."""
    tails: dict[str, set[str]] = {}
    for phrase in sorted(phrases):
        for cut in range(1, len(phrase)):
            if len(phrases) <= MAX_WORDS or phrase[cut - 1] == " ":
                tails.setdefault(phrase[:cut], set()).add(phrase[cut:])
    heads: dict[frozenset[str], list[str]] = {}
    for head, following in tails.items():
        heads.setdefault(frozenset(following), []).append(head)
    sizes = {following: (len(one) - 1) * sum(map(len, following)) for following, one in heads.items()}
    best = max(sizes, key=sizes.__getitem__, default=frozenset[str]())
    return (heads[best], best) if sizes.get(best, 0) >= MIN_SAVED else ((), ())


def _pattern(node: _Tree) -> str:
    """The pattern of a node; the key "" marks the end of a word."""
    letters: dict[str, list[str]] = {}  # by what follows them
    for letter, child in node.items():
        if letter:
            letters.setdefault(_pattern(child), []).append(re.escape(letter))
    branches = [(one[0] if len(one) == 1 else f"[{''.join(one)}]") + following for following, one in letters.items()]
    if not branches:
        return ""
    joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
    return joined + "?" if "" in node else joined
