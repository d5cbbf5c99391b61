"""Words that look like names of people and are cities or months where they stand."""

from __future__ import annotations

import re

from convqa.redaction.findings import Reading
from convqa.redaction.wordlist import words

__all__ = ["MONTHS", "is_city", "is_date", "tells_of_travel"]

# Given names that are cities too.
_CITIES = frozenset(
    words("austin charlotte jackson madison savannah florence sydney victoria brooklyn troy aurora bergen jordan")
)
_STATE_AFTER = re.compile(
    r", ?(?:texas|tx|north carolina|nc|mississippi|ms|wisconsin|wi|georgia|ga|alabama|al|italy|australia|canada|bc|nsw"
    r"|new york|ny|michigan|mi|illinois|il|colorado|co|tennessee|tn|norway|norge)(?!\w)"
)
_IN = re.compile(r"(?<![^\W_])(?:in|near|via|i) $")
_ON_THE_WAY = re.compile(r"(?<![^\W_])(?:from|to|fra|til|från|till|frå) $")
MONTHS = frozenset(words("april may june august juni juli mai maj augusti"))
"""Months that are given names too."""
_MONTH_NAMES = (
    "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marts|mars|maj"
    "|mai|juni|juli|oktober|desember|januari|februari|augusti"
)
_DATE_WORDS = (
    "in|until|till|til|by|since|next|last|this|every|early|late|mid|end of|beginning of|start of|from|i|fra|från|frå|"
    "innen|inden|innan|før|för|siden|sedan|kommende|neste|næste|nästa|sidst i|slutet av|medio|primo|ultimo"
)
_DATE_BEFORE = re.compile(
    rf"(?:\d(?:st|nd|rd|th|[.]|:[ae])?(?: of)?|(?<![^\W_])(?:{_DATE_WORDS}|{_MONTH_NAMES})(?: and| to| or| og| och)?) $"
)
_DATE_AFTER = re.compile(rf" ?\d| (?:and|to|or|og|och|til|till) (?:{_MONTH_NAMES})(?!\w)")
_TRAVEL = ("flight", "flying", "airport", "fly ", "flyet", "flyg", "airline", "boarding", "lufthavn")


def tells_of_travel(reading: Reading) -> bool:
    """Whether a conversation is about flights."""
    return reading.mentions(*_TRAVEL)


def is_city(low: str, start: int, end: int, *, travel: bool) -> bool:
    """Whether a word is the city here: "Austin, Texas", "live in Charlotte", and "to Charlotte" in talk of flights.

    Args:
        low: the text in lower case.
        start: of the word.
        end: of the word.
        travel: `tells_of_travel`; without it "from Charlotte" is what a person sends.
    """
    if low[start:end] not in _CITIES:
        return False
    before = low[max(0, start - 6) : start]
    if _STATE_AFTER.match(low, end) or _IN.search(before):
        return True
    return travel and _ON_THE_WAY.search(before) is not None


def is_date(low: str, start: int, end: int) -> bool:
    """Whether a word that is a month and a name is the month: "20 June", "in May", "April to July"."""
    return _DATE_BEFORE.search(low, max(0, start - 18), start) is not None or _DATE_AFTER.match(low, end) is not None
