"""Licence plates whose letters are told by their names: "pe ess ell sju två åtta"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from convqa.conversation import Language
from convqa.redaction.finders.asked import find_requests
from convqa.redaction.finders.plate import ASKED_PLATE
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_said_plates"]

# Names of letters that are words of their own, so that they count only where a plate is told.
_WORDS_TOO = {
    Language.DA: words("er ær æ em en de te el es ef i a e o u y jot"),
    Language.NB: words("er ær em en de te el es ef i a e o u y je jot"),
    Language.NN: words("er ær em en de te el es ef i a e o u y je jot"),
    Language.SV: words("er är ärr err em en de te el es ef i a e o u y jot"),
    Language.EN: words("are ar em en de tea el es i a e o u y you why see be ee oh"),
}
NEAR, MIN_REPEATED = 60, 3
"""Characters from a word for a plate on; letters that are told again without the digits."""


@cache
def _plate(language: Language) -> re.Pattern[str]:
    """Two letters or three, and two to five digits, the last of three a letter perhaps."""
    rules = grammar(language)
    letter = rf"(?:{any_of({*rules.letters, *_WORDS_TOO[language]})}|[a-zæøåäö])(?![^\W_])"
    digits = rf"(?:\d{{1,5}}|{rules.number})(?![^\W_])"
    gap = r"[ ,.-]{1,3}"
    return re.compile(
        rf"(?<![^\W_])(?P<letters>{letter}(?:{gap}{letter}){{1,2}}){gap}"
        rf"{digits}(?:{gap}{digits}){{1,4}}(?:(?:{gap}{letter}){{1,3}}(?=[ ,.-]{{0,3}}(?:$|[\n\ue000.,!?])))?"
        rf"(?! (?:kr|kroner|kronor|pounds)(?!\w))"
    )


def find_said_plates(reading: Reading) -> Iterator[Finding]:
    """Plates in words where a plate is asked for or named, and their letters told again."""
    named = reading.mentions("reg", "skilt", "skylt", "plate", "plade", "bilnum")
    if not named or not ASKED_PLATE.search(reading.low):
        return
    pattern = _plate(reading.language)
    places = {(start, end) for _, replies in find_requests(reading, ASKED_PLATE) for start, end in replies}
    for word in ASKED_PLATE.finditer(reading.low):
        places.add((word.end(), min(word.end() + NEAR, reading.turn_end(word.end()))))
    letters: dict[str, None] = {}
    for start, end in sorted(places):
        for match in filter(partial(_is_spelled, reading), pattern.finditer(reading.low, start, end)):
            letters.setdefault(match["letters"])
            yield Finding(*match.span(), Kind.PLATE, 0.8)
    for told in letters:
        if len(told.split()) >= MIN_REPEATED and reading.low.count(told) > 1:
            for again in re.finditer(rf"(?<![^\W_]){re.escape(told)}(?![^\W_])", reading.low):
                yield Finding(*again.span(), Kind.PLATE, 0.6)


def _is_spelled(reading: Reading, match: re.Match[str]) -> bool:
    """Whether one of the letters at least is no word: "are you one two three" tells none."""
    rules = grammar(reading.language)
    told = [word.strip(".,-") for word in match["letters"].split()]
    return any(word in rules.letters or (len(word) == 1 and word not in rules.letter_words) for word in told)
