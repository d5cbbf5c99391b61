"""The code on the back of a card, told before the word for the back, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from convqa.conversation import Language
from convqa.redaction.finders.expiry import BACKS, CARD, ELSE, NUMBER
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.wordlist import any_of

__all__ = ["find_codes_on_the_back"]

_BACK = r"(?:bag ?på|bak ?på|på (?:bagsiden|baksid(?:en|an|a))|on (?:the|its) (?:back|reverse))"
_BEFORE = re.compile(
    rf"(?<![\w.,:/+#£€$-])(?P<digits>\d{{3}}) {_BACK}"
    r"(?=[ -]?(?:[.,;:!?…)\n\ue000]|$)| (?:af |av |på |of )?(?:kortet|the card))"
)
_LINKS = r"(?: (?:er|är|is|are|was|they're|det|de|der|står|it|says|kortet|av|af|på|of|the card|koden|the code|code))"
_NEAR, _AFTER, _MONTH = 250, 120, 40


def find_codes_on_the_back(reading: Reading) -> Iterator[Finding]:
    """``408 bag på``; ``på baksiden tre tre null``, whatever number goes on after it."""
    low = reading.low
    if not reading.mentions(*BACKS):
        return
    for code in _BEFORE.finditer(low):
        if _is_of_card(low, code.start(), code.end()):
            yield Finding(*code.span("digits"), Kind.CARD, 0.7)
    for code in _said_before(reading.language).finditer(low):
        if _is_of_card(low, code.start(), code.end()) or _is_behind_month(reading, code.start()):
            yield Finding(*code.span("digits"), Kind.CARD, 0.7)
    for code in _said(reading.language).finditer(low):
        goes_on = grammar(reading.language).unit.match(low, code.end()) or _hundred(reading.language).match(
            low, code.end()
        )
        if not goes_on and _is_of_card(low, code.start(), code.end()):
            yield Finding(*code.span("digits"), Kind.CARD, 0.7)


def _is_of_card(low: str, start: int, end: int) -> bool:
    """Whether a card is spoken of nearby, and nothing else after it that has a back and a number."""
    before = [card.end() for card in CARD.finditer(low, max(0, start - _NEAR), end)]
    if NUMBER.search(low, max(0, start - _NEAR), start):
        return True
    if before:
        return ELSE.search(low, before[-1], start) is None
    return CARD.search(low, end, end + _AFTER) is not None


def _is_behind_month(reading: Reading, place: int) -> bool:
    """Whether a month stands shortly before, until when a card is valid: "Maj 27, tre fire fem bagpå"."""
    words = reading.low[max(0, place - _MONTH) : place].replace(",", " ").split()
    return not grammar(reading.language).months.isdisjoint(words)


@cache
def _said(language: Language) -> re.Pattern[str]:
    """Three digits, one by one."""
    one = rf"{any_of(sorted(grammar(language).ones))}(?![^\W_])"
    return re.compile(rf"(?<![^\W_]){_BACK}{_LINKS}{{0,5}},? (?P<digits>{one}(?:[ ,-]{{1,3}}{one}){{2}})")


@cache
def _said_before(language: Language) -> re.Pattern[str]:
    """Three digits, one by one, before the word for the back."""
    one = rf"{any_of(sorted(grammar(language).ones))}(?![^\W_])"
    return re.compile(
        rf"(?<![^\W_])(?P<digits>{one}(?:[ ,-]{{1,3}}{one}){{2}}) {_BACK}(?=[ -]?(?:[.,;:!?…)\n\ue000]|$))"
    )


@cache
def _hundred(language: Language) -> re.Pattern[str]:
    """A word for a hundred."""
    return re.compile(rf" {any_of(sorted(grammar(language).hundred))}(?![^\W_])")
