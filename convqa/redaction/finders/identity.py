"""National identity numbers of Denmark, Norway, Sweden, Britain and the United States."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator

from stdnum.dk import cpr
from stdnum.no import fodselsnummer
from stdnum.se import personnummer

from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_identity_numbers"]

_RIGHT = r"(?!\w)(?![.,:/-]\d)"
_THEN = r",? (?:og så|og|och så|och sen|och|and then|and|then|så|sen) (?!\d{4,5} ?(?:kr|,-|dkk|nok|sek|stk|st|%))"
_DAY_FIRST = re.compile(
    rf"(?P<day>\d\d)(?P<month>\d\d)(?P<year>\d\d)(?P<gap> ?[-–] ?|{_THEN}| |\.|)(?P<end>\d{{4,5}}){_RIGHT}"
)
# In pairs: "52 08 90 221 64", "30.07.91 – 482 06".
_PAIRS = re.compile(
    r"(?P<first>\d\d)(?P<sign>[ .-])(?P<month>\d\d)(?P=sign)(?P<last>\d\d)(?P<gap> ?[–-] ?| )(?P<end>\d{3} ?\d\d|\d{4})"
    rf"{_RIGHT}"
)
_YEAR_FIRST = re.compile(
    rf"(?P<century>19|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d)"
    rf"(?P<gap> ?[-–+] ?|, streck, |{_THEN}| |)(?P<end>\d{{4}}){_RIGHT}"
)
_BRITISH = re.compile(
    r"\d(?:(?<=(?<!\w)[a-ceghj-z][a-ceghj-z]\d)|(?<=(?<!\w)[a-ceghj-z][a-ceghj-z] \d))\d ?\d\d ?\d\d ?[a-d](?!\w)"
)
_AMERICAN = re.compile(rf"\d{{3}}-\d\d-\d{{4}}{_RIGHT}")
_LAST_DIGITS = re.compile(
    r"(?<!\w)(?:(?:fire|fem|fyra|four|[45]) (?:siste|sidste|sista)"
    r"|(?:siste|sidste|sista|last) (?:fire|fem|fyra|four|[45]))"
    r"(?!\w)[^\d\n\ue000]{0,40}(?P<digits>\d{4,5})(?![\w.,]?\d)(?!\w)"
)
_FIRST_DIGITS = re.compile(  # "kun de første seks, 031094"
    r"f(?<!\w.)(?:ørste|yrste|örsta|irst)(?: (?:seks|sex|six|6))?"
    r"(?: (?:cifre|siffer|sifre|siffror|sifra|digits|tal|tall))?"
    r"(?: (?:er|är|is|are|var|was))?[ ,:]{1,2}(?P<digits>(?P<one>\d\d)(?P<month>\d\d)(?P<last>\d\d))(?![\w-]|[.,:]\d)"
)
_IDENTITY = re.compile(r"(?<!\w)(?:cpr|person|fødsels|pnr|fnr|social|ssn|født|född|fødd)")
_NAMED = re.compile(r"(?<!\w)(?:cpr|person-?n|fødsels|pnr|fnr|d-?nummer|d-?nr|samordnings|id-?n)")
_LEAP_YEAR = 2000
FAR = 150
"""Characters back to where such a number was spoken of."""


def find_identity_numbers(reading: Reading) -> Iterator[Finding]:
    """CPR, fødselsnummer, D-nummer, personnummer, samordningsnummer, National Insurance, Social Security.

    Any valid date plus four (Norway: five) digits counts. CPR numbers given out since 2007 may fail
    modulus 11, so a right check digit raises the score and a wrong one rules nothing out. Also the last
    digits of a number, where the text says that they are ("de fem siste er …").
    """
    for match in reading.matches(_DAY_FIRST):
        if _is_date(match["day"], match["month"], (0, 40)):
            compact = "".join(filter(str.isdigit, match[0]))
            checked = fodselsnummer.is_valid(compact) if len(match["end"]) == 5 else cpr.checksum(compact) == 0
            yield Finding(*match.span(), Kind.ID_NUMBER, _score(match, checked=checked))
    for match in reading.matches(_YEAR_FIRST):
        if _is_date(match["day"], match["month"], (0, 60)):
            checked = personnummer.is_valid(match["year"] + match["month"] + match["day"] + match["end"])
            yield Finding(*match.span(), Kind.ID_NUMBER, _score(match, checked=checked))
    for match in reading.matches(_PAIRS):
        day_first = _is_date(match["first"], match["month"], (0, 40))
        dated = day_first or (len(match["end"]) == 4 and _is_date(match["last"], match["month"], (0, 60)))
        if dated and _NAMED.search(reading.low, max(0, match.start() - 80), match.start()):
            yield Finding(*match.span(), Kind.ID_NUMBER, 0.9)
    for match in reading.matches(_AMERICAN):
        yield Finding(*match.span(), Kind.ID_NUMBER, 0.9)
    for match in _BRITISH.finditer(reading.low):
        letters = 3 if reading.low[match.start() - 1] == " " else 2
        yield Finding(match.start() - letters, match.end(), Kind.ID_NUMBER, 0.9)
    for match in _FIRST_DIGITS.finditer(reading.low) if reading.mentions("først", "fyrst", "först", "first") else ():
        dated = _is_date(match["one"], match["month"], (0, 40)) or _is_date(match["last"], match["month"], (0, 60))
        if dated and _IDENTITY.search(reading.low, max(0, match.start() - FAR), match.start()):
            yield Finding(*match.span("digits"), Kind.ID_NUMBER, 0.85)
    for match in _LAST_DIGITS.finditer(reading.low) if reading.mentions("siste", "sidste", "sista", "last") else ():
        about_identity = _IDENTITY.search(reading.low, max(0, match.start() - 60), match.end())
        yield Finding(*match.span("digits"), Kind.ID_NUMBER if about_identity else Kind.CARD, 0.85)


def _is_date(day: str, month: str, added_to_day: tuple[int, ...]) -> bool:
    """A date of any year.

    D numbers add 40 to the day, samordningsnummer 60; Norwegian test numbers add 40 or 80 to the month.
    """
    months = int(month) % 40 if month > "12" else int(month)
    if not 1 <= months <= 12 or month > "92":
        return False
    last = monthrange(_LEAP_YEAR, months)[1]
    return any(1 <= int(day) - added <= last for added in added_to_day)


def _score(match: re.Match[str], *, checked: bool) -> float:
    """0.95 with a right check digit; else 0.9 written as such numbers are, 0.7 in one go."""
    if checked:
        return 0.95
    return 0.9 if match["gap"] else 0.7
