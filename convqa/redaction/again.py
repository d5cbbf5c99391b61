"""Where a number, an address or the like that was found stands again: as it was, or four digits of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.numbers import digits_of, numbers_in, swapped

__all__ = ["PERSONAL", "find_again", "find_four_again", "find_told_again"]

PERSONAL = frozenset({Kind.PHONE, Kind.ID_NUMBER, Kind.ACCOUNT, Kind.CARD})
"""Kinds of numbers that people tell digit by digit, and name by their last digits."""
MIN_REPEATED = 5  # shorter values ("3/4", "1102") are other things elsewhere
MIN_REPEATED_CARD = 4  # but who has told the last digits of a card or a PIN, says them again
MAX_REPEATED = 200  # bounds the work on a hostile text
_LETTERED = re.compile(r"(?=\d{0,4}[a-zæøåäö])[a-zæøåäö\d]{1,5}-?\d{4}")
_NUMBERED = frozenset({Kind.BOOKING, Kind.ORDER, Kind.CUSTOMER_NUMBER, Kind.CASE_NUMBER})
FOUR, FIVE, MIN_WHOLE = 4, 5, 7
_FOUR = re.compile(r"\d(?<![\w.,:/+£€$-].)\d{3,4}(?!\w)(?![.,:/-]\d)")
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
            yield from _standing(reading, value, finding)
    for value, finding in islice(_mistyped(values), MAX_REPEATED):
        if value not in values and value in reading.low:
            yield from _standing(reading, value, finding)


def _mistyped(values: Mapping[str, Finding]) -> Iterator[tuple[str, Finding]]:
    """What a company numbers with letters, with two of the last four digits in the wrong order."""
    for value, finding in values.items():
        if finding.kind in _NUMBERED and _LETTERED.fullmatch(value):
            yield from ((value[:-FOUR] + end, finding) for end in swapped(value[-FOUR:]))


def _standing(reading: Reading, value: str, finding: Finding) -> Iterator[Finding]:
    """All places where a value stands by itself; a short one where it is no sum or quantity."""
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
    """``4412`` where a card that ends with it was told, also in words, and ``4421``, which is it mistyped.

    Of a number told in full its last five digits too, and of what a company numbers those with two in wrong order.
    """
    kinds: dict[str, Kind] = {}
    in_any_order: dict[str, Kind] = {}
    for finding in islice((one for one in findings if one.kind in PERSONAL), MAX_REPEATED):
        digits = digits_of(reading, finding)
        if len(digits) == FOUR:
            in_any_order["".join(sorted(digits))] = finding.kind
        if len(digits) == FOUR or len(digits) >= MIN_WHOLE:
            kinds[digits[-FOUR:]] = finding.kind
        if len(digits) >= MIN_WHOLE:
            kinds.update(
                dict.fromkeys((digits[-FIVE:], *swapped(digits[-FOUR:]), *swapped(digits[-FIVE:])), finding.kind)
            )
    for finding in islice((one for one in findings if one.kind in _NUMBERED), MAX_REPEATED):
        written = "".join(filter(str.isdigit, reading.low[finding.start : finding.end]))
        if len(written) > FOUR:
            more = swapped(written) if len(written) == FIVE else ()
            kinds.update(dict.fromkeys((written[-FOUR:], *swapped(written[-FOUR:]), *more), finding.kind))
    for match in _FOUR.finditer(reading.low) if kinds else ():
        kind = kinds.get(match[0]) or in_any_order.get("".join(sorted(match[0])))
        if kind and not _YEAR.fullmatch(match[0]) and not is_amount(reading, *match.span()):
            yield Finding(*match.span(), kind, 0.4)
