"""Postcodes of Denmark, Norway, Sweden, Britain and the United States."""

from __future__ import annotations

import re
from collections.abc import Iterator

from convqa.conversation import Language
from convqa.redaction.finders.address import TOWN
from convqa.redaction.findings import Finding, Kind, Reading
from convqa.redaction.lexicon import lexicon
from convqa.redaction.wordlist import any_of, words

__all__ = ["find_postcodes"]

_POSTCODE = re.compile(
    rf"\d(?<![\w.,:/+-].)(?:(?<=[1-9])\d{{3}}|\d\d \d\d|(?<=[1-9])\d{{0,2}}[a-h]?, [1-9]\d{{3}}) (?P<town>{TOWN})(?!\w)"
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
_LETTERED = re.compile(rf"(?<![\w.,:/+-]){_AREAS}\d[A-Z\d]? ?\d[A-Z]{{2}}(?!\w)")
# "mp3 2gb", "a4 2nd": letters of the second half that are units and ends of ordinals too.
_LOW = re.compile(rf"(?<![\w.,:/+-]){_AREAS}\d[A-Z\d]? ?(?!\d(?:GB|TB|ST|ND|RD|TH|HZ)){_INWARD}(?!\w)", re.IGNORECASE)
_STATES = any_of(
    words(
        "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK "
        "OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC"
    )
)
_AMERICAN = re.compile(rf"(?<=[a-z], ){_STATES} \d{{5}}(?:-\d{{4}})?(?!\w)")
_ZIP = re.compile(
    r"(?<!\w)(?:zip|zip ?code|postcode|postal code|postnr|postnummer)(?: is| er| är|:)? "
    r"(?P<zip>\d{4,5}(?:-\d{4})?|\d{3} \d\d)(?!\w)"
)
_YEARS = range(1980, 2036)


def find_postcodes(reading: Reading) -> Iterator[Finding]:
    """A postcode with its town (``2670 Otta``), a British postcode, an American state and zip code."""
    names = lexicon(reading.language)
    for match in _POSTCODE.finditer(reading.text):
        number, town = match[0][:4], match["town"].lower().split()[0].split("-")[0]
        year = number.isdigit() and int(number) in _YEARS
        if not year and town not in names.words and town not in names.organisations:
            yield Finding(*match.span(), Kind.ADDRESS, 0.7)
    for pattern in (_LETTERED, _AMERICAN, _LOW) if reading.language is Language.EN else (_LETTERED, _AMERICAN):
        for match in pattern.finditer(reading.text):
            yield Finding(*match.span(), Kind.ADDRESS, 0.7)
    for match in _ZIP.finditer(reading.low) if reading.mentions("zip", "post") else ():
        yield Finding(*match.span("zip"), Kind.ADDRESS, 0.8)
