"""Names spelled letter by letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.alphabet import letter, letter_of
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon

__all__ = ["find_spelled_names"]


@cache
def _spelled(language: Language) -> re.Pattern[str]:
    """Letters one by one, some of them said with a word ("s som i søren")."""
    first, more = (rf"(?:{letter(group, language)}|[^\W\d_](?![\w'’]))" for group in ("first", "more"))
    return re.compile(rf"(?<![\w'’-]){first}(?:(?: ?[-.,] ?| ){more}){{2,25}}(?!-?\w)")


_CUE = re.compile(
    r"(?<![^\W_])(?:(?:for|efter|etter|mellem|mellom|fornavns|etternavns|last|first|sur)?(?:navn|namn|name)"
    r"|hedder|heter|heiter|stav|bokstav|bogstav|spell|letters)"
)
_CUE_WORDS = ("navn", "namn", "name", "hedder", "heter", "heiter", "stav", "spell", "letters")
TURNS_BEFORE = 2


@cache
def _letter(language: Language) -> re.Pattern[str]:
    return re.compile(rf"{letter('one', language)}|[^\W\d_]")


def find_spelled_names(reading: Reading) -> Iterator[Finding]:
    """``s o l v e i g``, ``D-O-Y-L-E``: three letters or more, up to two turns after a word for a name or spelling."""
    if not reading.mentions(*_CUE_WORDS):
        return
    names = lexicon(reading.language)
    for match in _spelled(reading.language).finditer(reading.low):
        turn = bisect_right(reading.starts, match.start()) - 1
        start = reading.starts[max(0, turn - TURNS_BEFORE)]
        letters = list(_letter(reading.language).finditer(match[0]))
        word = "".join(letter_of(one[0], reading.language) for one in letters).lower()
        told = any(" " in one[0] for one in letters)
        if (told or word not in names.words) and _CUE.search(reading.low, start, match.start()):
            yield Finding(*match.span(), Kind.PERSON, 0.65)
