"""Letters said with a word: "b som i bertha", "S for Sierra", and those of the alphabet of pilots ("tango").

The word is nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.findings import Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.view import Piece
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_lettered", "is_hinted", "letter", "letter_of"]

_PILOTS = words(
    "alfa alpha bravo charlie delta echo foxtrot golf hotel india juliett juliet kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu"
)
_AS_IN = "(?:som i|som|for|för|as in|like|as)"
_BETWEEN = r"[ ,.…-]{1,4}(?:(?:eh|øh|um|uh|og|och|and|så|then|og så)[ ,]{1,2})?"
MIN_LENGTH, SURE = 4, 3


def letter(group: str, language: Language) -> str:
    """A pattern of a letter said with a word that begins with it, or of one of the pilots' words.

    Args:
        group: name of the pattern's group, which must stand in a pattern once only.
        language: whose names of letters ("ess som i Søren").
    """
    named = any_of(sorted(set(grammar(language).letters) - set(_PILOTS)))
    return (
        rf"(?:(?P<{group}>[a-zæøåäö]),? {_AS_IN} (?=(?P={group}))[^\W\d_]{{2,15}}"
        rf"|{named},? (?:som i|as in) [^\W\d_]{{2,15}}|{any_of(_PILOTS)})(?![^\W_])"
    )


def letter_of(said: str, language: Language) -> str:
    """The letter that is said."""
    first = said.partition(" ")[0].rstrip(",")
    return grammar(language).letters.get(first, first[0].upper())


@cache
def _unit(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One part of a code, and a code of two parts or more."""
    number = grammar(language).number

    def unit(group: str) -> str:
        return rf"(?:{letter(group, language)}|(?:{number}|[a-zæøåäö]?\d{{1,4}}[a-z]?|[a-zæøåäö])(?![^\W_]))"

    code = re.compile(rf"(?<![\w'’-]){unit('first')}(?:{_BETWEEN}{unit('next')}){{1,15}}")
    return re.compile(rf"(?P<letter>{letter('one', language)})|(?P<rest>[^\W_]+)"), code


_PHRASE = re.compile(r" (?:som|for|för|as|like) ")


def is_hinted(reading: Reading) -> bool:
    """Whether a letter may be said with a word anywhere: cheap, since most conversations hold none."""
    low = reading.low
    for match in _PHRASE.finditer(low):
        if not low[max(0, match.start() - 2) : match.start()].isalpha() or low.startswith(("i ", "in "), match.end()):
            return True
    return reading.mentions(*_PILOTS)


def find_lettered(reading: Reading) -> Iterator[tuple[Piece, ...]]:
    """What is written for codes that hold letters said with a word, and digits ("b som i bertha syv to")."""
    if not is_hinted(reading):
        return
    numbers, articles = grammar(reading.language).numbers, grammar(reading.language).articles
    unit, code = _unit(reading.language)
    for match in code.finditer(reading.low):
        pieces: list[Piece] = []
        signs, counted, told = 0, False, False
        for part in unit.finditer(reading.low, *match.span()):
            said, rest = part["letter"], part["rest"]
            signs += _sign(said or rest)
            told = told or said is not None
            if said:
                text = letter_of(said, reading.language)
            elif rest in _SKIPPED:
                text = ""
            elif len(rest) == 1 and pieces and pieces[-1].text.isalpha():
                text = rest.upper()  # the "o" of "v o d" is no zero
            else:
                text = numbers.get(rest, rest.upper())
            counted = counted or (any(map(str.isdigit, text)) and rest not in articles)
            pieces.append(Piece(*part.span(), text))
        written = "".join(piece.text for piece in pieces)
        if told and signs >= SURE and len(written) >= MIN_LENGTH and counted:
            yield tuple(pieces)


def _sign(said: str) -> int:
    """How much a part says that letters are spelled: "golf 2015" and "12 november 2024" are no codes."""
    if " " in said:
        return SURE
    return 1 if said in _PILOTS or (len(said) == 1 and said.isalpha()) else 0


_SKIPPED = frozenset(words("eh øh um uh og och and så then"))
