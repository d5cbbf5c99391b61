"""Names spelled letter by letter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.alphabet import is_hinted, letter, letter_of
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
    r"|hedder|heter|heiter|stav|bokstav|bogstav|spell|letters|e?-?mail|mejl|e-?post)"
)
_PAIR = re.compile(r"-[^\W\d_]-| [^\W\d_](?: ?[-.,] ?| )[^\W\d_](?!\w)")
_CUE_WORDS = ("navn", "namn", "name", "hedder", "heter", "heiter", "stav", "spell", "letters", "mail", "mejl", "post")
TURNS_AFTER, MAX_PREFIX, MAX_CUE = 2, 8, 10


@cache
def _letter(language: Language) -> re.Pattern[str]:
    return re.compile(rf"{letter('one', language)}|[^\W\d_]")


def find_spelled_names(reading: Reading) -> Iterator[Finding]:
    """``s o l v e i g``, ``D-O-Y-L-E``: three letters or more, up to two turns after a word for a name or spelling."""
    if not reading.mentions(*_CUE_WORDS) or not (_PAIR.search(reading.low) or is_hinted(reading.low)):
        return
    names, position = lexicon(reading.language), 0
    for cue in sorted(place for word in _CUE_WORDS for place in _places(reading.low, word)):
        if not _CUE.search(reading.low, max(0, cue - MAX_PREFIX), cue + MAX_CUE):
            continue
        turn = bisect_right(reading.starts, cue) - 1
        end = reading.turn_end(reading.starts[min(turn + TURNS_AFTER, len(reading.starts) - 1)])
        for match in _spelled(reading.language).finditer(reading.low, max(position, cue), end):
            letters = list(_letter(reading.language).finditer(match[0]))
            word = "".join(letter_of(one[0], reading.language) for one in letters).lower()
            told = any(" " in one[0] for one in letters)
            if told or word not in names.words:
                yield Finding(*match.span(), Kind.PERSON, 0.65)
        position = max(position, end)


def _places(low: str, word: str) -> Iterator[int]:
    """Where a word stands."""
    place = low.find(word)
    while place >= 0:
        yield place
        place = low.find(word, place + len(word))
