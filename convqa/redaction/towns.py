"""Names of towns and cities (`lexicons/`), and whether a word is one where it stands.

`towns.txt` has those of Denmark, Norway, Sweden, Britain and Ireland; `cities.txt` those and the world's that nobody is
called, `named_cities.txt` some that people are; from GeoNames (https://www.geonames.org, CC BY 4.0, changed) and by
hand, see `data/names/README.md`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

from convqa.conversation import Language
from convqa.redaction.findings import Reading
from convqa.redaction.lexicon import lexicon

__all__ = ["in_long_name", "is_named_city", "is_town", "named_cities", "towns", "travels"]

MOST_WORDS = 4
WINDOW = 48
"""Characters on each side of a word in which a city of several words is looked for."""
_PARTS = re.compile(r"[^\W\d_]+")
_APART = re.compile(r"\.? |['’-]")
_STATE_AFTER = re.compile(
    r", ?(?:texas|tx|north carolina|nc|mississippi|ms|wisconsin|wi|georgia|ga|alabama|al|italy|australia|canada|bc|nsw"
    r"|new york|ny|michigan|mi|illinois|il|colorado|co|tennessee|tn|norway|norge)(?!\w)"
)
_IN = re.compile(r"(?<![^\W_])(?:in|near|via|i) $")
_ON_THE_WAY = re.compile(r"(?<![^\W_])(?:from|to|fra|til|från|till|frå) $")
_SAID = re.compile(
    r"(?<![^\W_])(?:talk(?:ed|ing|s)?|sp[eo]ak(?:ing|s)?|spoke|spoken|wrote|written|said|gave|given|sent|heard?"
    r"|snakke[rt]?|snakka|talte|taler|tala[rt]?|pratat|pratade|skrev|skrevet|hørte|hørt|hört|sagt|sendt|skickat)"
    r" (?:from|to|fra|til|från|till|frå) $"
)
MAX_BEFORE = 24
_TRAVEL = ("flight", "flying", "airport", "fly ", "flyet", "flyg", "airline", "boarding", "lufthavn")


@cache
def towns() -> frozenset[str]:
    """The towns in lower case, one word each, without those that are ordinary words too ("Ry", "Reading")."""
    return _lines("towns.txt")


@cache
def named_cities() -> frozenset[str]:
    """Cities that people are called too ("atlanta", "charlotte")."""
    return _lines("named_cities.txt")


def is_town(low: str, start: int, end: int) -> bool:
    """Whether a word is a town that nobody is called, also with the s of a genitive ("mantas" is a name)."""
    word = low[start:end]
    return word in _cities() or (word.removesuffix("s") in _cities() and word not in _people())


def is_named_city(low: str, start: int, end: int, *, travel: bool) -> bool:
    """Whether a word that people are called is the city here.

    "Austin, Texas", "live in Charlotte", and "to Charlotte" in talk of flights. Where no flight is spoken of,
    "from Charlotte" is what a person sends, and "talked to Charlotte" is what one does with a person.
    """
    if low[start:end] not in named_cities():
        return False
    before = low[max(0, start - MAX_BEFORE) : start]
    if _STATE_AFTER.match(low, end) or _IN.search(before):
        return True
    return travel and _ON_THE_WAY.search(before) is not None and _SAID.search(before) is None


def travels(reading: Reading) -> bool:
    """Whether flights are spoken of."""
    return reading.mentions(*_TRAVEL)


def in_long_name(low: str, start: int, end: int) -> bool:
    """Whether a word is part of a city of several words: the "francisco" of "san francisco"."""
    if low[start:end] not in _parts():
        return False
    window = max(0, start - WINDOW)
    parts = [match.span() for match in _PARTS.finditer(low, window, end + WINDOW)]
    place = next(number for number, (_, last) in enumerate(parts) if last >= end)
    joined = [_APART.fullmatch(low, one[1], other[0]) is not None for one, other in pairwise(parts)]
    return any(
        " ".join(low[slice(*part)] for part in parts[first:last]) in _cities()
        for first in range(max(0, place - MOST_WORDS + 1), place + 1)
        for last in range(max(place + 1, first + 2), min(len(parts), first + MOST_WORDS) + 1)
        if all(joined[first : last - 1])
    )


@cache
def _people() -> frozenset[str]:
    """All on the lists of names, which are the same in every language."""
    names = lexicon(Language.EN)
    return names.given | names.family | names.further


@cache
def _cities() -> frozenset[str]:
    return _lines("cities.txt")


@cache
def _parts() -> frozenset[str]:
    """The words of the cities that have several."""
    return frozenset(part for city in _cities() if " " in city for part in city.split())


def _lines(name: str) -> frozenset[str]:
    text = (files(__package__) / "lexicons" / name).read_text(encoding="utf-8")
    return frozenset(text.split("\n")) - {""}
