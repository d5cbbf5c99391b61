"""Codes that somebody says with a pause in them: "it's PP, uh, 30 88 14" is ``PP 30 88 14``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.findings import Reading
from convqa.redaction.lexicon import is_code
from convqa.redaction.view import Piece

__all__ = ["find_hesitations"]

_SOUNDS = "uh|uhm|um|erm|hmm?|eh|ehm|øh|øhm|öh|öhm|äh|ehh|øhh"


@cache
def _hesitation(language: Language) -> re.Pattern[str]:
    sounds = f"{_SOUNDS}|er" if language is Language.EN else _SOUNDS  # elsewhere a word: "is"
    return re.compile(
        r"(?<![^\W_])(?P<before>[^\W\d_]{1,4}|\d{1,8})"
        rf"(?P<pause>(?:[,.]{{0,3}} (?:{sounds})(?![^\W_])){{1,3}}[,.]{{0,3}} )(?=\d)"
    )


def find_hesitations(reading: Reading) -> Iterator[Piece]:
    """A blank for each pause between digits, or between the letters of a code, which are no word, and digits."""
    for match in _hesitation(reading.language).finditer(reading.low):
        before = match["before"]
        start, end = match.span("before")
        if before.isdigit() or reading.text[start:end].isupper() or is_code(before, reading.language):
            yield Piece(*match.span("pause"), " ")
