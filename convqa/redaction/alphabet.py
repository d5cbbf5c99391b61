"""Letters said with a word: "b som i bertha", "S for Sierra", and those of the alphabet of pilots ("tango").

The word is nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from convqa.conversation import Language
from convqa.redaction.findings import Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.view import Piece
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_lettered", "is_hinted", "letter", "letter_of", "read_lettered"]

_PILOTS = words(
    "alfa alpha bravo charlie delta echo foxtrot golf hotel india juliett juliet kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu"
)
_AS_IN = "(?:som i|som|for|för|as in|like|as)"
_BETWEEN = r"[ ,.…-]{1,4}(?:(?:eh|øh|um|uh|og|och|and|så|then|og så)[ ,]{1,2})?"
MIN_LENGTH, SURE = 4, 3


def letter(group: str, language: Language, *, pilots: bool = True) -> str:
    """A pattern of a letter said with a word that begins with it, or of one of the pilots' words.

    Args:
        group: name of the pattern's group, which must stand in a pattern once only.
        language: whose names of letters ("ess som i Søren").
        pilots: whether the pilots' words count, some of which are names.
    """
    named = any_of(sorted(set(grammar(language).letters) - set(_PILOTS)))
    return (
        rf"(?:(?P<{group}>[a-zæøåäö]),? {_AS_IN} (?=(?P={group}))[^\W\d_]{{2,15}}"
        rf"|{named},? (?:som i|as in) [^\W\d_]{{2,15}}{'|' + any_of(_PILOTS) if pilots else ''})(?![^\W_])"
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


def is_hinted(low: str) -> bool:
    """Whether a letter may be said with a word anywhere in a text: cheap, since most conversations hold none."""
    for match in _PHRASE.finditer(low):
        if not low[max(0, match.start() - 2) : match.start()].isalpha() or low.startswith(("i ", "in "), match.end()):
            return True
    for word in _PILOTS:  # noqa: SIM110 - twice as fast as any()
        if word in low:
            return True
    return False


def find_lettered(reading: Reading) -> Iterator[tuple[Piece, ...]]:
    """What is written for codes that hold letters said with a word, and digits ("b som i bertha syv to")."""
    for code in read_lettered(reading, 0, len(reading.low)) if is_hinted(reading.low) else ():
        if len(code.written) >= MIN_LENGTH and code.counted:
            yield code.pieces


@dataclass(frozen=True, slots=True)
class Lettered:
    """A code that holds a letter said with a word.

    Attributes:
        pieces: what its parts write.
        counted: whether a digit is among them.
    """

    pieces: tuple[Piece, ...]
    counted: bool

    @property
    def written(self) -> str:
        """What it writes."""
        return "".join(piece.text for piece in self.pieces)


def read_lettered(reading: Reading, start: int, end: int) -> Iterator[Lettered]:
    """Codes of two parts or more between two places, however short."""
    numbers, articles = grammar(reading.language).numbers, grammar(reading.language).articles
    unit, code = _unit(reading.language)
    for match in code.finditer(reading.low, start, end):
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
        if told and signs >= SURE:
            yield Lettered(tuple(pieces), counted)


def _sign(said: str) -> int:
    """How much a part says that letters are spelled: "golf 2015" and "12 november 2024" are no codes."""
    if " " in said:
        return SURE
    return 1 if said in _PILOTS or (len(said) == 1 and said.isalpha()) else 0


_SKIPPED = frozenset(words("eh øh um uh og och and så then"))
