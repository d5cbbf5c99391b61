"""Ordinary words in the place of others, so that a tagger meets many that the corpus does not hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.pii.lists import one_of
from training.pii.segments import Turns

__all__ = ["WORD", "reword"]

SHARE = 0.15
TITLED = 0.12
"""Of the words filled in, these begin with a capital: products, departments, titles of things."""
WORD = re.compile(r"(?<![^\W_])[^\W\d_]{4,}(?![^\W_])")


def reword(turns: Turns, words: Sequence[str], generator: np.random.Generator) -> Turns:
    """The turns with some ordinary words of four letters or more exchanged for others; marked segments stay.

    Args:
        turns: of one conversation.
        words: ordinary words of its language in lower case.
        generator: where chance comes from.
    """

    def other(match: re.Match[str]) -> str:
        if generator.random() >= SHARE:
            return match[0]
        word = one_of(words, generator)
        capital = match[0][0].isupper() or generator.random() < TITLED
        return word[0].upper() + word[1:] if capital else word

    return tuple(
        tuple(segment if segment.kind else replace(segment, text=WORD.sub(other, segment.text)) for segment in turn)
        for turn in turns
    )
