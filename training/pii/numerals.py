"""Other numbers in the place of numbers in words, so that no tagger learns which numbers the passages hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from convqa.conversation import Language
from training.pii.lists import one_of
from training.pii.segments import Segment, Turns
from training.pii.wordings import wordings

__all__ = ["renumbered"]

SHARE = 0.7
_WORD = re.compile(r"[^\W\d_]+")


def renumbered(turns: Turns, language: Language, generator: np.random.Generator) -> Turns:
    """The turns with most number words exchanged for others of as many digits.

    Words of one digit are exchanged within marks alone: elsewhere "en" and "to" are mostly no numbers.

    Args:
        turns: as speech recognition writes, in lower case.
        language: whose number words.
        generator: where chance comes from.
    """
    groups, ones = _groups(language), wordings(language).digits

    def exchanged(segment: Segment) -> Segment:
        def other(match: re.Match[str]) -> str:
            group = groups.get(match[0], ())
            stays = not group or (group is ones and not segment.kind) or generator.random() >= SHARE
            return match[0] if stays else one_of(group, generator)

        return replace(segment, text=_WORD.sub(other, segment.text))

    return tuple(tuple(map(exchanged, turn)) for turn in turns)


@cache
def _groups(language: Language) -> Mapping[str, Sequence[str]]:
    """Of each number word those that may stand in its place."""
    words = wordings(language)
    ones = words.digits[1:]
    first = [one + "og" + ten for ten in words.tens for one in ones]
    joined = [ten + one for ten in words.tens for one in ones]
    return {word: group for group in (words.digits, words.teens, words.tens, first, joined) for word in group}
