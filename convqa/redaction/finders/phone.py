"""Phone numbers of Denmark, Norway, Sweden, Britain, the United States, and international ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_phones"]

_RIGHT = r"(?!\w)(?![.,:/-]\d)"
_PHONE = re.compile(
    r"(?:"
    r"(?P<international>(?:\(\+\d{1,3}\)|(?:\+|00)\d{1,3})[ .-]?(?:\(0\) ?)?\d{1,4}(?:[ .-]?\d{1,6}){1,5})"
    r"|(?P<plain>[2-9]\d(?:[ .-]\d\d){3}|[2-9]\d{7}|[2-9]\d\d[ .-]\d\d[ .-]\d{3}|[2-9]\d \d\d ?/ ?\d\d \d\d)"
    r"|(?P<halves>(?<!\d )[2-9]\d{3} \d{4}(?! \d))"
    r"|(?P<zero>\(?0\d{1,4}\)?(?: ?[ /-] ?)?\d{2,8}(?:[ -]\d{2,6}){0,3}|0\d{1,3}(?:\.\d{2,3}){3,4})"
    r"|(?P<american>(?:1[ .-])?(?:\([2-9]\d\d\) ?|[2-9]\d\d[ .-])\d{3}[ .-]\d{4})"
    rf"){_RIGHT}"
)
_CONTEXT = re.compile(
    r"(?:(?:tlf|tel|telefon\w*|phone|mobil\w*|mob|cell|ring\w*|call|text|sms\w*|direkte|direct|line)"
    r"|(?<![^\W_])(?P<any>nummer\w*|number|numret))\b[^\n\ue000\d]{0,20}$"
)
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
_YEARS = re.compile(r"(?:19|20)\d\d (?:19|20)\d\d")
MIN_DIGITS, MAX_DIGITS = 8, 15
ZERO_DIGITS = range(8, 12)


def find_phones(reading: Reading) -> Iterator[Finding]:
    """Numbers in the shapes of phone numbers.

    Whether a number is assigned is not asked: a mistyped number is personal data too. Digits without a sign between
    them that are said to be of goods are none here (a long number they stay). Scores: with a word such as "tlf" before
    it 0.85, with "number" 0.75, as a number of what is named there ("order number") is that; by shape alone 0.6, and
    0.5 for shapes that other numbers share.
    """
    for match in reading.matches(_PHONE):
        digits = sum(character.isdigit() for character in match[0])
        if not MIN_DIGITS <= digits <= MAX_DIGITS or (match["zero"] and digits not in ZERO_DIGITS):
            continue
        if _AMOUNT.match(reading.low, match.end()) or _YEARS.fullmatch(match[0]):
            continue
        if match[0].isdigit() and _GOODS.search(reading.low, max(0, match.start() - 80), match.start()):
            continue
        score = _certainty(_CONTEXT.search(reading.low, max(0, match.start() - 35), match.start()), match)
        yield Finding(*match.span(), Kind.PHONE, score)


def _certainty(context: re.Match[str] | None, match: re.Match[str]) -> float:
    if context:
        return 0.75 if context["any"] else 0.85
    return 0.5 if match["halves"] or match[0].isdigit() else 0.6
