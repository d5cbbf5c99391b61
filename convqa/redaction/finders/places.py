"""Words that look like names of people and are companies or cities where they stand."""

from __future__ import annotations

import re

from convqa.redaction.findings import Reading
from convqa.redaction.wordlist import words

__all__ = ["is_city", "is_company", "tells_of_travel"]

_COMPANY_AFTER = re.compile(
    r" (?:customer |tech(?:nical)? )?(?:support|services?|team|helpdesk|kundeservice|kundetjeneste|kundtjänst|app"
    r"|website|airlines?|airways)(?!\w)"
)
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
_TRAVEL = ("flight", "flying", "airport", "fly ", "flyet", "flyg", "airline", "boarding", "lufthavn")


def tells_of_travel(reading: Reading) -> bool:
    """Whether a conversation is about flights."""
    return reading.mentions(*_TRAVEL)


def is_company(low: str, end: int) -> bool:
    """Whether the unlisted word that ends here is a company's name ("Northwind support")."""
    return _COMPANY_AFTER.match(low, end) is not None


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
