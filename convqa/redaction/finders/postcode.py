"""Postcodes of Denmark, Norway, Sweden, Britain and the United States."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.conversation import Language
from convqa.redaction.finders.address import TOWN
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import Lexicon, lexicon
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_postcodes"]

_POSTCODE = re.compile(
    rf"\d(?<![\w.,:/+-].)(?:(?<=[1-9])\d{{3}}|\d\d \d\d|(?<=[1-9])\d{{0,2}}[a-h]?, [1-9]\d{{3}}) "
    rf"(?P<town>{TOWN}(?:(?<=[a-zæøåäö])[.-][a-zæøåäö]{{3,}})?)(?!\w)"
)
# Royal Mail's postcode areas.
_AREAS = any_of(
    words(
        "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK "
        "FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG "
        "NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR "
        "TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
    )
)
_INWARD = r"\d[ABD-HJLNP-UW-Z]{2}"
_LETTERED = re.compile(
    rf"(?<![\w.,:/+-]){_AREAS}\d[A-Z\d]?(?: ?|, (?!\d(?:[AP]M|GB|TB|ST|ND|RD|TH|HZ)))\d[A-Z]{{2}}(?!\w)"
)
# "mp3 2gb", "a4 2nd": letters of the second half that are units and ends of ordinals too.
_LOW = re.compile(rf"(?<![\w.,:/+-]){_AREAS}\d[A-Z\d]? ?(?!\d(?:GB|TB|ST|ND|RD|TH|HZ)){_INWARD}(?!\w)", re.IGNORECASE)
_STATES = any_of(
    words(
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
    )
)
_AMERICAN = re.compile(rf"(?<=[a-z], ){_STATES} \d{{5}}(?:-\d{{4}})?(?!\w)")
# Ireland's; a letter in the second half tells it from a model.
_EIRCODE = re.compile(r"(?<![\w.,:/+-])[AC-FHKNPRTV-Y]\d[\dW] ?(?=\d{0,3}[A-Z])[\dAC-FHKNPRTV-Y]{4}(?!\w)")
# What stands before a British postcode: "7 The Paddock, Otley ", "Heatherlea, Rosebank, ".
_PART_BEFORE = re.compile(
    r"(?:\d{1,4}[A-Za-z]? )?(?<![\w'’.-])[A-Z][a-z'’][\w'’]{0,20}"
    r"(?: (?:[A-Z][a-z'’][\w'’]{0,20}|of|on|upon|by|le|in)){0,2}(?P<end>,? )$"
)
MAX_PARTS, MAX_PART = 3, 50
_ZIP = re.compile(
    r"(?<!\w)(?:zip|zip ?code|postcode|postal code|postnr|postnummer)(?: is| er| är|:)? "
    r"(?P<zip>\d{4,5}(?:-\d{4})?|\d{3} \d\d)(?!\w)"
)
_YEARS = range(1980, 2036)


def find_postcodes(reading: Reading) -> Iterator[Finding]:
    """A postcode with its town (``2670 Otta``), a British postcode, an American state and zip code."""
    names = lexicon(reading.language)
    for match in _POSTCODE.finditer(reading.text):
        number, town = match[0][:4], match["town"].lower().split()[0].split("-")[0].split(".")[0]
        year = number.isdigit() and int(number) in _YEARS
        if not year and town not in names.words and town not in names.organisations:
            yield Finding(*match.span(), Kind.ADDRESS, 0.7)
    english = reading.language is Language.EN
    for pattern in (_LETTERED, _AMERICAN, _LOW, _EIRCODE) if english else (_LETTERED, _AMERICAN):
        for match in pattern.finditer(reading.text):
            start = _begin(reading, match.start(), names) if english else match.start()
            yield Finding(start, match.end(), Kind.ADDRESS, 0.7)
    for match in _ZIP.finditer(reading.low) if reading.mentions("zip", "post") else ():
        yield Finding(*match.span("zip"), Kind.ADDRESS, 0.8)


def _begin(reading: Reading, start: int, names: Lexicon) -> int:
    """Where houses, streets and towns in capitals begin that stand before a postcode; no people."""
    for _ in range(MAX_PARTS):
        part = _PART_BEFORE.search(reading.text, max(0, start - MAX_PART), start)
        if part is None:
            break
        said = part[0].rstrip(", ").lower().replace("’", "'").split()
        alone = len(said) == 1 and part["end"] == " " and said[0].partition("'")[0] in names.words
        if alone or any(word in names.given for word in said):
            break
        start = part.start()
    return start
