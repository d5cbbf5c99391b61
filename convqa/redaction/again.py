"""Where a number, an address or the like that was found stands again: as it was, or four digits of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.numbers import numbers_in

__all__ = ["PERSONAL", "find_again", "find_four_again", "find_told_again"]

PERSONAL = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.ACCOUNT, Kind.CARD})
"""Kinds of numbers that people tell digit by digit, and name by their last digits."""
MIN_REPEATED = 5  # shorter values ("3/4", "1102") are other things elsewhere
MIN_REPEATED_CARD = 4  # but who has told the last digits of a card or a PIN, says them again
MAX_REPEATED = 200  # bounds the work on a hostile text
FOUR, MIN_WHOLE = 4, 7
_FOUR = re.compile(r"(?<![\w.,:/+£€$-])\d{4}(?!\w)(?![.,:/-]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")


def find_again(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """Other places where what was found stands without its context."""
    values: dict[str, Finding] = {}
    for finding in findings:
        least = MIN_REPEATED_CARD if finding.kind is Kind.CARD else MIN_REPEATED
        if finding.kind is not Kind.PERSON and finding.end - finding.start >= least:
            values.setdefault(reading.low[finding.start : finding.end], finding)
    for value, finding in islice(values.items(), MAX_REPEATED):
        if reading.low.count(value) > 1:
            for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", reading.low):
                if len(value) >= MIN_REPEATED or not is_amount(reading, *match.span()):
                    yield Finding(*match.span(), finding.kind, finding.score)


def find_told_again(reading: Reading, told: Sequence[Finding]) -> Iterator[Finding]:
    """Other places where parts of a number stand that were told one by one: no single words, years or amounts."""
    values: dict[str, Finding] = {}
    for finding in told:
        value = reading.low[finding.start : finding.end]
        four = len(value) == FOUR and value.isdigit() and not _YEAR.fullmatch(value)
        if four or (len(value) >= MIN_REPEATED and not value.isalpha()):
            values.setdefault(value, finding)
    for value, finding in islice(values.items(), MAX_REPEATED):
        if reading.low.count(value) > 1:
            for match in re.finditer(rf"(?<![\w.,:/+#£€$-]){re.escape(value)}(?!\w)(?![.,:/-]\d)", reading.low):
                if numbers_in(reading, *match.span()):
                    yield Finding(*match.span(), finding.kind, finding.score)


def find_four_again(reading: Reading, findings: Sequence[Finding]) -> Iterator[Finding]:
    """``4412`` where a card that ends with it was told, also in words, and ``4421``, which is it mistyped."""
    kinds: dict[str, Kind] = {}
    for finding in islice((one for one in findings if one.kind in PERSONAL), MAX_REPEATED):
        digits = _digits(reading, finding)
        if len(digits) == FOUR:
            kinds["".join(sorted(digits))] = finding.kind
        if len(digits) == FOUR or len(digits) >= MIN_WHOLE:
            kinds[digits[-FOUR:]] = finding.kind
    for match in _FOUR.finditer(reading.low) if kinds else ():
        kind = kinds.get(match[0]) or kinds.get("".join(sorted(match[0])))
        if kind and not _YEAR.fullmatch(match[0]) and not is_amount(reading, *match.span()):
            yield Finding(*match.span(), kind, 0.4)


def _digits(reading: Reading, finding: Finding) -> str:
    """The digits of what was found, in whatever way they are told."""
    written = "".join(filter(str.isdigit, reading.low[finding.start : finding.end]))
    if written:
        return written
    said = numbers_in(reading, finding.start, finding.end)
    return "".join(filter(str.isdigit, "".join(number.written for number in said)))
