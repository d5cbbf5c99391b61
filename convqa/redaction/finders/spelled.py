"""Names spelled letter by letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon

__all__ = ["find_spelled_names"]

_SPELLED = re.compile(r"[^\W\d_](?<![\w'’-].)(?:(?: ?[-.,] ?| )[^\W\d_](?![\w'’])){2,25}(?!-?\w)")
_CUE = re.compile(
    r"(?<![^\W_])(?:(?:for|efter|etter|mellem|mellom|fornavns|etternavns|last|first|sur)?(?:navn|namn|name)"
    r"|hedder|heter|heiter|stav|bokstav|bogstav|spell|letters)"
)
_CUE_WORDS = ("navn", "namn", "name", "hedder", "heter", "heiter", "stav", "spell", "letters")
TURNS_BEFORE = 2


def find_spelled_names(reading: Reading) -> Iterator[Finding]:
    """``s o l v e i g``, ``D-O-Y-L-E``: three letters or more, up to two turns after a word for a name or spelling."""
    if not reading.mentions(*_CUE_WORDS):
        return
    names = lexicon(reading.language)
    for match in _SPELLED.finditer(reading.low):
        turn = bisect_right(reading.starts, match.start()) - 1
        start = reading.starts[max(0, turn - TURNS_BEFORE)]
        word = "".join(filter(str.isalpha, match[0]))
        if word not in names.words and _CUE.search(reading.low, start, match.start()):
            yield Finding(*match.span(), Kind.PERSON, 0.65)
