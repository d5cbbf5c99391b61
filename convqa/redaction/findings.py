"""What a finder sees (`Reading`) and what it says (`Finding`)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from convqa.conversation import Language

__all__ = ["SEPARATOR", "Finder", "Finding", "Kind", "Reading", "lower", "make_reading", "read"]

SEPARATOR = "\ue000"
"""Stands between turns in a `Reading`: a private-use character, neither a letter nor white space."""


class Kind(StrEnum):
    """What a placeholder stands for; its name is what one reads in the text (`[PERSON_1]`)."""

    PERSON = "PERSON"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    ID_NUMBER = "ID_NUMBER"
    PASSPORT = "PASSPORT"
    BIRTH_DATE = "BIRTH_DATE"
    CARD = "CARD"
    ACCOUNT = "ACCOUNT"
    PLATE = "PLATE"
    BOOKING = "BOOKING"
    ORDER = "ORDER"
    CUSTOMER_NUMBER = "CUSTOMER_NUMBER"
    CASE_NUMBER = "CASE_NUMBER"
    USERNAME = "USERNAME"
    IP = "IP"
    URL = "URL"
    NUMBER = "NUMBER"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at `text[start:end]` of a reading.

    Attributes:
        score: in [0, 1]; decides which kind overlapping findings become, never whether they are replaced.
    """

    start: int
    end: int
    kind: Kind
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The turns of one conversation as the finders read them, in one string, which no `repr` shows.

    Attributes:
        text: the turns joined by `SEPARATOR`.
        low: `text` in lower case, character for character (offsets agree).
        starts: where each turn begins in `text`.
        redacted: whether a placeholder of convqa's stands anywhere.
        numbers: where a number of four digits or more may begin: at a digit, ``+`` or ``(`` that goes on as a number
            and follows no letter, and no point or dash inside a number.
    """

    text: str = field(repr=False)
    low: str = field(repr=False)
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    language: Language
    redacted: bool = False

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Like `pattern.finditer(low)` for a pattern that begins with a number, tried only where one begins."""
        position = 0
        for start in self.numbers:
            if start >= position:
                match = pattern.match(self.low, start)
                if match:
                    position = match.end()
                    yield match

    def mentions(self, *beginnings: str) -> bool:
        """Whether any of these stands anywhere in `low`: far cheaper than a pattern that would find nothing."""
        low = self.low
        for beginning in beginnings:  # noqa: SIM110 - twice as fast as any()
            if beginning in low:
                return True
        return False

    def answered(self, start: int, end: int) -> bool:
        """Whether a placeholder of what holds numbers stands there: what was asked for was said, and is replaced."""
        return "[" in self.low[start:end] and _NUMBER_PLACEHOLDER.search(self.text, start, end) is not None

    def turn_end(self, position: int) -> int:
        """Where the turn that holds `position` ends."""
        following = bisect_right(self.starts, position)
        return self.starts[following] - 1 if following < len(self.starts) else len(self.text)


Finder = Callable[[Reading], Iterable[Finding]]


def read(texts: Sequence[str], language: Language) -> Reading:
    """Lay turns side by side for the finders."""
    starts = []
    position = 0
    for text in texts:
        starts.append(position)
        position += len(text) + 1
    joined = SEPARATOR.join(texts)
    return make_reading(joined, tuple(starts), language)


def make_reading(text: str, starts: tuple[int, ...], language: Language) -> Reading:
    """A reading of joined turns."""
    numbers = tuple(match.start() for match in _NUMBER_START.finditer(text))
    low = lower(text)
    count = 0
    if "[" in text:  # "[ORDER_1]" is no word for an order
        low, count = _PLACEHOLDER.subn(lambda match: _LETTER.sub("x", match[0]), low)
    return Reading(text=text, low=low, starts=starts, numbers=numbers, language=language, redacted=count > 0)


_NUMBER_START = re.compile(r"[+(\d](?<![\w+].)(?<!\d[.,:/-].)(?=[\d() .,/:–+-]{3})")
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(Kind).lower()})_\d{{1,9}}\]")
_NUMBERS = (kind for kind in Kind if kind not in (Kind.PERSON, Kind.EMAIL, Kind.URL))
_NUMBER_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(_NUMBERS)})_\d{{1,9}}\]")
_LETTER = re.compile("[a-z]")
_LONGER_IN_LOWER_CASE = re.compile("İ")


def lower(text: str) -> str:
    """Lower case of the same length: `İ`, the one letter whose lower case is two, becomes a plain `i`."""
    return _LONGER_IN_LOWER_CASE.sub("i", text).lower()
