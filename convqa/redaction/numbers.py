"""The numbers of a stretch of text, whether written in digits, said in words or spelled, and what they write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from convqa.conversation import Language
from convqa.redaction.alphabet import is_hinted, read_lettered
from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Reading
from convqa.redaction.grammar import grammar
from convqa.redaction.said import read_stretches

__all__ = ["Number", "digits_of", "is_like", "numbers_in", "outside", "swapped"]

_WRITTEN = re.compile(r"(?<![\w.,:/+#£€$@-])\+?\d+(?:(?: ?- ?|[ ./]|\.\.)\d+)*(?![^\W_])(?![,:]\d)")
# "14.30", "1.299", "12 000", "14 500", "3-5", "24.12.", "1/9-24"
_OTHER = re.compile(
    r"\d{1,2}\.\d\d|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: 000)+|[1-9]\d? [1-9]00|\d{1,2} ?- ?\d{1,2}"
    r"|\d{1,2}[./-]\d{1,2}(?:[./-](?:\d{4}|\d\d))?"
    r"|\d{4}-\d\d-\d\d|0|(?:\d\.){2,3}\d"
)
_DATE_AFTER = re.compile(
    r"\.? ?(?:(?:jan|feb|mar(?!i|k|t[hia])|apr|maj|mai|may|jun|jul|aug|sep|okt|oct|nov|dec|des)|[ap]\.?m\b)"
)

MAX_OF_RANGE = 3  # digits
MIN_PART, MIN_LIKE = 2, 3
"""Digits of a part of a number, and of one that is not quite the same."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number at `[start:end]` of a reading.

    Attributes:
        written: its digits and letters, without what stands between them.
        said: whether it is said in words.
    """

    start: int
    end: int
    written: str = field(repr=False)
    said: bool


def numbers_in(reading: Reading, start: int, end: int) -> list[Number]:
    """The numbers between two places of one turn, in order, disjoint; no amounts, times, dates or ranges.

    Of numbers in words those of two digits or more.
    """
    found: list[Number] = []
    for numbers in _read(reading, start, end):
        found = sorted([*found, *outside(numbers, found)], key=lambda number: number.start)
    return [number for number in found if not _is_other(reading, number)]


def outside(numbers: Iterable[Number], others: Sequence[Number | Finding]) -> Iterator[Number]:
    """Those of some numbers that overlap none of `others`; both in order, and each of them disjoint."""
    place = 0
    for number in numbers:
        while place < len(others) and others[place].end <= number.start:
            place += 1
        if place == len(others) or number.end <= others[place].start:
            yield number


def digits_of(reading: Reading, finding: Finding) -> str:
    """The digits of what was found, in whatever way they are told."""
    written = "".join(filter(str.isdigit, reading.low[finding.start : finding.end]))
    if written:
        return written
    said = numbers_in(reading, finding.start, finding.end)
    return "".join(filter(str.isdigit, "".join(number.written for number in said)))


def swapped(digits: str) -> Iterator[str]:
    """Digits with two neighbours in the wrong order, as they are mistyped."""
    for place, (one, other) in enumerate(pairwise(digits)):
        if one != other:
            yield f"{digits[:place]}{other}{one}{digits[place + 2 :]}"


def is_like(part: str, whole: str) -> bool:
    """Whether digits are a part of others, or those of its end a little different ("552", "525")."""
    if part in whole:
        return len(part) >= MIN_PART
    if len(part) < MIN_LIKE or len(part) > len(whole):
        return False
    end = whole[-len(part) :]
    other = sum(one != another for one, another in zip(part, end, strict=True))
    return other == 1 or part in swapped(end)


@cache
def _word(language: Language) -> re.Pattern[str]:
    """One word for a number."""
    return re.compile(rf"(?<![^\W_]){grammar(language).number}(?![^\W_])")


def _read(reading: Reading, start: int, end: int) -> Iterator[list[Number]]:
    """The numbers that each way to read them finds, in order; the surest way first."""
    codes = read_lettered(reading, start, end) if is_hinted(reading.low[start:end]) else ()
    yield [Number(code.pieces[0].start, code.pieces[-1].end, code.written, said=True) for code in codes]
    yield [
        Number(stretch.start, stretch.end, "".join(filter(str.isalnum, stretch.written)), said=True)
        for stretch in read_stretches(reading, start, end)
        if not stretch.dated and sum(stretch.parts) > 1
    ]
    numbers = grammar(reading.language).numbers
    words = _word(reading.language).finditer(reading.low, start, end)
    yield [Number(*match.span(), numbers[match[0]], said=True) for match in words if len(numbers[match[0]]) > 1]
    written = _WRITTEN.finditer(reading.low, start, end)
    yield [Number(*match.span(), "".join(filter(str.isdigit, match[0])), said=False) for match in written]


def _is_other(reading: Reading, number: Number) -> bool:
    """Whether a number is a sum, a quantity, a time, a date or a range."""
    if _is_of_range(reading, number):
        return True
    after = _DATE_AFTER.match(reading.low, number.end) or grammar(reading.language).unit.match(reading.low, number.end)
    if after or is_amount(reading, number.start, number.end):
        return True
    return not number.said and _OTHER.fullmatch(reading.low, number.start, number.end) is not None


@cache
def _range(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What follows the first number of a range ("12 til 14", "twenty to ten"), and what stands before the last."""
    to = {Language.EN: "to", Language.SV: "till"}.get(language, "til")
    return re.compile(rf" {to} (?:\d|{grammar(language).number}(?![^\W_]))"), re.compile(rf"([^\W_]+) {to} $")


def _is_of_range(reading: Reading, number: Number) -> bool:
    """Whether a small number is the first or the last of a range or a time."""
    if len(number.written) > MAX_OF_RANGE:
        return False
    after, before = _range(reading.language)
    if after.match(reading.low, number.end):
        return True
    first = before.search(reading.low, max(0, number.start - 20), number.start)
    return first is not None and (first[1].isdigit() or first[1] in grammar(reading.language).numbers)
