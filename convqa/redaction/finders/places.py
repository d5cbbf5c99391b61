"""Words that look like names of people and are cities, months or an oath where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

from convqa.redaction.finders.cues import Cue
from convqa.redaction.finders.tokens import Tokens
from convqa.redaction.findings import Reading
from convqa.redaction.towns import in_long_name, is_named_city, named_cities, travels
from convqa.redaction.wordlist import words

__all__ = ["MONTHS", "Places", "find_places"]

MONTHS = frozenset(words("april may june august juni juli mai maj augusti"))
"""Months that are given names too."""
_MONTH_NAMES = (
    "january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marts|mars|maj"
    "|mai|juni|juli|oktober|desember|januari|februari|augusti"
)
_DATE_WORDS = (
    "in|until|till|til|by|since|next|last|this|the|every|early|late|mid|end of|beginning of|start of|from|i|fra|från|"
    "frå|innen|inden|innan|før|för|siden|sedan|kommende|neste|næste|nästa|sidst i|slutet av|medio|primo|ultimo"
)
_DATE_BEFORE = re.compile(
    rf"(?:\d(?:st|nd|rd|th|[.]|:[ae])?(?: of)?|(?<![^\W_])(?:{_DATE_WORDS}|{_MONTH_NAMES})(?: and| to| or| og| och)?) $"
)
_DATE_AFTER = re.compile(rf" ?\d| (?:and|to|or|og|och|til|till) (?:{_MONTH_NAMES})(?!\w)")
_STREET_AFTER = re.compile(r" (?:[Ss]t(?! [A-Z])|(?i:street|rd|road|ave|avenue))(?![^\W_])")
_OATH = re.compile(
    r"(?<![^\W_])(?:nå|nåh|nårh|ja|jo|nej|næ|nei|åh|å|uh|uha|av|hvad|hva|okay|ok)[ ,]{1,2}for $"
    r"|(?:^|[.!?\n\ue000] ?)å $"
)
MAX_OATH = 12
_TAKES_HOLD = frozenset(words("fat fatt tag tak hold holdt"))
MAX_DATE_WORD = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Listed given names that are something else in a reading.

    Attributes:
        dates: the tokens that are a month where they stand: "20 June", "in May".
        inside: those that are a place after "i": "i Førde".
        cities: those that are a city, or part of one, where they stand: "Austin, Texas", "San Francisco"; or a street.
        oaths: those of "nå for søren".
        towns: the words that are a place or a city of one word somewhere.
    """

    dates: frozenset[int]
    inside: frozenset[int]
    cities: frozenset[int]
    oaths: frozenset[int]
    towns: frozenset[str]

    def needs(self, tokens: Tokens, index: int) -> Cue:
        """The weakest cue that makes a name of a token."""
        if index in self.dates or index in self.inside or index in self.cities or index in self.oaths:
            return Cue.GREETED
        return Cue.FAMILY if tokens.wholes[index] in self.towns else Cue.SENTENCE


def find_places(reading: Reading, tokens: Tokens) -> Places:
    """Places, months and oaths, and no given name of "from Charlotte Hansen"."""
    travel = travels(reading)
    given, further, cities = tokens.names.given, tokens.names.further, named_cities()
    names = [i for i, whole in enumerate(tokens.wholes) if whole in given or whole in further]
    long = frozenset(index for index in names if in_long_name(tokens.low, tokens.starts[index], tokens.end(index)))
    alone = [index for index in names if not _is_whole_name(tokens, index)]
    dates = frozenset(index for index in alone if tokens.wholes[index] in MONTHS and _is_date(tokens, index))
    inside = frozenset(
        index
        for index in alone
        if (tokens.wholes[index] in given or tokens.wholes[index] in cities) and _is_inside(tokens, index)
    )
    here = frozenset(
        index
        for index in alone
        if is_named_city(
            tokens.low, tokens.starts[index], tokens.end(index), travel=travel or tokens.wholes[index] not in given
        )
    )
    streets = frozenset(index for index in names if _is_street(tokens, index))
    oaths = frozenset(index for index in alone if tokens.wholes[index] == "søren" and _is_oath(tokens, index))
    towns = frozenset(tokens.wholes[index] for index in inside | here)
    return Places(dates=dates, inside=inside, cities=here | long | streets, oaths=oaths, towns=towns)


def _is_whole_name(tokens: Tokens, index: int) -> bool:
    """Whether a capitalised family name follows, or another given name ("i Russell Josephines navn")."""
    following = tokens.following(index)
    if not following or not tokens.is_capital(index + 1):
        return False
    return following in tokens.names.family or tokens.stem(following) in tokens.names.given


def _is_inside(tokens: Tokens, index: int) -> bool:
    """Whether a place stands behind "i", and nobody of whom one gets hold ("jeg har fat i Lene")."""
    if not index or tokens.wholes[index - 1] != "i" or not tokens.is_capital(index) or tokens.gap(index - 1) != " ":
        return False
    return index == 1 or tokens.wholes[index - 2] not in _TAKES_HOLD


def _is_street(tokens: Tokens, index: int) -> bool:
    """Whether a street without a number is called so: "Rose St", and nobody's "Della Rose St"."""
    street = tokens.is_capital(index) and _STREET_AFTER.match(tokens.text, tokens.end(index)) is not None
    return street and not (index and tokens.wholes[index - 1] in tokens.names.given)


def _is_oath(tokens: Tokens, index: int) -> bool:
    """Whether somebody swears by the name, in lower case ("nå for søren"), and no family name follows."""
    start = tokens.starts[index]
    if tokens.is_capital(index) or tokens.following(index) in tokens.names.family:
        return False
    return _OATH.search(tokens.low, max(0, start - MAX_OATH), start) is not None


def _is_date(tokens: Tokens, index: int) -> bool:
    """Whether a word that is a month and a name is the month: "20 June", "in May", "April to July"."""
    start, low = tokens.starts[index], tokens.low
    return _DATE_BEFORE.search(low, max(0, start - MAX_DATE_WORD), start) is not None or (
        _DATE_AFTER.match(low, tokens.end(index)) is not None
    )
