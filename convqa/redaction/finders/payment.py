"""Payment cards and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.no import kontonr

from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_accounts", "find_cards"]

_RIGHT = r"(?!\w)(?![.,:/-]\d)"
_CARD = re.compile(rf"(?:\d{{4}}[ -]\d{{4}}[ -]\d{{4}}[ -]\d{{1,7}}|\d{{4}}[ -]\d{{6}}[ -]\d{{5}}|\d{{13,19}}){_RIGHT}")
_CARD_WORD = re.compile(r"(?:kort\w{0,9}|card\w{0,8}|visa|mastercard|dankort)\b[^\n\ue000\d]{0,20}$")
_LAST_FOUR = re.compile(
    r"(?:ender på|slutter på|sluttar på|slutar på|endar på|ending in|ends in|ending|ends with)"
    r"(?: sifre| cifre| siffer| siffror| digits)?(?: er| is| är)?[ :]{1,2}"
    r"(?P<digits>\d{4})(?![\w.,]?\d)"
)
_SECRET = re.compile(
    r"(?<!\w)(?:cv[vc]2?|kontrolcifrene|kontrolcifre|kontrollsiffer|sikkerhedskoden?|sikkerhetskoden?|säkerhetskoden?"
    r"|security code|pin(?:-?koden?| code| ?kode)?)(?: er| is| är|-?nummer)?[ :=]{1,3}"
    r"(?P<digits>\d{3,4})(?![\w.,:-]?\d)(?!\w)"
)
_IBAN = re.compile(r"\d(?<=(?<!\w)[a-z][a-z]\d)\d ?(?:[\da-z]{4} ?){2,7}[\da-z]{0,4}(?!\w)")
_DANISH_OR_LONG = re.compile(rf"\d{{4}}[ -]\d{{3}}[ ]?\d{{3}}[ ]?\d{{0,4}}{_RIGHT}|\d{{4}}[ -]\d{{7,10}}{_RIGHT}")
_REG = re.compile(
    r"(?<!\w)(?:reg\.? ?(?:nr|nummer)?\.?[ :]{0,2})(?P<account>\d{4}[ ,;/-]{1,3}(?:og )?"
    r"(?:kto\.?|konto\w{0,8}\.?)?(?: ?(?:nr|nummer)\.?)?[ :]{0,2}\d[\d ]{4,12}\d)(?!\w)"
)
_NORWEGIAN = re.compile(rf"(?P<a>\d{{4}})(?P<gap>[. ]?)\d\d(?P=gap)\d{{5}}{_RIGHT}")
_SWEDISH = re.compile(rf"(?:\d{{4}}-\d,? ?|\d{{4}}[-, ] ?)\d{{2,3}} \d{{3}} ?\d{{1,3}}(?:[ -]\d){{0,2}}{_RIGHT}")
_BRITISH = re.compile(rf"\d\d[- ]\d\d[- ]\d\d(?:,? | and )(?:account )?\d{{4}} ?\d{{4}}{_RIGHT}")
_GIRO = re.compile(
    r"(?<!\w)(?:bankgiro|plusgiro|postgiro|bg|pg)(?:t|nr|numret|nummer)?\.?(?: är| er| is)?[ :]{1,3}"
    r"(?P<account>\d{1,4}(?: ?\d\d){0,3}(?:[- ]?\d{1,4}){1,2})(?!\w)"
)
_BRANCH = re.compile(
    r"(?<!\w)(?:reg\.? ?nr|reg\.? ?nummer|registreringsnummer|registreringsnr|clearing(?:nr|nummer)?|sort ?code)"
    r"\.?(?: er| är| is)?[ :]{1,3}(?P<account>\d{4}(?:-\d)?|\d\d[- ]?\d\d[- ]?\d\d)(?![\w.,:-]?\d)(?!\w)"
)


def find_cards(reading: Reading) -> Iterator[Finding]:
    """Card numbers, security codes, and the last four digits where the text says that they are.

    Four groups, or one group of 13 to 19 digits that passes Luhn or follows a word for a card.
    """
    for match in reading.matches(_CARD):
        checked = luhn.is_valid("".join(filter(str.isdigit, match[0])))
        if (
            checked
            or not match[0].isdigit()
            or _CARD_WORD.search(reading.low, max(0, match.start() - 35), match.start())
        ):
            yield Finding(*match.span(), Kind.CARD, 0.95 if checked else 0.8)
    if reading.mentions("end", "slut"):
        for match in _LAST_FOUR.finditer(reading.low):
            yield Finding(*match.span("digits"), Kind.CARD, 0.8)
    if reading.mentions("cv", "kod", "code", "pin", "kontrol"):
        for match in _SECRET.finditer(reading.low):
            yield Finding(*match.span("digits"), Kind.CARD, 0.8)


def find_accounts(reading: Reading) -> Iterator[Finding]:
    """IBAN, Danish registration and account number, Norwegian 4.2.5, Swedish clearing, British sort code, giro."""
    for match in _IBAN.finditer(reading.low):
        start = match.start() - 2  # the country
        if iban.is_valid(reading.low[start : match.end()], check_country=False):
            yield Finding(start, match.end(), Kind.ACCOUNT, 1.0)
    for match in reading.matches(_NORWEGIAN):
        if match["gap"] or kontonr.is_valid(match[0]):
            yield Finding(*match.span(), Kind.ACCOUNT, 0.85 if match["gap"] else 0.6)
    for pattern, score in ((_DANISH_OR_LONG, 0.65), (_SWEDISH, 0.65), (_BRITISH, 0.85)):
        for match in reading.matches(pattern):
            yield Finding(*match.span(), Kind.ACCOUNT, score)
    named = reading.mentions("reg", "giro", "bg", "pg", "clearing", "sort")
    for pattern in (_REG, _GIRO, _BRANCH) if named else ():
        for match in pattern.finditer(reading.low):
            yield Finding(*match.span("account"), Kind.ACCOUNT, 0.9)
