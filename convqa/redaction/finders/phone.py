"""Phone numbers of Denmark, Norway, Sweden, Britain, the United States, and international ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from convqa.redaction.findings import SEPARATOR, Finding, Kind, Reading

__all__ = ["find_phones"]

_RIGHT = r"(?!\w)(?![.,:/-]\d)"
_PHONE = re.compile(
    r"(?:"
    r"(?P<international>(?:\((?:\+|00)\d{1,3}\)|(?:\+|00)\d{1,3})[ .-]?(?:\(0\) ?)?\d{1,4}(?:[ .-]?\d{1,6}){1,5})"
    r"|(?P<plain>[2-9]\d(?:(?:[ ./-]|  |\.\.)\d\d){3}|[2-9]\d{7}(?:/[2-9]\d{7})?"
    r"|[2-9]\d\d[ .-]\d\d[ .-]\d{3}|[2-9]\d \d\d ?/ ?\d\d \d\d)"
    r"|(?P<halves>(?<!\d )[2-9]\d{3} \d{4}(?! \d))"
    r"|(?P<zero>\(?0\d{1,4}\)?(?: ?[ /-] ?)?\d{2,8}(?:[ -]\d{2,6}){0,3}|0\d{1,4}(?:\.\d{2,4}){2,4}"
    r"|0\d{1,3} - \d{2,3}(?: \d{1,3}){2,3})"
    r"|(?P<american>(?:\+?1[ .-]?)?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4})"
    rf"){_RIGHT}"
)
# However it is cut, after a word for a phone: "22 146 790", "3315-7240".
_CUT = re.compile(rf"[2-9]\d{{1,3}}(?P<sign>[ .-]|, )\d{{1,4}}(?:(?P=sign)\d{{1,4}}){{0,3}}{_RIGHT}")
# "+45 96 11 72 05 el. 2371-8840": a further number behind one.
_ALSO = re.compile(r"\d,? ?(?:el\.|eller|or|og|och|and|/|,|;) ?$")
# "95 ** ** 13": what is shown of a number that is known.
_HIDDEN = re.compile(r"(?<![\w.,:/+*-])\d{2,3}[ -]?(?:[*x•]{2}[ -]?){2,3}\d{2,3}(?![\w*•])")
# All that a turn says: "60 4 1 83 7 7".
_IN_BITS = re.compile(r"\d{1,2}(?: \d{1,2}){4,8}(?=[.!]?\s{0,2}(?:\ue000|$))")
_WORD = (
    r"(?:(?:tlf|telefon\w*|phone|mobil\w*|landline)|(?<![^\W_])"  # "sporingsnummer", "hotel" and "deadline" are no such
    r"(?:(?:fast)?tel|mob|cell|(?:op|upp)?ring(?:e|er|es|t|te|de|a|ar|as|ing(?:en)?)?|call|text|sms\w*"
    r"|direkte|direct|line|(?P<any>nummer\w*|number|numret)))\b"
)
_CONTEXT = re.compile(rf"{_WORD}[^\n\ue000\d]{{0,30}}$")
_RIGHT_BEFORE = re.compile(  # a list of prices or sizes is no number, unless it is called one
    rf"{_WORD}(?:[ .:,]{{1,3}}(?:nummer\w*|numret|number|nr|er|är|is|på|on|at|mig|meg|me|mit|mitt|min|my|det|den"
    r"|it['’]?s|igen|igjen|again|til|till|der|som)){0,4}[ .:,]{1,3}$"
)
_SIZES = re.compile(r"\d\d(?:/\d\d){3}")
_LISTED = re.compile(r"(?:, ?|/)\d|,? (?:eller|or|og|och|and) \d")
# "varenummeret er 55820193", "What's the item number?" - "55820193": what is sold, in the shape of a phone number.
_SOMEBODYS = r"nummer|number|numret|nr|tlf|tel|phone|mobil|ring|call|kontakt|contact|sms|text|reach"
_BETWEEN = rf"(?:(?!{_SOMEBODYS})[^\ue000\d]){{0,20}}"
_GOODS = re.compile(
    r"(?<![^\W_])(?:(?:vare|varu|artikel|artikkel|produkt|model|modell|reservedels?|reservdels?)-? ?"
    r"(?:nummer\w*|numret|nr|kode\w*|kod\w*)"
    r"|(?:item|article|product|part|model|stock|catalogue)-? ?(?:number|no|code)|sku|ean|gtin|isbn)(?![^\W_])"
    rf"{_BETWEEN}(?:\?{_BETWEEN}\ue000{_BETWEEN})?$"
)
_AMOUNT = re.compile(r" ?(?:kr|,-|kroner|kronor|dkk|nok|sek|eur|usd|€|£|\$|%)")
_OTHER = re.compile(  # years, dates, round ranges, times
    r"(?:19|20)\d\d[ -](?:19|20)\d\d|[0-3]\d([ .-])(?:0\d|1[0-2])\1(?:19|20)\d\d|\d\d00-\d\d00"
    r"|[012]\d\.[0-5]\d-[012]\d\.[0-5]\d"
)
MIN_DIGITS, MAX_DIGITS, NEAR = 8, 16, 45
ZERO_DIGITS = range(8, 12)


def find_phones(reading: Reading) -> Iterator[Finding]:
    """Numbers in the shapes of phone numbers; eight digits cut in any way after a word for a phone.

    Whether a number is assigned is not asked: a mistyped number is personal data too. Digits without a sign between
    them that are said to be of goods are none here (a long number they stay). Scores: with a word such as "tlf" before
    it 0.85, with "number" 0.75, as a number of what is named there ("order number") is that; by shape alone 0.6, and
    0.5 for shapes that other numbers share.
    """
    position = 0
    for start in reading.numbers:
        if start >= position:
            match = _PHONE.match(reading.low, start)
            position = match.end() if match else position
            found = _shaped(reading, match) if match else _cut(reading, start)
            if found:
                yield found
                position = found.end
    if reading.mentions("**", "xx", "••"):
        for match in _HIDDEN.finditer(reading.low):
            yield Finding(*match.span(), Kind.PHONE, 0.5)


def _shaped(reading: Reading, match: re.Match[str]) -> Finding | None:
    """A number in the shape of one."""
    digits = sum(character.isdigit() for character in match[0])
    if not MIN_DIGITS <= digits <= MAX_DIGITS or (match["zero"] and digits not in ZERO_DIGITS):
        return None
    if _is_other(reading, match):
        return None
    if match[0].isdigit() and _GOODS.search(reading.low, max(0, match.start() - 80), match.start()):
        return None
    context = _CONTEXT.search(reading.low, max(0, match.start() - NEAR), match.start())
    if _SIZES.fullmatch(match[0]) and _rises(match[0]) and not context:
        return None
    return Finding(*match.span(), Kind.PHONE, _certainty(context, shared=bool(match["halves"]) or match[0].isdigit()))


def _cut(reading: Reading, start: int) -> Finding | None:
    """Eight digits cut in any way, after a word for a phone."""
    if bits := _IN_BITS.match(reading.low, start):
        digits = sum(character.isdigit() for character in bits[0])
        first = reading.low[start - 1 : start] == SEPARATOR  # an answer
        if first and digits in (range(9, 12) if bits[0][0] == "0" else (MIN_DIGITS,)) and not _rises(bits[0]):
            return Finding(*bits.span(), Kind.PHONE, 0.5)
    match = _CUT.match(reading.low, start)
    if match is None or sum(character.isdigit() for character in match[0]) != MIN_DIGITS or _is_other(reading, match):
        return None
    listed = match["sign"] == ", "
    context = (_RIGHT_BEFORE if listed else _CONTEXT).search(reading.low, max(0, start - NEAR), start)
    if context is None and (listed or not _is_behind_another(reading, start)):
        return None
    if listed and _LISTED.match(reading.low, match.end()):
        return None
    return Finding(*match.span(), Kind.PHONE, _certainty(context))


def _is_behind_another(reading: Reading, start: int) -> bool:
    """Whether "or" or a sign stands between a number and another in a telephone's shape."""
    joint = _ALSO.search(reading.low, max(0, start - 9), start)
    if joint is None:
        return False
    first, last = (bisect_left(reading.numbers, place) for place in (start - NEAR, joint.start()))
    shaped = (_PHONE.match(reading.low, place) for place in reading.numbers[first:last])
    return any(one and one.end() == joint.start() + 1 for one in shaped)


def _is_other(reading: Reading, match: re.Match[str]) -> bool:
    """Whether it is an amount, a date, a time or a range."""
    return bool(_AMOUNT.match(reading.low, match.end()) or _OTHER.fullmatch(match[0]))


def _rises(written: str) -> bool:
    """Whether each of its numbers is larger than the one before, as sizes are: "30/32/34/36"."""
    numbers = [int(number) for number in re.findall(r"\d+", written)]
    return all(one < other for one, other in pairwise(numbers))


def _certainty(context: re.Match[str] | None, *, shared: bool = False) -> float:
    if context:
        return 0.75 if context["any"] else 0.85
    return 0.5 if shared else 0.6
