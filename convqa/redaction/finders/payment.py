"""Payment cards and bank accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stdnum import iban, luhn
from stdnum.no import kontonr

from convqa.redaction.finders.lastdigits import HAS_NUMBER, NEAR, find_last_digits
from convqa.redaction.finders.secret import is_amount
from convqa.redaction.findings import Finding, Kind, Reading

__all__ = ["find_accounts", "find_cards"]

_RIGHT = r"(?!\w)(?![.,:/-]\d)"
_CARD = re.compile(
    rf"(?:\d{{4}}[ .-]\d{{4}}[ .-]\d{{4}}(?:[ .-]|,? (?:og så|og|och så|och sen|och|and then|and) )\d{{1,7}}"
    rf"|\d{{4}}(?P<list>, )\d{{4}}, \d{{4}}, \d{{4}}|\d{{4}}[ -]\d{{6}}[ -]\d{{5}}|\d{{13,19}}){_RIGHT}"
)
_CARD_WORD = re.compile(r"(?:kort\w{0,9}|card\w{0,8}|visa|mastercard|dankort)\b[^\n\ue000\d]{0,20}$")
_FIRST = re.compile(
    r"(?:begynner|begynder|byrjar|starter|startar|börjar|begins|starts|beginning|starting)(?: på| med| with)?"
    r"[ :]{1,2}(?P<digits>\d{4}(?:\d{1,2}| (?!000)\d{1,4}){0,2})(?![\w., ]?\d)(?! ?(?:kr|,-))(?!\w)"
)
_CODE_BEHIND = re.compile(  # the security code behind a card and its date, "… 4412 10/28 117"
    r"[ ,;]{1,2}(?:(?:exp\w{0,4}|udl[øo]b\w{0,3}|utløper|gyldigt? til|giltigt till?|valid)[ :.]{1,2})?"
    r"(?:\d{1,2} ?[/.-] ?(?:20)?\d\d|\d{4}|(?:0[1-9]|1[0-2]) [2-4]\d)[ ,;]{1,2}(?P<digits>\d{3,4})(?!\w)(?![.,:/-]?\d)"
)
_ON_THE_BACK = re.compile(
    r"(?:on the (?:back|front|reverse)|bag ?på|bagsiden|bak ?på|baksiden|baksidan|baksida|kode\w? bak|kod\w{0,2} bak"
    r"|(?:sifre|cifre|siffer|siffr)\w{0,3} på (?:forsiden|framsidan|framsida|framsiden))"
    r"(?: (?:er|är|is|are|was|they're|det|de|på|of|it"
    r"|kortet|the card|av kortet|af kortet|på kortet)){0,3}[ :,.]{1,3}(?P<digits>\d{3,4})(?![\w.,:-]?\d)(?!\w)"
)
_CODE = re.compile(
    r"(?<!\w)(?:kode|koden|kod|code|koda)(?: er| är| is)?[ :]{1,2}(?P<digits>\d{4,8})(?![\w.,:-]?\d)(?!\w)"
)
_CODE_AFTER_DATE = re.compile(  # "valid until november, code 552"
    r"(?:giltigt? till?|gyldigt? til|udløber|utløper|utlöper|expires|expiry|valid)[^\ue000.:]{0,30}"
    r"(?<!\w)(?:kode|koden|kod|code|koda)(?: er| is| är)?[ :]{1,2}(?P<digits>\d{3,4})(?![\w.,:-]?\d)(?!\w)"
)
_GIFT = re.compile(r"(?:gave|present|værdi|verdi|gift ?)(?:kort|card|voucher)")
_SECRET = re.compile(
    r"(?<!\w)(?:cv[vc]2?(?:['’-]?(?:en|et|n))?|kontrolcifrene|kontrolcifre|kontrollsiffer|sikkerhedskoden?|sikkerhetskoden?|säkerhetskoden?"
    r"|security code|pin(?:-?koden?| code| ?kode)?)(?:-?kod\w{0,2}|-?nummer| code| number)?(?: er| is| är)?[ :=]{1,3}"
    r"(?P<digits>\d{3,4})(?![\w.,:-]?\d)(?!\w)"
)
_IBAN = re.compile(r"\d(?<=(?<!\w)[a-z][a-z]\d)\d(?: ?[\da-z]{4}){2,7}(?: ?[\da-z]{1,4})?")
# What stands after the two check digits, by country (ISO 13616 register).
_IBAN_BODY = {
    "ad": r"\d{8}[\da-z]{12}", "at": r"\d{16}", "be": r"\d{12}", "bg": r"[a-z]{4}\d{6}[\da-z]{8}",
    "ch": r"\d{5}[\da-z]{12}", "cy": r"\d{8}[\da-z]{16}", "cz": r"\d{20}", "de": r"\d{18}", "dk": r"\d{14}",
    "ee": r"\d{16}", "es": r"\d{20}", "fi": r"\d{14}", "fo": r"\d{14}", "fr": r"\d{10}[\da-z]{11}\d\d",
    "gb": r"[a-z]{4}\d{14}", "gl": r"\d{14}", "gr": r"\d{7}[\da-z]{16}", "hr": r"\d{17}", "hu": r"\d{24}",
    "ie": r"[a-z]{4}\d{14}", "is": r"\d{22}", "it": r"[a-z]\d{10}[\da-z]{12}", "li": r"\d{5}[\da-z]{12}",
    "lt": r"\d{16}", "lu": r"\d{3}[\da-z]{13}", "lv": r"[a-z]{4}[\da-z]{13}", "mt": r"[a-z]{4}\d{5}[\da-z]{18}",
    "nl": r"[a-z]{4}\d{10}", "no": r"\d{11}", "pl": r"\d{24}", "pt": r"\d{21}", "ro": r"[a-z]{4}[\da-z]{16}",
    "se": r"\d{20}", "si": r"\d{15}", "sk": r"\d{20}", "tr": r"\d{6}[\da-z]{16}",
}  # fmt: skip
_IBAN_SHAPE = {country: re.compile(rf"{country}\d\d{body}") for country, body in _IBAN_BODY.items()}
_SHORTENED = re.compile(
    rf"(?<!\w)(?:{'|'.join(_IBAN_BODY)})\d\d ?(?:…|\.{{2,4}}|[*x•]{{2,12}}) ?\d{{3,6}}(?!\w)"
)  # an IBAN: "SE08…6921"
_DANISH_OR_LONG = re.compile(
    rf"\d{{4}}[ -]\d{{3}}[ ]?\d{{3}}[ ]?\d{{0,4}}{_RIGHT}|\d{{4}} ?[ /-] ?\d{{7,10}}{_RIGHT}"
    r"|\d{4}[ ,;/-]{1,3}(?:og )?(?:kto\.?|konto\w{0,8}\.?)(?: ?(?:nr|nummer)\.?)?[ :]{1,2}\d[\d ]{4,12}\d(?!\w)"
)
_REG = re.compile(
    r"(?<!\w)(?:reg\.? ?(?:nr|nummer)?\.?[ :]{0,2})(?P<account>\d{4}[ ,;/-]{1,3}(?:og )?"
    r"(?:kto\.?|konto\w{0,8}\.?)?(?: ?(?:nr|nummer)\.?)?[ :]{0,2}\d[\d ]{4,12}\d)(?!\w)"
)
_NORWEGIAN = re.compile(rf"(?P<a>\d{{4}})(?P<gap>[. ]?)\d\d(?P=gap)\d{{5}}{_RIGHT}")
_SWEDISH = re.compile(
    rf"\d{{4}}(?:-\d)?, \d{{6,10}}(?:-\d)?{_RIGHT}"
    rf"|(?:\d{{4}}-\d ?,? ?|\d{{4}}[-, ] ?)\d{{2,3}} \d{{3}} ?\d{{1,3}}(?:[ -]\d){{0,2}}{_RIGHT}"
)
_BRITISH = re.compile(rf"(?:\d\d[- ]\d\d[- ]\d\d|\d{{6}})(?:,? | and | ?/ ?)(?:account )?\d{{4}} ?\d{{4}}{_RIGHT}")
_GIRO = re.compile(
    r"(?<!\w)(?:bankgiro|plusgiro|postgiro|bg|pg)(?:t|nr|numret|nummer)?\.?(?: är| er| is)?[ :]{1,3}"
    r"(?P<account>\d{1,4}(?: ?\d\d){0,3}(?:[- ]?\d{1,4}){1,2})(?!\w)"
)
_BRANCH = re.compile(
    r"(?<!\w)(?:reg\.? ?nr|reg\.? ?nummer|registreringsnummer|registreringsnr|clearing(?:nr|nummer)?"
    r"|sort(?: ?code|(?= \d\d)))"
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
            or not (match[0].isdigit() or match["list"])
            or _CARD_WORD.search(reading.low, max(0, match.start() - 35), match.start())
        ):
            yield Finding(*match.span(), Kind.CARD, 0.95 if checked else 0.8)
            behind = _CODE_BEHIND.match(reading.low, match.end())
            if behind and not is_amount(reading, *behind.span("digits")):
                yield Finding(*behind.span("digits"), Kind.CARD, 0.8)
    for digits in find_last_digits(reading):
        yield Finding(*digits, Kind.CARD, 0.8)
    if reading.mentions("begy", "byrj", "start", "börj", "begin"):
        for match in _FIRST.finditer(reading.low):
            named = HAS_NUMBER.search(reading.low, max(0, match.start() - NEAR), match.start())
            if named:
                yield Finding(*match.span("digits"), Kind.CARD if named["card"] else Kind.NUMBER, 0.7)
    if reading.mentions("kort", "card", "visa", "back", "bag", "bak"):
        for match in _ON_THE_BACK.finditer(reading.low):
            yield Finding(*match.span("digits"), Kind.CARD, 0.8)
        for match in _CODE.finditer(reading.low):
            if _GIFT.search(reading.low, max(0, match.start() - 2 * NEAR), match.start()):
                yield Finding(*match.span("digits"), Kind.CARD, 0.7)
    if reading.mentions("cv", "kod", "code", "pin", "kontrol"):
        for pattern in (_SECRET, _CODE_AFTER_DATE):
            for match in pattern.finditer(reading.low):
                yield Finding(*match.span("digits"), Kind.CARD, 0.8)


def find_accounts(reading: Reading) -> Iterator[Finding]:
    """IBAN, Danish registration and account number, Norwegian 4.2.5, Swedish clearing, British sort code, giro."""
    for match in _IBAN.finditer(reading.low):
        account = _iban(reading.low, match.start() - 2, match.end())
        if account:
            yield account
    for match in _SHORTENED.finditer(reading.low) if reading.mentions("…", "..", "**", "xx", "••") else ():
        yield Finding(*match.span(), Kind.ACCOUNT, 0.7)
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


def _iban(low: str, start: int, end: int) -> Finding | None:
    """The IBAN at `start`, which is as long as its country's are and may have words after it.

    Check digits raise the score; those of a country that is not listed are required.
    """
    shape = _IBAN_SHAPE.get(low[start : start + 2])
    if shape is None:
        valid = low[end : end + 1].isalnum() is False and iban.is_valid(low[start:end], check_country=False)
        return Finding(start, end, Kind.ACCOUNT, 1.0) if valid else None
    places = [place for place in range(start, end) if low[place] != " "]
    match = shape.match("".join(low[place] for place in places))
    if match is None:
        return None
    end = places[match.end() - 1] + 1
    if low[end : end + 1].isalnum():
        return None
    return Finding(start, end, Kind.ACCOUNT, 1.0 if iban.is_valid(match[0], check_country=False) else 0.85)
